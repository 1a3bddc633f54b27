"""Small projects of several files, each a shape in which people configure engines: ``fixtures/shapes/*.txt``.

A project begins with ``== name``, a file with ``-- path``. ``#! CODE`` at the end of a line says what a plain run must report there; nothing
else may be reported. ``given:`` names the files that are checked, as pre-commit does, where those are not all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from engine_lint.discovery import discover, files_below
from engine_lint.model.finding import Finding
from engine_lint.pipeline import Request, check, run
from engine_lint.settings import Lookup
from engine_lint.workspace import Workspace

FOLDER = Path(__file__).parent / "fixtures" / "shapes"
MARK = re.compile(r"#! ([A-Z0-9 ]+)$")
Row = tuple[str, int, str]


@dataclass
class Shape:
    name: str
    files: dict[str, list[str]] = field(default_factory=dict)
    given: tuple[str, ...] = (".",)

    @property
    def expected(self) -> list[Row]:
        marks = ((path, number, MARK.search(line)) for path, lines in self.files.items() for number, line in enumerate(lines, 1))
        return sorted((path, number, code) for path, number, mark in marks if mark for code in mark[1].split())

    def write(self, folder: Path) -> Path:
        (folder / ".git").mkdir(parents=True)
        for path, lines in self.files.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
        return folder


def shapes() -> Iterator[Shape]:
    for text in sorted(FOLDER.glob("*.txt")):
        shape, lines = Shape(""), []
        for line in text.read_text(encoding="utf-8").splitlines():
            if line.startswith("== "):
                shape = Shape(f"{text.stem}: {line[3:]}")
                yield shape
            elif line.startswith("-- "):
                lines = shape.files[line[3:]] = []
            elif line.startswith("given: ") and not shape.files:
                shape.given = tuple(line.split()[1:])
            else:
                lines.append(line)


SHAPES = {shape.name: shape for shape in shapes()}
EACH = pytest.mark.parametrize("shape", SHAPES.values(), ids=SHAPES.keys())


def request_for(folder: Path, paths: Iterable[str]) -> Request:
    return Request(tuple((folder / path).as_posix() for path in paths), Lookup(folder.as_posix(), isolated=True))


def rows(findings: Iterable[Finding], folder: Path) -> list[Row]:
    return sorted((Path(each.place.path).relative_to(folder).as_posix(), each.place.span.start.line, each.code) for each in findings)


@EACH
def test_exactly_what_is_marked_is_reported(shape: Shape, tmp_path: Path) -> None:
    folder = shape.write(tmp_path / "project")
    outcome = run(request_for(folder, shape.given))
    assert rows(outcome.findings, folder) == shape.expected
    assert outcome.failures == ()


@EACH
def test_what_is_said_of_a_file_does_not_depend_on_which_were_read_before(shape: Shape, tmp_path: Path) -> None:
    folder = shape.write(tmp_path / "project")
    request = request_for(folder, (".",))
    found = discover(request.paths, request.lookup)

    def judged(backwards: bool, alone: bool) -> dict[str, list[Row]]:
        results, workspace = {}, None
        for file in sorted(found.files, key=lambda each: each.path, reverse=backwards):
            if workspace is None or alone:
                workspace = Workspace(found.given, {}, lambda root: files_below(root, found, request.lookup))
            results[file.path] = rows(check(file, workspace, request).findings, folder)
        return results

    forwards = judged(backwards=False, alone=False)
    assert judged(backwards=True, alone=False) == forwards
    assert judged(backwards=False, alone=True) == forwards
