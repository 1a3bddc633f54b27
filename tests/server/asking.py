"""Asks the part of the server that computes, in this process: what the other part hears, without an editor."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path

from lsprotocol.types import Range, TextEdit

from engine_lint.server.jobs import Buffers, Changed, Check, Diagnosis, Edits, Explain, Explanation, Mend, Prepare, Problem, Silence
from engine_lint.server.session import Session

POSTGRESQL = 'from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop")\n'


class Editor:
    """A folder that is open in an editor, and the texts that are shown of it and not saved."""

    def __init__(self, *folders: Path, encoding: str = "utf-16", notebooks: Iterable[str] = ()) -> None:
        self.folders = folders
        self.session = Session()
        self.encoding = encoding
        self.notebooks = frozenset(notebooks)
        self.texts: dict[str, str] = {}

    def path(self, name: str) -> str:
        return (self.folders[0] / name).as_posix()

    def show(self, name: str, text: str | None = None) -> None:
        self.texts[self.path(name)] = (self.folders[0] / name).read_text(encoding="utf-8") if text is None else text

    @property
    def buffers(self) -> Buffers:
        folders = tuple(folder.as_posix() for folder in self.folders)
        texts = {path: text.encode() for path, text in self.texts.items()}
        return Buffers(folders, texts, frozenset(map(self.path, self.notebooks)), self.encoding)

    def saved(self, *names: str, all_of_it: bool = False) -> None:
        any_path = next(iter(self.texts))
        answer = self.session.answer(Prepare(any_path, self.buffers, Changed(frozenset(map(self.path, names)), all_of_it)))
        assert answer is None or isinstance(answer, Diagnosis)

    def diagnosis(self, name: str) -> Diagnosis:
        answer = self.session.answer(Check(self.path(name), self.buffers))
        assert isinstance(answer, Diagnosis), answer
        return answer

    def problems(self, name: str) -> tuple[Problem, ...]:
        diagnosis = self.diagnosis(name)
        assert not diagnosis.failures
        return diagnosis.problems

    def codes(self, name: str) -> list[str]:
        return [problem.code for problem in self.problems(name)]

    def mend(self, name: str, *codes: str) -> dict[str, str]:
        """The texts of the files that change, by name or, in notebooks, by name and cell."""
        only = frozenset(problem.fingerprint for problem in self.problems(name) if problem.code in codes)
        assert len(only) == len(codes)
        answer = self.session.answer(Mend(self.path(name), self.buffers, only))
        assert isinstance(answer, Edits), answer
        assert not answer.failures
        assert not any(number for _, number in answer.changes)
        return {path.removeprefix(f"{self.folders[0].as_posix()}/"): applied(self._text(path), edits) for (path, _), edits in answer.changes.items()}

    def silenced(self, name: str, code: str) -> str:
        """The text with a comment that silences the first finding of a rule."""
        first = next(problem for problem in self.problems(name) if problem.code == code)
        answer = self.session.answer(Silence(self.path(name), self.buffers, first.fingerprint, "known"))
        assert isinstance(answer, Edits) and not answer.failures, answer
        ((_, edits),) = answer.changes.items()
        return applied(self._text(self.path(name)), edits)

    def _text(self, path: str) -> str:
        return self.texts.get(path) or Path(path).read_text(encoding="utf-8")

    def hover(self, name: str, line: int) -> str:
        answer = self.session.answer(Explain(self.path(name), self.buffers, line))
        assert isinstance(answer, Explanation), answer
        return answer.markdown


def applied(text: str, edits: Iterable[TextEdit]) -> str:
    """A text with edits made, as an editor does that counts in UTF-16."""
    lines = text.split("\n")
    for edit in sorted(edits, key=lambda each: (each.range.start.line, each.range.start.character), reverse=True):
        start, end = (sum(len(line) + 1 for line in lines[: at.line]) + _index(lines[at.line], at.character) for at in (edit.range.start, edit.range.end))
        text = text[:start] + edit.new_text + text[end:]
        lines = text.split("\n")
    return text


def shown(text: str, range_: Range) -> str:
    """What an editor that counts in UTF-16 marks."""
    lines = text.split("\n")[range_.start.line : range_.end.line + 1]
    lines[-1] = lines[-1][: _index(lines[-1], range_.end.character)]
    lines[0] = lines[0][_index(lines[0], range_.start.character) :]
    return "\n".join(lines)


def _index(line: str, units: int) -> int:
    return len(line.encode("utf-16-le")[: 2 * units].decode("utf-16-le"))


def project(root: Path, files: Mapping[str, str]) -> Path:
    for name, text in {"pyproject.toml": '[project]\nname = "shop"\nversion = "1"\n', **files}.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return root
