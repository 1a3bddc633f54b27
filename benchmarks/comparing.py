"""What docs/comparison.md says of other tools, asked of these tools: ``python -m benchmarks compare``."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks.trees import BUILD

PAGE = Path(__file__).parents[1] / "docs" / "comparison.md"
BIN = BUILD / "peers" / "bin"
CALL = "from sqlalchemy import create_engine\n"
CODE = {
    "`import sqlalchemy as sa; sa.create_engine(...)`": 'import sqlalchemy as sa\nengine = sa.create_engine("postgresql://db/shop")\n',
    "`from sqlalchemy import create_engine as ce; ce(...)`": 'from sqlalchemy import create_engine as ce\nengine = ce("postgresql://db/shop")\n',
    "`from sqlmodel import create_engine as sm_create; sm_create(...)`": (
        'from sqlmodel import create_engine as sm_create\nengine = sm_create("postgresql://db/shop")\n'
    ),
    '`create_async_engine("mysql+aiomysql://...")`': (
        'from sqlalchemy.ext.asyncio import create_async_engine\nengine = create_async_engine("mysql+aiomysql://db/shop")\n'
    ),
    '`engine_from_config({..., "sqlalchemy.pool_recycle": "28800"})`': (
        "from sqlalchemy import engine_from_config\n"
        'engine = engine_from_config({"sqlalchemy.url": "mysql://db/shop", "sqlalchemy.pool_recycle": "28800", "sqlalchemy.pool_pre_ping": True})\n'
    ),
    "`pool_recycle=8 * HOUR`": f'{CALL}HOUR = 3600\nengine = create_engine("mysql://db/shop", pool_recycle=8 * HOUR, pool_pre_ping=True)\n',
    '`create_engine(url, **OPTS)` with `OPTS = {"pool_pre_ping": True}` above': (
        f'{CALL}OPTS = {{"pool_pre_ping": True}}\nengine = create_engine("postgresql://db/shop", **OPTS)\n'
    ),
    "`pool_pre_ping=PING` with `PING = True` above": f'{CALL}PING = True\nengine = create_engine("postgresql://db/shop", pool_pre_ping=PING)\n',
    "a local `def create_engine(x)`": 'def create_engine(x):\n    return x\n\n\nengine = create_engine("diesel")\n',
    "`poolclass=NullPool`": 'from sqlalchemy import NullPool, create_engine\nengine = create_engine("postgresql://db/shop", poolclass=NullPool)\n',
    '`create_engine("sqlite:///shop.db")`': f'{CALL}engine = create_engine("sqlite:///shop.db")\n',
    "`pool_pre_ping=False`": f'{CALL}engine = create_engine("postgresql://db/shop", pool_pre_ping=False)\n',
}
"""The code behind each row of the page's first table."""
DAMAGE = """\
import sqlalchemy as sa
from sqlalchemy import create_engine

primary = create_engine(
    "postgresql://app@db/shop",  # primary
    echo=True,
)
replica = sa.create_engine("postgresql://app@replica/shop")
audit = create_engine("postgresql://app@audit/shop", echo=True, )
"""
"""What the fixes of the page's second table are tried on."""
_SEMGREP_RULE = """\
rules:
  - id: missing-pre-ping
    languages: [python]
    severity: WARNING
    message: the pool is not told to test connections
    pattern: sqlalchemy.create_engine($URL, $...MORE)
    fix: create_engine($URL, $...MORE, pool_pre_ping=True)
"""
_SEMGREP = ("scan", "--metrics=off", "--disable-version-check", "--config", "rule.yaml")
_AST_GREP = ("run", "--lang", "python", "--pattern", "$F($$$ARGS)", "--rewrite", "$F($$$ARGS, pool_pre_ping=True)", "--update-all", "db.py")


def rows() -> dict[str, list[str]]:
    """The cells behind the first of each row of the page, by that first."""
    cells = ([cell.strip() for cell in line.strip("|").split(" | ")] for line in PAGE.read_text(encoding="utf-8").splitlines() if line.startswith("| "))
    return {first: rest for first, *rest in cells}


