"""``engine-lint config``."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator

import click

from engine_lint.cli import versions
from engine_lint.cli.output import write_lines
from engine_lint.report.view import View
from engine_lint.settings import Lookup, Settings
from engine_lint.settings.keys import KEYS, json_schema


@click.command("config", short_help="Show the settings and library versions that hold for a path, and where each comes from")
@click.argument("path", default=".")
@click.option("--isolated", is_flag=True, help="Read no settings file.")
@click.option("--config", metavar="FILE", default="", help="Read this settings file and no other.")
@click.option("--output-format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="How the settings are printed.")
@click.option("--schema", is_flag=True, help="Print the JSON Schema of the settings instead.")
def command(path: str, isolated: bool, config: str, output_format: str, schema: bool) -> None:
    """Show the settings and library versions that hold for PATH (a file or folder), and where each comes from."""
    if schema:
        write_lines([json.dumps(json_schema(), indent=2)], "", "")
        return
    cwd = os.getcwd().replace(os.sep, "/")
    lookup = Lookup(cwd, {}, config, isolated)
    absolute = os.path.normpath(os.path.join(cwd, path)).replace(os.sep, "/")
    settings = lookup.for_folder(absolute) if os.path.isdir(absolute) else lookup.for_file(absolute)
    found = versions.pinned(absolute, settings)
    lines = _as_json(settings, found) if output_format == "json" else _as_text(settings, found, View(cwd))
    write_lines(lines, "", "")


def _as_json(settings: Settings, found: versions.Pinned) -> Iterator[str]:
    keys = {key: {"value": settings.values.get(key), "source": settings.origins.get(key, "default")} for key in _shown_keys()}
    yield json.dumps({"file": settings.file or None, "root": settings.root, "settings": keys, "project": versions.as_json(found)}, indent=2, default=str)


def _as_text(settings: Settings, found: versions.Pinned, view: View) -> Iterator[str]:
    yield f"settings file: {view.path(settings.file) if settings.file else 'none'}"
    yield ""
    width = max(len(key) for key in _shown_keys())
    for key in _shown_keys():
        if key in settings.values:
            yield f"{key:<{width}} = {json.dumps(settings.values[key], default=str)}  # {settings.origins[key]}"
        else:
            yield f"{key:<{width}} = {KEYS[key].default}  # default"
    yield ""
    yield from versions.as_text(found, view)


def _shown_keys() -> tuple[str, ...]:
    return tuple(key for key in KEYS if key != "extend")
