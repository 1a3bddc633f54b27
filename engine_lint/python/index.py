"""Which words that matter occur in which files of a project, read from their bytes alone."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cached_property, partial
from typing import TypeAlias

from engine_lint.expression import expression
from engine_lint.knowledge.third_party import makers
from engine_lint.python.byte_search import Standing, bytes_of, code_among, standing, words_among
from engine_lint.python.config_uses import ConfigUses, uses_in
from engine_lint.python.imports import dotted_name, names_imported
from engine_lint.python.naming import Around, Names, first_names, grown
from engine_lint.python.needles import PARAMETER_WORDS, PROJECT_WORDS, TELLING_WORDS, holds_one, may_hold_word
from engine_lint.python.words import Words, words_in

Told: TypeAlias = "tuple[Words | None, Around]"
"""What one file shows, None where it is only names, and the names around the words that matter."""
MANY_STEMS = 4
"""A project that asks who imports so many modules will ask for others."""
MAX_IMPORTERS = 500
"""A name that stands in more imports than this is not followed."""
_IMPORT = expression(rb"^[ \t]*(?:from|import)\b([^\n#(]*(?:\([^)]*)?)", re.MULTILINE)

_IMPORTED = rb"\b(?:from|import)[\s\\]+(?:[\w.]+(?:[ \t]+as[ \t]+\w+)?[ \t]*,[\s\\]*)*(?:%s)[ \t\\]*(?:[.,;#\r\n]|as\b|import\b|$)"
"""An import of one of some packages, wherever it stands on its line."""


class Index:
    """What the bytes of a project's files show.

    Args:
        paths: the files, in order.
        read: gives a file's bytes, None where they cannot be had.
        in_tests: whether a file is a test or an example: the wrappers in there are their own business.
        told: gives what those of the files tell that tell anything; read from the files where it is None.
        where: finds names in files; one file after the other where it is None.
    """

    def __init__(
        self,
        paths: Iterable[str] = (),
        read: Callable[[str], bytes | None] = bytes_of,
        in_tests: Callable[[str], bool] = lambda path: False,
        told: Callable[[], Mapping[str, Told]] | None = None,
        where: Standing | None = None,
    ) -> None:
        self._paths = tuple(paths)
        self._read = read
        self._in_tests = in_tests
        self._give = told
        self._where = where or partial(standing, read=read)
        self._imports: dict[str, list[bytes]] = {}
        self._answers: dict[tuple[str, str], tuple[str, ...]] = {}
        self._searched: dict[str, dict[str, bool]] = {}
        self._stems: dict[str, Sequence[str]] = {}

    @cached_property
    def words(self) -> Mapping[str, Words]:
        """The files that hold one of the words, with what they show."""
        return {path: words for path, (words, _) in self._told.items() if words is not None}

    @cached_property
    def names(self) -> Names:
        """The names that engine factories and config keys hide behind."""
        first = (around for path, (_, around) in self._told.items() if not self._in_tests(path))
        return grown(first, self._paths, self._bytes, self._in_tests, self._where)

    @cached_property
    def wrapped(self) -> frozenset[str]:
        """The files that are no tests and hold one of the wrapping names."""
        return frozenset(path for name in self.names.wrapping for path in self.names.files[name] if not self._in_tests(path))

    @cached_property
    def named(self) -> frozenset[str]:
        """The files that hold any of the names around sites."""
        return frozenset(path for paths in self.names.files.values() for path in paths)

    def settle(self) -> None:
        """Find out words and names now, while it is known who asks."""
        self.words, self.names  # noqa: B018

    def with_texts(self, texts: Mapping[str, bytes]) -> Index:
        """What is shown when some files have other bytes. The names stay those that were found: a fix hides no factory behind a new one."""

        def read(path: str) -> bytes | None:
            return texts[path] if path in texts else self._read(path)

        def told() -> Mapping[str, Told]:
            fresh = ((path, told_by(texts[path]) if path in texts else self._told.get(path)) for path in self._paths)
            return {path: found for path, found in fresh if found is not None}

        later = Index(self._paths, read, self._in_tests, told, partial(standing, read=read))
        if "names" in self.__dict__:
            later.names = self.names
        return later

    def anew(self) -> Index:
        """What is shown after files have been written, none of which tells of other names than before."""
        later = Index(self._paths, self._read, self._in_tests, self._give, self._where)
        if "names" in self.__dict__:
            later.names = self.names
        return later

    def may_wrap(self, path: str, data: bytes) -> bool:
        """Whether a file that is no test holds one of the wrapping names."""
        return bool(self.names.wrapping) and not self._in_tests(path) and self.names.may_wrap(data)

    def subclassing(self, name: str) -> tuple[str, ...]:
        """The files in which a class that stands around a site is named as a base."""
        return self._matching("class", name, rb"^[ \t]*class[ \t]+\w+[ \t]*\([^)]*\b%s\b")

    def constructs(self, name: str) -> bool:
        """Whether a call of a class that stands around a site is seen anywhere."""
        return bool(self._matching("call", name, rb"(?<!class )\b%s\("))

    def _matching(self, what: str, name: str, pattern: bytes) -> tuple[str, ...]:
        """Those of the files with a name in which a pattern matches; each question is asked once."""
        if (what, name) not in self._answers:
            wanted = re.compile(pattern % re.escape(name.encode()), re.MULTILINE)
            self._answers[what, name] = tuple(path for path in self.names.files.get(name, ()) if wanted.search(self._bytes(path)))
        return self._answers[what, name]

    def importers(self, stem: str, path: str) -> tuple[tuple[str, str], ...] | None:
        """Which files import something of a module's name, each with the dotted name that it writes there, up to that name.

        None for a module that is none of the project's files, so that nobody knows who imports it, and for a name that stands in too many imports.
        """
        if path not in self._known:
            return None
        found: list[tuple[str, str]] = []
        for other in self._naming_stem(stem):
            if len(found) > MAX_IMPORTERS:
                return None
            statements = self._imported(other) if other != path else ()
            found += [(other, name) for name in dict.fromkeys(name for each in statements for name in names_imported(each, stem))]
        return tuple(found)

    def _naming_stem(self, stem: str) -> Sequence[str]:
        """The files in which a module's name stands. All files are read for it, so that where one asks for many, others are looked for too."""
        if stem not in self._stems:
            others = {dotted_name(path)[0].rpartition(".")[2] for path in self._told} if len(self._stems) >= MANY_STEMS else set()
            self._stems |= self._where({stem, *others} - self._stems.keys(), self._paths)
        return self._stems[stem]

    def may_import_maker(self, path: str) -> bool:
        """Whether a module of the project may import, or be part of, a library that takes options for engines by parameters of ``PARAMETER_WORDS``.

        It may for a file that is none of the project's: nobody knows what that can reach.
        """
        return path not in self._known or self._imports_maker

    @cached_property
    def _imports_maker(self) -> bool:
        from engine_lint.python.sites.recorder import EXTENSIONS

        taking = (name for name, maker in makers().items() if maker.parameter.name.encode() in PARAMETER_WORDS)
        libraries = frozenset(name.partition(".")[0] for name in (*taking, *EXTENSIONS))
        if any(not libraries.isdisjoint(re.split(r"[\\/.]", path)) for path in self._paths):
            return True
        imported = re.compile(_IMPORTED % b"|".join(sorted(name.encode() for name in libraries)))
        there = self._where(libraries, self._paths)
        return any(imported.search(self._bytes(path)) is not None for path in dict.fromkeys(path for paths in there.values() for path in paths))

    @cached_property
    def _known(self) -> frozenset[str]:
        return frozenset(self._paths)

    @cached_property
    def config_uses(self) -> Mapping[str, ConfigUses]:
        """By file, what it does with configs of Flask apps. All files are read for it, so that only configs ask."""
        return {path: uses_in(self._bytes(path)) for path in self._paths}

    def names_word(self, word: str, paths: Iterable[str]) -> bool:
        """Whether a word stands in one of some files. Each file is searched for it once, whoever asks."""
        searched = self._searched.setdefault(word, {})
        wanted = (word.encode(),)
        for path in paths:
            if path not in searched:
                searched[path] = bool(words_among(wanted, self._bytes(path)))
            if searched[path]:
                return True
        return False

    def _imported(self, path: str) -> list[bytes]:
        """The import statements of a file, without the first word."""
        if path not in self._imports:
            self._imports[path] = _IMPORT.findall(self._bytes(path))
        return self._imports[path]

    @cached_property
    def _told(self) -> Mapping[str, Told]:
        """The files with a word that matters: what they show, and the names around it. Each file is read once."""
        if self._give is not None:
            return self._give()
        return {path: told for path in self._paths if (told := told_by(self._bytes(path))) is not None}

    def _bytes(self, path: str) -> bytes:
        return code_among(self._read(path))


def told_by(data: bytes) -> Told | None:
    """What a module's bytes tell its project; None for nothing, as nearly always."""
    if not (may_hold_word(data) and holds_one(TELLING_WORDS, data)):
        return None
    return words_in(data) if holds_one(PROJECT_WORDS, data) else None, first_names(data)