def compare() -> bool:
    """Print what each tool that is installed does, and whether the page says so."""
    agreed = True
    for name, code in CODE.items() if (BIN / "qv").exists() else ():
        did, page = "reports" if _qv_reports(code) else "silent", rows()[name][1]
        says = {"misses": "silent", "reports alike": "reports"}.get(page, page)
        agreed = _told(f"python-qv, {name}", did, says) and agreed
    for what, reads in _semgrep_reads() if (BIN / "semgrep").exists() else ():
        agreed = _told(what, str(reads), "True") and agreed
    for tool, did in _fixed():
        agreed = _told(tool, " | ".join(did), " | ".join(rows()[tool])) and agreed
    return agreed


def _semgrep_reads() -> Iterator[tuple[str, bool]]:
    """What the page says that a pattern does by itself: see through import aliases, and fold constants."""
    comparison = "- metavariable-comparison: {metavariable: $N, comparison: $N >= 28800}"
    patterns = f"    patterns:\n      - pattern: sqlalchemy.create_engine(..., pool_recycle=$N, ...)\n      {comparison}\n"
    folding = re.sub(r" +pattern: .*\n +fix: .*\n", lambda _: patterns, _SEMGREP_RULE)
    with tempfile.TemporaryDirectory() as folder:
        for what, rule, row in (("an import alias", _SEMGREP_RULE, list(CODE)[1]), ("8 * HOUR", folding, "`pool_recycle=8 * HOUR`")):
            (Path(folder) / "rule.yaml").write_text(rule, encoding="utf-8")
            (Path(folder) / "db.py").write_text(CODE[row], encoding="utf-8")
            yield f"Semgrep, {what}", "missing-pre-ping" in _ran(folder, "semgrep", *_SEMGREP, "db.py")


def _told(what: str, did: str, says: str) -> bool:
    print(f"{what}: {did}{'' if did == says else f' -- the page says {says}'}", flush=True)
    return did == says


def _qv_reports(code: str) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "1"\ndependencies = ["sqlalchemy"]\n', encoding="utf-8")
        (Path(folder) / "db.py").write_text(code, encoding="utf-8")
        return "SQL-008" in _ran(folder, "qv", "scan", ".")


def _fixed() -> Iterator[tuple[str, list[str]]]:
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "rule.yaml").write_text(_SEMGREP_RULE, encoding="utf-8")
        for name, program, arguments in (("Semgrep `--autofix`", "semgrep", (*_SEMGREP, "--autofix", "db.py")), ("ast-grep `-U`", "ast-grep", _AST_GREP)):
            if (BIN / program).exists():
                (Path(folder) / "db.py").write_text(DAMAGE, encoding="utf-8")
                _ran(folder, program, *arguments)
                yield name, damage((Path(folder) / "db.py").read_text(encoding="utf-8"))


def damage(after: str) -> list[str]:
    """What became of a comment, of several lines, of the callee and of a trailing comma, in the words of the page."""
    layout = re.search(r'primary = create_engine\((\n    )?"[^"]*",[^\n]*(\n *)?echo', after)
    lines = "joined into one line" if layout and not layout[2] else "kept" if layout and layout[1] else "joined and indented otherwise"
    comma = "kept" if ", )" in after else "dropped"
    try:
        ast.parse(after)
    except SyntaxError:
        comma = "`,,`: syntax error" if ",," in after else "syntax error"
    return ["kept" if "# primary" in after else "deleted", lines, "kept" if "sa.create_engine(" in after else "became `create_engine(`", comma]


def _ran(folder: str, program: str, *arguments: str) -> str:
    environment = {**os.environ, "SEMGREP_SEND_METRICS": "off", "SEMGREP_ENABLE_VERSION_CHECK": "0", "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run([str(BIN / program), *arguments], check=False, cwd=folder, env=environment, capture_output=True, text=True, timeout=300).stdout
