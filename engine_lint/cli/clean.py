"""``engine-lint clean``."""

from __future__ import annotations

import click

from engine_lint.cache.replay import default_folder
from engine_lint.cli.manual import Manual
from engine_lint.cli.output import say
from engine_lint.errors import UsageError


@click.command(
    "clean",
    cls=Manual,
    short_help="Forget what the cache remembers of earlier runs",
    examples=(("engine-lint clean", "The usual folder."),),
    exits={0: "forgotten", 2: "the folder cannot be emptied"},
)
@click.option("--cache-dir", metavar="FOLDER", default="", help="The folder, where it is not the usual one.")
def command(cache_dir: str) -> None:
    """Delete what the cache remembers of earlier runs. Nothing else in its folder is touched."""
    from engine_lint.cache.store import clean

    folder = cache_dir or default_folder()
    try:
        count = clean(folder)
    except OSError as error:
        raise UsageError(f"{folder} cannot be emptied: {error.strerror or error}") from error
    say(f"{count} remembered result{'s' * (count != 1)} deleted from {folder}." if count else f"Nothing is remembered in {folder}.")
