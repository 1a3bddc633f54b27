"""What ``engine-lint init`` writes: settings to start with and a hook for pre-commit, into files whose layout and comments stay."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from typing import Any

from engine_lint.errors import UsageError
from engine_lint.expression import expression
from engine_lint.knowledge.tables import parse_toml

HOOKS = ".pre-commit-config.yaml"
_HEADER = expression(r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*[\"']?engine-lint[\"']?[ \t]*\][^\r\n]*\r?\n?", re.MULTILINE)
PROJECT_HOOK = "engine-lint-project"
_HOOK = {"id": PROJECT_HOOK, "name": "engine-lint", "entry": "engine-lint check", "types": "[text]", "pass_filenames": "false"}
INSTALLED_THERE = "engine-lint must be installed, and on the PATH, where pre-commit runs"
_PLATFORMS = {
    "pythonanywhere": "pythonanywhere-mysql",
    "cleardb.net": "cleardb",
    "psdb.cloud": "planetscale-24h",
    "neon.tech": "neon-scale-to-zero",
    "database.windows.net": "azure-sql-database",
    "cloud-sql-proxy": "gcp-cloudsql-auth-proxy",
    "cloud_sql_proxy": "gcp-cloudsql-auth-proxy",
}
"""Words of host names and programs, and the documented timer that they hint at."""


def hinted(text: bytes) -> frozenset[str]:
    """The platforms at which the words of a file hint."""
    lowered = text.lower()
    return frozenset(platform for word, platform in _PLATFORMS.items() if word.encode() in lowered)


def with_settings(old: str, *, shared: bool, baseline: str, platforms: list[str]) -> str:
    """A settings file with settings to start with; the same text where it has all of them.

    Args:
        old: its text, empty where it is new.
        shared: whether the settings stand in a table of a pyproject.toml.
        baseline: the path of the baseline, empty for none.
        platforms: those that the project hints at.

    Raises:
        UsageError: it is written in a way that nothing can be added to safely.
    """
    newline = "\r\n" if "\r\n" in old else "\n"
    before = _parsed(old)
    own = before.get("tool", {}).get("engine-lint") if shared or "tool" in before else before
    entry = f'baseline = "{baseline}"'
    if own is None or (not shared and not old.strip()):
        lines = [*(["[tool.engine-lint]"] if shared else []), *_hints(platforms), *([entry] if baseline else [])]
        start = f"{old.rstrip()}{newline}{newline}" if old.strip() else ""
        new = start + newline.join(lines) + newline
    elif baseline and "baseline" not in own:
        header = _HEADER.search(old) if shared or "tool" in before else None
        at = header.end() if header else 0
        new = f"{old[:at]}{entry}{newline}{old[at:]}"
    else:
        return old
    if not _holds(before, _parsed(new), shared=shared, baseline=baseline):
        block = "\n".join((*(["[tool.engine-lint]"] if shared else []), *([entry] if baseline else [])))
        raise UsageError("init: the settings file is written in a way that nothing can be added to safely", f"add this by hand:\n\n{block}\n")
    return new


def _hints(platforms: list[str]) -> list[str]:
    """Comments about what only people know."""
    names = ", ".join(f'"{name}"' for name in platforms)
    return [
        "# After how long does something on the path to the database cut a connection that rests?",
        '# idle-timeout = "10m"',
        "# Or name what stands there; `engine-lint timeouts` lists what is documented.",
        f"# platform = [{names}]{'  # files of this project hint at it' if platforms else ''}",
    ]


def _parsed(text: str) -> dict[str, Any]:
    try:
        return dict(parse_toml(text.replace("\r\n", "\n")))
    except ValueError as error:
        raise UsageError(f"init: the settings file is not valid TOML: {error}") from error


def _holds(before: dict[str, Any], after: dict[str, Any], *, shared: bool, baseline: str) -> bool:
    """Whether nothing changed but what was to be added."""
    own = after.setdefault("tool", {}).setdefault("engine-lint", {}) if shared or "tool" in after else after
    if baseline and own.pop("baseline", None) != baseline:
        return False
    if shared:
        old = before.setdefault("tool", {}).setdefault("engine-lint", {})
        return before == after and old == own
    return before == after


def entry_lines(requirement: str) -> list[str]:
    """The hook: with a requirement in an environment of its own, else with the engine-lint that is there."""
    language = (
        {"language": "python", "additional_dependencies": f"[{json.dumps(requirement)}]"} if requirement else {"language": f"system  # {INSTALLED_THERE}"}
    )
    first, *others = (f"{key}: {value}" for key, value in {**_HOOK, **language, "require_serial": "true"}.items())
    return ["- repo: local", "  hooks:", f"    - {first}", *(f"      {line}" for line in others)]


def with_hook(old: str, requirement: str) -> str:
    """The configuration of pre-commit with our hook behind all others; the same text where it is there.

    Args:
        old: its text, empty where it is new.
        requirement: what pip installs to have this engine-lint, empty where nothing can be installed elsewhere.

    Raises:
        UsageError: the text is written in a way that nothing can be added to safely.
    """
    import yaml

    newline = "\r\n" if "\r\n" in old else "\n"
    entry = entry_lines(requirement)
    try:
        tree: Any = yaml.compose(old, yaml.SafeLoader)
        before: Any = yaml.safe_load(old)
        if _own_hooks(before):
            return old
        new = _appended(old, tree, entry, newline)
        wanted = {**(before or {}), "repos": [*((before or {}).get("repos") or ()), *yaml.safe_load("\n".join(entry))]}
        is_sound = yaml.safe_load(new) == wanted
    except (yaml.YAMLError, TypeError, AttributeError, ValueError):
        is_sound = False
    if not is_sound:
        raise UsageError(f"init: {HOOKS} is written in a way that nothing can be added to safely", "add this by hand:\n\n" + "\n".join(entry) + "\n")
    return new


def told_of_hooks(text: str) -> str:
    """Which of our hooks a configuration of pre-commit has already, and what is not seen with them; empty where there is none."""
    import yaml

    try:
        found = _own_hooks(yaml.safe_load(text))
    except (yaml.YAMLError, TypeError, AttributeError):
        return ""
    if not found:
        return ""
    ids = " and ".join(found)
    if any(found.values()):
        return f"{HOOKS} has {ids} already"
    return f"{HOOKS} has {ids} already, for changed files alone; `- id: {PROJECT_HOOK}` instead tells what a changed setting, pin or constant means elsewhere"


def _own_hooks(data: Any) -> dict[str, bool]:
    """The ids of our hooks, and whether each checks the whole project."""
    repositories = (data or {}).get("repos") or ()
    hooks = (hook for each in repositories for hook in each.get("hooks") or ())
    own = (hook for hook in hooks if str(hook.get("id", "")).startswith("engine-lint"))
    return {hook["id"]: hook["id"] == PROJECT_HOOK or hook.get("pass_filenames") is False for hook in own}


def _appended(old: str, tree: Any, entry: Sequence[str], newline: str) -> str:
    """The text with the hook behind the last item of ``repos``, in its indentation."""
    found = next((value for key, value in tree.value if key.value == "repos"), None) if tree is not None else None
    if found is None:
        start = f"{old.rstrip()}{newline}" if old.strip() else ""
        return start + newline.join(["repos:", *(f"  {line}" for line in entry)]) + newline
    if not found.flow_style and found.value:
        head = old[: found.end_mark.index]
        lines = head.splitlines(keepends=True)
        while lines and (not lines[-1].strip() or lines[-1].lstrip().startswith("#")):
            lines.pop()
        kept = "".join(lines)
        blank = " " * found.start_mark.column
        start = kept if kept.endswith("\n") else kept + newline
        return start + "".join(f"{blank}{line}{newline}" for line in entry) + old[len(kept) :].removeprefix(newline if start != kept else "")
    return old[: found.start_mark.index].rstrip() + newline + newline.join(f"  {line}" for line in entry) + old[found.end_mark.index :]
