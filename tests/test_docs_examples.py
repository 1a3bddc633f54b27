"""The code blocks of the documentation: each is run, linted, parsed or asked for, as its language and its page say."""

from __future__ import annotations

import argparse
import configparser
import doctest
import importlib
import re
import shlex
import shutil
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
import tomlkit

from engine_lint.cli import commands, entry
from engine_lint.model.outcome import Outcome
from engine_lint.pipeline import Fixing, Request, run
from engine_lint.settings import Lookup
from tests.inprocess import engine_lint
from tests.pages import BLOCKS, PAGES, Block
from tests.shell import REPOSITORY, write

OF_OTHERS = {
    "cut", "dask", "eval", "export", "git", "jq", "mkdocs", "nvim", "pip", "pre-commit", "pytest", "python", "sudo",
}  # fmt: skip
"""Programs of others that pages call."""
UNPARSABLE = "docs/rules/el902-unparsable-file.md"
"""The page that shows code which cannot be parsed."""
_PROMPT = re.compile(r"^\$ (.*)$", re.MULTILINE)


def named(*languages: str) -> list[object]:
    """The blocks in some languages, as cases."""
    return [pytest.param(block, id=block.where) for block in BLOCKS if block.language in languages]


def files_above(block: Block) -> dict[str, str]:
    """The files that a page shows above a block, as they are before anything is fixed."""
    above = (each for each in BLOCKS if each.page == block.page and each.line < block.line and each.role != "fixed")
    return {each.title: each.text for each in above if "." in each.title and " " not in each.title}


def linted(block: Block, folder: Path, fixing: Fixing = Fixing.SHOW) -> Outcome:
    """What checking a block gives, under its own name and beside the files that its page shows above it."""
    name = block.title or "example.py"
    write(folder, {**files_above(block), ".git/HEAD": "", name: block.text})
    return run(Request((str(folder / name),), Lookup(folder.as_posix(), block.options), fixing=fixing, unsafe=True))


def test_every_page_with_a_fence_has_blocks() -> None:
    fenced = [page for page in PAGES if re.search(r"^ *```\w", page.read_text(encoding="utf-8"), re.MULTILINE)]
    assert {page.relative_to(REPOSITORY).as_posix() for page in fenced} == {block.page for block in BLOCKS if block.language}


def test_every_role_is_read() -> None:
    for page in PAGES:
        name = page.relative_to(REPOSITORY).as_posix()
        roles = re.findall(r"^ *<!-- (?:finds|fixed|clean|run)\b.*-->$", page.read_text(encoding="utf-8"), re.MULTILINE)
        assert len(roles) == sum(bool(block.role) for block in BLOCKS if block.page == name), name


@pytest.mark.parametrize("block", [pytest.param(block, id=block.where) for block in BLOCKS if block.language in ("python", "py") and block.page != UNPARSABLE])
def test_python_compiles(block: Block) -> None:
    compile(block.text, block.where, "exec", dont_inherit=True)


@pytest.mark.parametrize("block", [each for each in named("python", "py", "ini") if not each.values[0].is_of_a_rule])  # type: ignore[attr-defined]
def test_an_example_is_clean_unless_the_page_says_what_it_finds(block: Block, tmp_path: Path) -> None:
    outcome = linted(block, tmp_path)
    assert outcome.failures == ()
    assert sorted(finding.code for finding in outcome.findings) == sorted(block.codes), [finding.message for finding in outcome.findings]
    assert bool(block.codes) == (block.role == "finds")


@pytest.mark.parametrize("block", [pytest.param(block, id=block.where) for block in BLOCKS if block.role == "fixed"])
def test_fixing_makes_of_the_example_before_it_what_the_page_says(block: Block, tmp_path: Path) -> None:
    above = [each for each in BLOCKS if (each.page, each.role, each.title) == (block.page, "finds", block.title) and each.line < block.line]
    outcome = linted(above[-1], tmp_path, Fixing.COMPUTE)
    assert [patch.after.decode() for patch in outcome.patches] == [block.text]


@pytest.mark.parametrize("block", [pytest.param(block, id=block.where) for block in BLOCKS if block.role == "run"])
def test_commands_print_what_the_page_shows(block: Block, tmp_path: Path) -> None:
    write(tmp_path, files_above(block))
    session = block.text.removeprefix("$ ").split("\n$ ")
    for command, _, shown in (each.partition("\n") for each in session):
        ran = engine_lint(*shlex.split(command)[1:], cwd=tmp_path)
        assert f"{ran.err}{ran.text}".rstrip() == shown.rstrip()


@pytest.mark.parametrize("block", named("toml"))
def test_toml_is_taken_as_settings(block: Block, tmp_path: Path) -> None:
    content = tomlkit.parse(block.text).unwrap()
    if "engine-lint" in content.get("tool", {}) or block.title == "engine-lint.toml":
        write(tmp_path, {block.title or "pyproject.toml": block.text})
        lookup = Lookup(tmp_path.as_posix())
        assert lookup.file_for(tmp_path.as_posix()).endswith(block.title or "pyproject.toml")
        lookup.for_folder(tmp_path.as_posix())


@pytest.mark.parametrize("block", named("ini"))
def test_ini_is_read(block: Block) -> None:
    text = block.text if block.text.lstrip().startswith("[") else f"[section]\n{block.text}"
    assert configparser.ConfigParser(interpolation=None).read_string(text) is None


