"""``engine-lint config``."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import click

from engine_lint.cli import versions
from engine_lint.cli.manual import Manual
from engine_lint.cli.output import say_notes, write_lines
from engine_lint.cli.words import Word
from engine_lint.report.view import View
from engine_lint.settings import Lookup, Settings
from engine_lint.settings.keys import KEYS, json_schema
from engine_lint.settings.toml import as_toml


@click.command(
    "config",
    cls=Manual,
    short_help="Show the settings and library versions that hold for a path, and where each comes from",
    examples=(
        ("engine-lint config", "What holds in the working directory."),
        ("engine-lint config shop/db.py --output-format json", "What holds for one file, as data."),
        ("engine-lint config --schema", "The JSON Schema of the settings, for editors."),
    ),
    exits={0: "printed", 2: "a settings file or the command line is wrong"},
)
@click.argument("path", type=click.Path(), default=".")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option("--config", metavar="FILE", default="", help="Read this settings file and no other.")
@click.option("--output-format", type=Word(["text", "json"]), default="text", show_default=True, help="How the settings are printed.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the settings instead.")
def command(path: str, isolated: bool, config: str, output_format: str, schema: bool) -> None:
    """Show the settings and library versions that hold for PATH (a file or folder), and where each comes from."""
    if schema:
        write_lines([json.dumps(json_schema(), indent=2)], "", "")
        return
    cwd = os.getcwd().replace(os.sep, "/")
    absolute = os.path.normpath(os.path.join(cwd, path)).replace(os.sep, "/")
    lines = as_json if output_format == "json" else as_text
    lookup = Lookup(cwd, {}, config, isolated)
    write_lines(lines(lookup, absolute), "", "")
    say_notes(lookup)


def _held(lookup: Lookup, path: str) -> Settings:
    """The settings that hold for an absolute path, of a file or of the files in a folder."""
    return lookup.for_folder(path) if os.path.isdir(path) else lookup.for_file(path)


def as_json(lookup: Lookup, path: str) -> Iterator[str]:
    """The settings and versions that hold for an absolute path, as data."""
    settings = _held(lookup, path)
    found = versions.pinned(path, settings)
    keys = {key: {"value": settings.values.get(key), "source": settings.origins.get(key, "default")} for key in _shown_keys()}
    yield json.dumps({"file": settings.file or None, "root": settings.root, "settings": keys, "project": versions.as_json(found)}, indent=2, default=str)


def as_text(lookup: Lookup, path: str) -> Iterator[str]:
    """The same for people, as TOML that can be pasted: what is not set is a comment."""
    settings, view = _held(lookup, path), View(lookup.cwd)
    found = versions.pinned(path, settings)
    given = [key for key in _shown_keys() if key in settings.values]
    yield f"# settings file: {view.name(settings.file) if settings.file else 'none'}"
    if given:
        yield ""
        yield "[tool.engine-lint]"
        yield from (f"{key} = {as_toml(settings.values[key])}  # {settings.origins[key]}" for key in given)
    yield ""
    yield "# defaults:"
    yield from (f"# {_default(key)}" for key in _shown_keys() if key not in settings.values)
    yield ""
    yield from (f"# {line}" for line in versions.as_text(found, view))


def _default(key: str) -> str:
    """What holds where a key is not set: as one would write it, or in words."""
    text, shape = KEYS[key].default, KEYS[key].shape
    if text in shape.get("enum", ()):
        return f'{key} = "{text}"'
    if text == "ALL":
        return f'{key} = ["{text}"]'
    return f"{key} = {text}" if text in ("[]", "{}", "true", "false") else f"{key}: {text}"


def _shown_keys() -> tuple[str, ...]:
    return tuple(key for key in KEYS if key != "extend")
