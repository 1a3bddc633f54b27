"""IPython's own syntax, put out of Python's way without moving a character."""

from __future__ import annotations

import ast
import re
import warnings

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression

BODY_IS_PYTHON = frozenset({"time", "timeit", "capture", "prun", "debug", "memit", "mprun", "lprun", "scalene", "snakeviz", "pyinstrument", "heat", "ipytest"})
"""Cell magics that run the cell itself, in the notebook's own namespace. The body of any other one is none of our business."""
_LANGUAGE = expression(r"\s*%(?:sql|md|md-sandbox|scala|r|R|sh|fs|bash|html|js|javascript|latex|run)\b")
"""What a cell in another language begins with on Databricks, and a line of its own elsewhere."""
_RUNS_THE_LINE = expression(r"%(?:time|prun)[ \t]+(?=[^\W\d])")
_CELL_MAGIC = expression(r"(?:[ \t]*(?:#[^\n]*)?\n)*[ \t]*%%(\w+)")
_LINE_MAGIC = expression(r"[%!?;,/]|[\w.*()\[\]'\"]+\?{1,2}[ \t]*\r?$", re.MULTILINE)
_ASSIGNED = expression(r"[^\W\d][\w.,\s*\[\]'\"]*?(?<![=!<>])=[ \t]*(?=[%!][^\s=])")
_SUSPECT = expression(r"^[ \t]*[%!?;,/]|\?[ \t]*\r?$|=[ \t]*[%!]", re.MULTILINE)
_STRING = r"'''(?:\\.|[^\\])*?'''|\"\"\"(?:\\.|[^\\])*?\"\"\"|'(?:\\.|[^\\'\n])*'|\"(?:\\.|[^\\\"\n])*\""
_PIECE = expression(rf"#[^\n]*|{_STRING}|[(\[{{]|[)\]}}]|\\?\n|[^\n#'\"()\[\]{{}}\\]+|.", re.DOTALL)


@dataclass(slots=True)
class _Scanner:
    """Where statements start, as far as brackets, strings and backslashes tell."""

    text: str
    position: int = 0

    def skip_line(self) -> None:
        """Move behind a logical line."""
        depth = 0
        while self.position < len(self.text):
            match = _PIECE.match(self.text, self.position)
            assert match is not None
            piece, self.position = match.group(), match.end()
            if piece in ("(", "[", "{"):
                depth += 1
            elif piece in (")", "]", "}"):
                depth = max(depth - 1, 0)
            elif piece == "\n" and not depth:
                return

    def skip_magic(self) -> None:
        """Move behind a line that is no Python, and those that backslashes add to it."""
        while True:
            end = self.text.find("\n", self.position)
            line = self.text[self.position : end if end >= 0 else len(self.text)]
            self.position = end + 1 if end >= 0 else len(self.text)
            if not line.rstrip("\r").endswith("\\") or end < 0:
                return


def is_foreign(text: str) -> bool:
    """Whether a cell is in another language, or written to a file or another process instead of being run."""
    match = _CELL_MAGIC.match(text)
    if match is not None:
        return match[1] not in BODY_IS_PYTHON
    return _LANGUAGE.match(text) is not None and not _is_python(without_magics(text))


def _is_python(text: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError):
            return False
    return True


def without_magics(text: str) -> str:
    """The text of a cell with other characters in the place of IPython's own lines, so that everything else is where it was."""
    if not _SUSPECT.search(text):
        return text
    pieces: list[str] = []
    scanner = _Scanner(text)
    while scanner.position < len(text):
        start = scanner.position
        indentation = len(text) - start - len(text[start:].lstrip(" \t")) if text[start] in " \t" else 0
        scanner.position += indentation
        pieces.append(text[start : scanner.position])
        pieces.append(_statement(scanner))
    return "".join(pieces)


def _statement(scanner: _Scanner) -> str:
    """The logical line at the scanner, which moves behind it."""
    text, start = scanner.text, scanner.position
    run = _RUNS_THE_LINE.match(text, start)
    if run:
        scanner.position = run.end()
        return f"0;{' ' * (run.end() - start - 2)}{_statement(scanner)}"
    assigned = _ASSIGNED.match(text, start)
    if assigned:
        scanner.position = assigned.end()
        scanner.skip_magic()
        return text[start : assigned.end()] + _blank("_", text[assigned.end() : scanner.position])
    if _LINE_MAGIC.match(text, start):
        scanner.skip_magic()
        return _blank("0", text[start : scanner.position])
    scanner.skip_line()
    return text[start : scanner.position]


def _blank(stand_in: str, text: str) -> str:
    """A text with a stand-in at its start and spaces behind it; line ends stay."""
    return stand_in + re.sub(r"[^\r\n]", " ", text[1:])
