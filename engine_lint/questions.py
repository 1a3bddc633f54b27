"""What a project as a whole says to the questions that results for single files depend on."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from engine_lint.cache.pickling import canonical
from engine_lint.cache.store import digest
from engine_lint.discovery import File
from engine_lint.knowledge.dependencies.metadata import metadata
from engine_lint.python.imports import source_folders

if TYPE_CHECKING:
    from engine_lint.cache.memory import Memory
    from engine_lint.cache.witnesses import Question
    from engine_lint.settings import Lookup
    from engine_lint.workspace import Workspace


def answer(question: Question, workspace: Workspace, lookup: Lookup, memory: Memory) -> object:
    """The answer to a question as things are now, as a value that can be kept.

    Args:
        question: a kind of question, and what it is about.
        workspace: the projects.
        lookup: the settings.
        memory: tells the contents of files.
    """
    kind, about = question
    if kind == "settings":
        return lookup.file_for(about)
    if kind == "modules":
        return digest("\n".join(f"{path} {memory.shelf.digest_of(path).hex()}" for path in workspace.modules(about)).encode("utf-8", "surrogateescape"))
    if kind == "index":
        index = workspace.index(about)
        names = index.names
        return digest(canonical((index.words, names.wrapping, names.files)).encode("utf-8", "surrogateescape"))
    if kind in ("server files", "around"):
        found = workspace.server_files(about) if kind == "server files" else workspace.files_around(File(about))
        return tuple(file.path for file in found)
    if kind == "importers":
        root, stem, path = about.split("\0")
        return workspace.index(root).importers(stem, path)
    grounds = workspace.grounds
    asked: dict[str, Callable[[str], object]] = {
        "root": lambda folder: grounds.root(f"{folder}/."),
        "base": grounds.base,
        "whole": grounds.is_whole,
        "covers": grounds.covers,
        "given": workspace.is_given,
        "tells": workspace.tells,
        "makers": workspace.may_take_options,
        "metadata": metadata,
        "source folders": lambda base: digest(canonical(source_folders(base)).encode("utf-8", "surrogateescape")),
    }
    return asked[kind](about)