def commands_in(text: str) -> Iterator[list[str]]:
    """The words of each command in a console's session, those of pipes and lists by themselves, without redirections."""
    for line in _PROMPT.findall(text):
        lexer = shlex.shlex(line, posix=True, punctuation_chars="|&;<>")
        lexer.whitespace_split = True
        words: list[str] = []
        redirected = False
        for word in lexer:
            if set(word) <= set("|&;"):
                yield words
                words = []
            elif not redirected and not set(word) <= set("<>"):
                words.append(word)
            redirected = set(word) <= set("<>")
        yield words


@pytest.mark.parametrize("block", named("console", "sh", "bash", "shell"))
def test_commands_exist_and_take_these_options(block: Block) -> None:
    typed = [words for words in commands_in(block.text) if words]
    assert typed, "a console shows commands behind `$ `"
    for words in typed:
        while "=" in words[0]:
            words = words[1:]
        _accept(words)


def _accept(words: list[str]) -> None:
    program, arguments = words[0], words[1:]
    if program == "engine-lint":
        accept_own(arguments)
    elif program == "make":
        assert re.search(rf"^{arguments[0]}:", (REPOSITORY / "Makefile").read_text(encoding="utf-8"), re.MULTILINE), words
    elif "codemod" in arguments:
        _accept_codemod(arguments)
    elif "/" in program:
        assert (REPOSITORY / program).exists() or shutil.which(program), words
    else:
        assert program in OF_OTHERS, words
    _accept_extras(words)


def accept_own(arguments: list[str]) -> None:
    """Parse a command line of our own as the command does, without carrying it out."""
    group = entry.engine_lint
    assert isinstance(group, click.Group)
    if arguments and arguments[0] not in commands.COMMANDS and arguments[0].startswith("--"):
        assert arguments[0] in ("--help", "--version")
        return
    name, rest = (arguments[0], arguments[1:]) if arguments and arguments[0] in commands.COMMANDS else (commands.DEFAULT, arguments)
    command = group.get_command(click.Context(group), name)
    assert command is not None
    try:
        command.make_context(name, list(rest))
    except click.exceptions.Exit:
        assert "--help" in rest


def _accept_codemod(arguments: list[str]) -> None:
    """Parse what `libcst.tool codemod -x NAME` hands to a codemod of ours, as that does."""
    at = arguments.index("-x") + 1
    module, _, name = arguments[at].rpartition(".")
    parser = argparse.ArgumentParser(exit_on_error=False)
    parser.add_argument("--no-format", action="store_true")
    parser.add_argument("path")
    getattr(importlib.import_module(module), name).add_args(parser)
    parser.parse_args(arguments[at + 1 :])


def _accept_extras(words: list[str]) -> None:
    project = tomlkit.parse((REPOSITORY / "pyproject.toml").read_text(encoding="utf-8")).unwrap()
    for extra in re.findall(r"(?:engine-lint|\.)\[([\w,-]+)\]", " ".join(words)):
        assert set(extra.split(",")) <= set(project["project"]["optional-dependencies"]), words


@pytest.mark.parametrize("page", sorted({block.page for block in BLOCKS if block.language == "pycon"}))
def test_the_examples_of_a_page_do_what_it_says(page: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    session = "\n".join(block.text for block in BLOCKS if block.page == page and block.language == "pycon")
    monkeypatch.chdir(tmp_path)
    example = doctest.DocTestParser().get_doctest(session, {}, page, page, 0)
    said: list[str] = []
    doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(example, out=said.append)
    assert "".join(said) == ""
    assert example.examples


def test_the_page_about_python_has_examples() -> None:
    assert any(block.page == "docs/api.md" and block.language == "pycon" for block in BLOCKS)


def test_every_language_is_covered() -> None:
    known = {"python", "py", "pycon", "toml", "yaml", "json", "ini", "console", "text", "lua", "elisp", ""}
    assert {block.language for block in BLOCKS} <= known


SHOWN = {
    "docs/architecture.md": "the layers, which test_imports_point_one_way.py holds",
    "docs/how-to/airflow.md": "test_the_environment_of_airflow_is_read",
    "docs/index.md": "the errors, which tests/live brings about",
    "docs/limits.md": "tests/live/test_held_connections.py",
    "docs/versions.md": "test_versions_are_shown_as_the_page_shows_them",
}
"""Pages with blocks of text, and what holds these. Usage lines and blocks of rule pages are generated, requirements count for the code below them."""


def test_blocks_of_text_are_held_by_something() -> None:
    free = {block.page for block in BLOCKS if block.language in ("text", "") and not block.is_of_a_rule and "." not in block.title}
    assert free - {"docs/commands.md"} == set(SHOWN) - {"docs/limits.md"}


def test_versions_are_shown_as_the_page_shows_them(tmp_path: Path) -> None:
    (block,) = (each for each in BLOCKS if each.page == "docs/versions.md")
    requirements = "\n" * 11 + "Flask-SQLAlchemy==3.1.1\n" + "\n" * 18 + "PyMySQL==1.1.1\n"
    write(tmp_path, {".git/HEAD": "", "backend/requirements.txt": requirements, "backend/db.py": ""})
    assert block.text.strip() in engine_lint("config", "backend", cwd=tmp_path).text


def test_the_environment_of_airflow_is_read(tmp_path: Path) -> None:
    (block,) = (each for each in BLOCKS if each.page == "docs/how-to/airflow.md" and each.language == "text")
    write(tmp_path, {".git/HEAD": "", ".env": f"AIRFLOW__DATABASE__SQL_ALCHEMY_CONN=mysql://h/d\n{block.text}"})
    found = [finding.code for finding in run(Request((str(tmp_path),), Lookup(tmp_path.as_posix(), {"idle-timeout": 300}))).findings]
    assert found == ["EL201"]
