"""Whether files differ by nothing but the options that fixes were about: a comparison that knows nothing of how fixes are written or verified.

From both trees everything is taken out that the reported fixes may touch, told by its name alone. What is left has to be equal.
"""

from __future__ import annotations

import ast
import difflib
import io
import json
import re
import tokenize
from collections import Counter
from collections.abc import Collection, Iterator
from typing import Any, cast

PING = r"pool_?pre_?ping|pre_?ping"
RECYCLE = r"pool_?recycle|recycle"
CONTAINERS = r"|(?:db_)?engine_(?:options|kwargs|args|config|params)|options"
"""Containers of options, which a fix may write where there are none."""
ANY = rf"{PING}|{RECYCLE}|pool_\w+|poolclass|pool|creator|max_overflow|timeout|use_lifo|echo(?:_pool)?|reset_on_return|record_queries|isolation_level|native_unicode"
FLASK = frozenset(("EL301", "EL302", "EL303"))
"""Rules that move whole keys of Flask-SQLAlchemy, whatever these were called before."""
ALLOWED = {
    **dict.fromkeys(("EL101", "EL102", "EL404"), PING + CONTAINERS),
    **dict.fromkeys(("EL201", "EL202", "EL204", "EL206"), RECYCLE + CONTAINERS),
    **dict.fromkeys(("EL203", "EL205", "EL301", "EL302", "EL303", "EL401", "EL402", "EL405"), ANY + CONTAINERS),
    "EL901": r"(?!)",
}
"""What the fixes of a rule may touch: names without their prefix."""
_PREFIX = re.compile(r"^(?:sqlalchemy[_.]|flask_|db_|app_)*", re.IGNORECASE)
_QUERY = re.compile(r"[?&](?:pool_\w+|max_overflow)=[^&'\"#]*")
_DIRECTIVE = re.compile(r"#\s*(?:noqa|type:|pyright:|mypy:|pylint:|pragma|nosec|nosemgrep|fmt:|ruff:|isort:|flake8:|engine-lint:|lint-)")
_SUBCLASS = re.compile(
    r"class (?P<name>Pinging\w+)\([\w.]+\):\n\n    def apply_pool_defaults\(self, app, options\):\n        options\['pool_pre_ping'\] = True\n"
    r"        return super\((?P<same>\w+), self\)\.apply_pool_defaults\(app, options\)"
)
_TRUE, _NUMBER = re.compile(r"Constant\(value=(?:True|'True'|'true')\)"), re.compile(r"Constant\(value='?\d+'?\)")


def differences(name: str, before: bytes, after: bytes, codes: Collection[str]) -> list[str]:
    """What differs beyond the options that the fixes of some rules are about; nothing where all is well.

    Args:
        name: of the file, which tells what it holds.
        before: its bytes.
        after: its bytes after it was fixed.
        codes: of the rules whose fixes were made in it, or anywhere where that is not known.
    """
    found = list(_around(before, after))
    if name.endswith(".ipynb"):
        return [*found, *_notebooks(before, after, codes)]
    if name.endswith((".py", ".pyi", ".cfg")) or "." not in name:
        try:
            old = ast.parse(before)
        except (SyntaxError, ValueError):
            return [*found, *_lines(before, after, codes)]
        return [*found, *_modules(old, before, after, codes)]
    return [*found, *_lines(before, after, codes)]


def parses(name: str, data: bytes) -> bool:
    """Whether a file can be read as what its name says, as far as a library of its own can tell."""
    try:
        if name.endswith((".py", ".pyi")):
            ast.parse(data)
        elif name.endswith((".json", ".ipynb")):
            json.loads(data)
    except (SyntaxError, ValueError, RecursionError):
        return False
    return True


def _around(before: bytes, after: bytes) -> Iterator[str]:
    """What holds for the bytes of any file: mark, line ends, last line end."""
    if before.startswith(b"\xef\xbb\xbf") != after.startswith(b"\xef\xbb\xbf"):
        yield "the byte order mark"
    ends = [Counter(re.findall(rb"\r\n|\r|\n", data)) for data in (before, after)]
    if not set(ends[1]) <= set(ends[0]) and ends[0]:
        yield "the kind of line ends"
    if before.endswith((b"\n", b"\r")) != after.endswith((b"\n", b"\r")) and after.splitlines()[-1:] == before.splitlines()[-1:]:
        yield "the last line end"


