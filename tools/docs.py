"""Writes the generated documentation: rule pages, the rule table, commands, settings, other libraries, what `engines` prints, its JSON Schema.

``python tools/docs.py`` writes them; with ``--check`` it changes nothing and exits with 1 if a page is stale, missing or left over.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from engine_lint.inventory import at_line, take  # noqa: E402
from engine_lint.knowledge.frameworks import frameworks  # noqa: E402
from engine_lint.knowledge.tables import table  # noqa: E402
from engine_lint.pipeline import Request, run  # noqa: E402
from engine_lint.report import FORMATS  # noqa: E402
from engine_lint.report import renderer as report_renderer  # noqa: E402
from engine_lint.report import schema as report_schema  # noqa: E402
from engine_lint.report.inventory import explanation, renderer, schema  # noqa: E402
from engine_lint.report.probe import schema as probe_schema  # noqa: E402
from engine_lint.report.rules import schema as rules_schema  # noqa: E402
from engine_lint.report.timeouts import schema as timeouts_schema  # noqa: E402
from engine_lint.report.view import View  # noqa: E402
from engine_lint.rules import registry  # noqa: E402
from engine_lint.rules.rule import Rule  # noqa: E402
from engine_lint.settings import Lookup  # noqa: E402
from engine_lint.settings.keys import KEYS  # noqa: E402
from tools import command_pages  # noqa: E402

RULES = ROOT / "docs" / "rules"
README = ROOT / "README.md"
PAGE, REPORTS = ROOT / "docs" / "engines.md", ROOT / "docs" / "output.md"
SHORTENED: dict[str, tuple[str, Callable[[str], str]]] = {
    "json-lines": (" | cut -c 1-140", lambda text: "\n".join(line[:140] for line in text.splitlines())),
    "sarif": (" | jq '.runs[0].results[0]'", lambda text: json.dumps(json.loads(text)["runs"][0]["results"][0], indent=2)),
    "rdjson": (" | jq '.diagnostics[0]'", lambda text: json.dumps(json.loads(text)["diagnostics"][0], indent=2)),
}
"""Reports that the page shows a part of: the command that takes it out, and the same done here."""
START, END = "<!-- rules: written by tools/docs.py -->", "<!-- /rules -->"
GENERATED = "<!-- Written by tools/docs.py. Change {source} instead. -->\n\n"
FIX = {"safe": "safe", "unsafe": "unsafe", "sometimes": "safe or unsafe", "none": "none"}


def page_name(rule: Rule) -> str:
    """The file of a rule's page, as the reports' links name it."""
    return f"{rule.code.lower()}-{rule.name}.md"


def rule_table(folder: str) -> str:
    """All rules as a Markdown table; links are relative to the page that holds it."""
    lines = ["| code | name | severity | fix | reports |", "| --- | --- | --- | --- | --- |"]
    for rule in registry.load():
        severity = f"{rule.severity.name.lower()}{', pedantic' if rule.pedantic else ''}"
        lines.append(f"| [{rule.code}]({folder}{page_name(rule)}) | {rule.name} | {severity} | {FIX[rule.fixable]} | {rule.summary} |")
    return "\n".join(lines)


def rules_index() -> str:
    """The page above the rule pages."""
    text = (
        "# Rules\n\n"
        "Severity: **error** breaks or is ignored outright; **warning** fails when a connection idles out; **info** is worth a look.\n"
        "Pedantic rules are shown with `--pedantic`, or when selected by name. What safe and unsafe mean: [fixes](../fixes.md).\n\n"
    )
    return GENERATED.format(source="the rule files") + text + rule_table("") + "\n"


def settings_page() -> str:
    """The settings reference."""
    text = (
        "# Settings\n\n"
        "Settings stand in the table `[tool.engine-lint]` of `pyproject.toml`, or at the top of `engine-lint.toml`. The file nearest to the\n"
        "checked one that has such a table holds; paths in it are relative to it. A key that does not exist is an error that names the\n"
        "closest one that does. `engine-lint config PATH` prints what holds for a path and where each value comes from,\n"
        "as TOML that can be pasted.\n\n"
        "Where both lie in one folder, `engine-lint.toml` holds, and a note on stderr says that the table in `pyproject.toml` is not read;\n"
        "editors show that at the table.\n"
        "`engine-lint.toml` may hold a table `[tool.engine-lint]` instead of keys at its top, and then nothing beside it.\n\n"
        "```toml\n"
        "[tool.engine-lint]\n"
        'idle-timeout = { mysql = "10m" }   # the server\'s wait_timeout\n'
        'target-versions = { sqlalchemy = "2.0.36" }\n'
        'per-file-ignores = { "scripts/**" = ["EL101"] }\n\n'
        '[tool.engine-lint.per-path."reports/**"]\n'
        'idle-timeout = "350s"\n'
        'backend = "postgresql"\n'
        "```\n\n"
        "| key | what it does | default | type |\n| --- | --- | --- | --- |\n"
    )
    rows = (f"| `{name}` | {key.summary} | {key.default} | {_type(key.shape)} |\n" for name, key in KEYS.items())
    return GENERATED.format(source="engine_lint/settings/keys.py") + text + "".join(rows)


def engines_page() -> str:
    """The page of ``engine-lint engines``, with what it prints for the shop that comes along."""
    shop = (ROOT / "engine_lint" / "bundled" / "shop").as_posix()
    lookup = Lookup(shop, config="engine-lint.toml")
    view = View(shop, width=80)
    folder, (file, line) = "storefront", ("storefront/config.py", 23)
    inventory = take(Request((folder,), lookup))
    explained = replace(inventory, entries=at_line(inventory.entries, f"{shop}/{file}", line))
    table, chain = ("\n".join(render(listed, view)) for render, listed in ((renderer("table"), inventory), (explanation.render, explained)))
    text = PAGE.read_text(encoding="utf-8")
    for command, output in ((f"engine-lint engines {folder}", table), (f"engine-lint engines --explain {file}:{line}", chain)):
        text = _with_output(text, PAGE.name, command, output)
    return text


def _with_output(text: str, page: str, command: str, output: str) -> str:
    """A page with what a command prints below it."""
    before, _, rest = text.partition(f"```console\n$ {command}\n")
    _, closed, after = f"\n{rest}".partition("\n```\n")
    if not closed or not rest:
        raise SystemExit(f"{page}: the block of `{command}` is missing")
    return f"{before}```console\n$ {command}\n{output.rstrip()}{closed}{after}"


def reports_page() -> str:
    """The page of report formats, with what each makes of the module that the page shows."""
    text = REPORTS.read_text(encoding="utf-8")
    module = text.partition("```python\n")[2].partition("```\n")[0]
    outcome = run(Request((), Lookup("/shop", {"idle-timeout": "600"}, isolated=True), {"/shop/db.py": module.encode()}))
    for name, (filter_, filtered) in {name: SHORTENED.get(name, ("", str)) for name in FORMATS if name != "json"}.items():
        output = "\n".join(report_renderer(name)(outcome, View("/shop")))
        text = _with_output(text, REPORTS.name, f"engine-lint check --output-format {name} db.py{filter_}", filtered(output))
    return text


def _type(shape: Mapping[str, Any]) -> str:
    """A JSON Schema fragment in a word or two."""
    if "anyOf" in shape:
        return " or ".join(dict.fromkeys(_type(each) for each in shape["anyOf"]))
    if "enum" in shape:
        return ", ".join(f"`{each}`" for each in shape["enum"])
    kind = shape["type"]
    if isinstance(kind, list):
        return "seconds, or text such as " + ", ".join(f"`{json.dumps(each)}`" for each in shape.get("examples", ()) if isinstance(each, str))
    return {"array": "list", "object": "table", "boolean": "boolean", "string": "string", "integer": "number"}[kind]


def libraries_page() -> str:
    """Other libraries that make engines."""
    text = (
        "# Other libraries that make engines\n\n"
        "Engine options that are handed to one of these are judged as those of `create_engine` are, and mended where they stand.\n"
        "What a library adds by itself counts, for the releases that the project pins.\n\n"
        "| library | options | without them | why so |\n| --- | --- | --- | --- |\n"
    )
    content, titles = table("third_party"), {name: each.title for name, each in frameworks().items()}
    calls = ((titles[row["framework"]], _call(row), _without(row), row["why"]) for row in content["maker"])
    keys = ((titles[row["framework"]], ", ".join(f"`{name}`" for name in row["names"]), _without(row), row["why"]) for row in content["setting"])
    rows = "".join(f"| {' | '.join(row)} |\n" for row in sorted({*calls, *keys}, key=lambda row: (row[0].lower(), row[1])))
    adds = "".join(
        f"- {titles[row['framework']]}{_releases(row)}: {_added(row)}{_databases(row)}\n"
        for row in (*table("flask")["default"], *content["default"])
    )
    spared = "".join(f"- {', '.join(f'`{path}`' for path in row['paths'])}: {row['why']}\n" for row in content["spared"])
    return GENERATED.format(source="engine_lint/knowledge/data") + text + rows + "\n## What they add\n\n" + adds + "\n## What is never judged\n\n" + spared


def _without(row: Mapping[str, Any]) -> str:
    return "nothing is said" if row.get("needs_options") or row.get("holds") == "options" else "judged"


def _call(row: Mapping[str, Any]) -> str:
    name = ".".join(row["paths"][0].split(".")[-2:]) if row["paths"][0].split(".")[-2][:1].isupper() else row["paths"][0].rpartition(".")[2]
    return f"`{name}(...)`" if row["options"] == "keywords" else f"`{name}({row['parameter'][0]}=...)`"


def _releases(row: Mapping[str, Any]) -> str:
    return f" from {row['since']} on" if "since" in row else f" before {row['until']}" if "until" in row else ""


def _databases(row: Mapping[str, Any]) -> str:
    kind = {True: " in memory", False: " files", None: ""}[row.get("memory")]
    return f" for {row['backend']}{kind}" if row.get("backend") else f" for all but {row['never']}" if row.get("never") else ""


def _added(row: Mapping[str, Any]) -> str:
    pool = [f"`poolclass={row['pool']}`"] if "pool" in row else []
    return ", ".join([*pool, *(f"`{name}={value}`" for name, value in row.get("options", {}).items())])


def readme() -> str:
    """The README with the rule table between its marks."""
    text = README.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    _, _, after = rest.partition(END)
    if not rest or END not in rest:
        raise SystemExit(f"{README.name}: the marks {START} and {END} are missing; put them where the rule table belongs")
    return f"{before}{START}\n\n{rule_table('docs/rules/')}\n\n{END}{after}"


def pages() -> dict[Path, str]:
    """Every generated file with what belongs in it."""
    found = {RULES / page_name(rule): GENERATED.format(source="the rule's file in engine_lint/rules") + registry.page(rule) for rule in registry.load()}
    docs = ROOT / "docs"
    return {
        **found,
        RULES / "index.md": rules_index(),
        docs / "settings.md": settings_page(),
        docs / "libraries.md": libraries_page(),
        docs / "commands.md": GENERATED.format(source="the commands in engine_lint/cli") + command_pages.page(),
        PAGE: engines_page(),
        REPORTS: reports_page(),
        docs / "schemas" / "check.json": json.dumps(report_schema.json_schema(), indent=2) + "\n",
        docs / "schemas" / "check-lines.json": json.dumps(report_schema.lines_schema(), indent=2) + "\n",
        docs / "schemas" / "engines.json": json.dumps(schema.json_schema(), indent=2) + "\n",
        docs / "schemas" / "probe.json": json.dumps(probe_schema.json_schema(), indent=2) + "\n",
        docs / "schemas" / "rules.json": json.dumps(rules_schema.json_schema(), indent=2) + "\n",
        docs / "schemas" / "timeouts.json": json.dumps(timeouts_schema.json_schema(), indent=2) + "\n",
        README: readme(),
    }


def main() -> int:
    """Write or check; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="change nothing; exit 1 if a page is stale")
    check = parser.parse_args().check
    wanted = pages()
    stale = [path for path, text in wanted.items() if not path.exists() or path.read_text(encoding="utf-8") != text]
    left_over = [path for path in RULES.glob("*.md") if path not in wanted]
    for path in (*stale, *left_over):
        print(f"{path.relative_to(ROOT)}: {'stale' if check else 'removed' if path in left_over else 'written'}{'; run python tools/docs.py' if check else ''}")
        if check:
            continue
        if path in left_over:
            path.unlink()
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(wanted[path], encoding="utf-8")
    return 1 if check and (stale or left_over) else 0


if __name__ == "__main__":
    sys.exit(main())