def _modules(old: ast.Module, before: bytes, after: bytes, codes: Collection[str]) -> Iterator[str]:
    try:
        new = ast.parse(after)
    except (SyntaxError, ValueError) as error:
        yield f"it does not parse any more: {error}"
        return
    takers = [_Taker(codes, read := _read_by_options(old, codes)), _Taker(codes, read)]
    left = [ast.dump(cast("ast.Module", taker.visit(tree))) for taker, tree in zip(takers, (old, new), strict=True)]
    if left[0] != left[1]:
        yield f"the code: {_first_difference(*left)}"
    yield from _values(takers[0].taken, takers[1].taken, codes)
    yield from _comments(before, after, codes)


def _read_by_options(tree: ast.Module, codes: Collection[str]) -> frozenset[str]:
    """The names that recycle is given by, as in ``pool_recycle=SECONDS``: a fix may put another number where these get their values."""
    wanted = RECYCLE if any(RECYCLE in ALLOWED[code] for code in codes) else "(?!)"
    given = (each for each in ast.walk(tree) if isinstance(each, ast.keyword) and each.arg and re.fullmatch(wanted, each.arg))
    return frozenset(each.value.id.lower() for each in given if isinstance(each.value, ast.Name))


def _first_difference(old: str, new: str) -> str:
    at = next((index for index, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return f"{old[max(at - 60, 0) : at + 60]!r} became {new[max(at - 60, 0) : at + 60]!r}"


def _values(old: Counter[tuple[str, str]], new: Counter[tuple[str, str]], codes: Collection[str]) -> Iterator[str]:
    """Where nothing else was mended, pre-ping may only have been put on, and recycle only been given a number."""
    for (name, value), _ in (new - old).items():
        if name.startswith("="):
            yield f"{name[1:]} became {value}"
        if re.fullmatch(PING, name) and set(codes) <= {"EL101", "EL102", "EL404", "EL201", "EL202", "EL204", "EL206"} and not _TRUE.fullmatch(value):
            yield f"{name} became {value}"
        if re.fullmatch(RECYCLE, name) and set(codes) <= {"EL101", "EL102", "EL404", "EL201", "EL202"} and not _NUMBER.fullmatch(value):
            yield f"{name} became {value}"


def _comments(before: bytes, after: bytes, codes: Collection[str]) -> Iterator[str]:
    try:
        old, new = (Counter(each.string.rstrip() for each in _tokens(data) if each.type == tokenize.COMMENT) for data in (before, after))
    except (tokenize.TokenError, SyntaxError):
        return
    for text in old - new:
        if not _DIRECTIVE.match(text) and not ("EL901" in codes and re.search("noqa|engine-lint", text)):
            yield f"the comment {text!r} was lost"
    for text in new - old:
        if not (("EL901" in codes and any(text in each or each in text for each in old - new)) or any(text in each for each in old - new)):
            yield f"the comment {text!r} came in"


def _tokens(data: bytes) -> Iterator[tokenize.TokenInfo]:
    return tokenize.tokenize(io.BytesIO(data).readline)


def _notebooks(before: bytes, after: bytes, codes: Collection[str]) -> Iterator[str]:
    old, new = json.loads(before), json.loads(after)
    for one, other in zip(_cells(old), _cells(new), strict=False):
        sources = ["".join(each.pop("source", each.pop("input", ""))) for each in (one, other)]
        if sources[0] != sources[1]:
            yield from differences("cell.py", sources[0].encode(), sources[1].encode(), codes)
    if old != new:
        yield "more than the sources of cells"


def _cells(notebook: Any) -> list[Any]:
    """The cells of a notebook; before version 4 they lay in sheets."""
    return [cell for each in (notebook, *notebook.get("worksheets", ())) for cell in each.get("cells", ())]


def _lines(before: bytes, after: bytes, codes: Collection[str]) -> Iterator[str]:
    """Of a text that is no Python: every line that changed names an option, or is a comment about us."""
    wanted = re.compile("|".join(ALLOWED[code] for code in codes).encode(), re.IGNORECASE)
    old, new = (data.splitlines(keepends=True) for data in (before, after))
    for kind, start, end, first, last in difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        changed = [line for line in (*old[start:end], *new[first:last]) if line.strip()]
        if kind != "equal" and not any(wanted.search(line) or ("EL901" in codes and b"#" in line) for line in changed):
            yield f"the lines {changed!r}"


def _puts_ping_on(codes: Collection[str]) -> bool:
    """Whether fixes of some rules switch pre-ping on."""
    return not {"EL101", "EL102", "EL303"}.isdisjoint(codes)


class _Taker(ast.NodeTransformer):
    """Takes options out of a tree, and keeps what was taken."""

    def __init__(self, codes: Collection[str], read: Collection[str] = ()) -> None:
        self.read = read
        self.wanted = re.compile("|".join(ALLOWED[code] for code in codes) or "(?!)", re.IGNORECASE)
        self.containers = re.compile(CONTAINERS[1:], re.IGNORECASE)
        self.codes = codes
        self.taken: Counter[tuple[str, str]] = Counter()
        self.bases: dict[str, ast.expr] = {}

    def takes(self, name: object, value: ast.expr) -> bool:
        """Whether an option of a name is one of those that a fix was about. Of containers, the empty ones are."""
        if not isinstance(name, str):
            return False
        moved = not FLASK.isdisjoint(self.codes) and name.startswith("SQLALCHEMY_") and name not in ("SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_BINDS")
        short = _PREFIX.sub("", name)
        if name.lower() in self.read:
            self.taken[f"={name}", _NUMBER.sub("", ast.dump(value))] += 1
            return True
        if not moved and (not self.wanted.fullmatch(short) or (self.containers.fullmatch(short) and not self._is_empty(value))):
            return False
        self.taken[short.lower(), ast.dump(value)] += 1
        return True

    @staticmethod
    def _is_empty(value: ast.expr) -> bool:
        if isinstance(value, ast.Dict):
            return not value.keys
        return isinstance(value, ast.Call) and ast.unparse(value) == "dict()"

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        node.keywords = [each for each in node.keywords if not self.takes(each.arg, each.value)]
        for each in node.keywords:
            if each.arg is None and isinstance(each.value, ast.Dict) and each.value.keys == [None]:  # a default was put beside what is handed on
                each.value = each.value.values[0]
        return node

    def visit_Dict(self, node: ast.Dict) -> ast.AST:
        self.generic_visit(node)
        pairs = [(key, value) for key, value in zip(node.keys, node.values, strict=True) if not self.takes(getattr(key, "value", None), value)]
        if "EL303" in self.codes and [getattr(key, "value", None) for key, _ in pairs] == ["url"]:
            return pairs[0][1]
        node.keys, node.values = [key for key, _ in pairs], [value for _, value in pairs]
        return node

    def visit_Assign(self, node: ast.Assign) -> ast.AST | None:
        self.generic_visit(node)
        return None if len(node.targets) == 1 and self.takes(_name_of(node.targets[0]), node.value) else node

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST | None:
        self.generic_visit(node)
        return None if node.value is not None and self.takes(_name_of(node.target), node.value) else node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST | None:
        """The subclass that switches pre-ping on where Flask-SQLAlchemy has no parameter for it, and its uses."""
        if _puts_ping_on(self.codes) and (found := _SUBCLASS.fullmatch(ast.unparse(node))) and found["name"] == found["same"]:
            self.bases[node.name] = node.bases[0]
            return None
        return self.generic_visit(node)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        return self.bases.get(node.id, node)

    def visit_Pass(self, node: ast.Pass) -> None:
        """A block that would be empty is filled with it."""

    def visit_Constant(self, node: ast.Constant) -> ast.AST:
        value = node.value
        if isinstance(value, str) and "EL205" in self.codes:
            value = _QUERY.sub("", value).replace("?", "&")
        if isinstance(value, str) and "EL405" in self.codes:
            value = re.sub(r"^\w+\.", "", value)
        return ast.Constant(value)


def _name_of(target: ast.expr) -> object:
    if isinstance(target, ast.Subscript):
        return getattr(target.slice, "value", None)
    return getattr(target, "attr", None) or getattr(target, "id", None)
