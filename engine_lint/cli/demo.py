"""``engine-lint demo``."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from engine_lint.cli.exits import CLEAN, INVALID
from engine_lint.cli.manual import Manual
from engine_lint.cli.output import COLOURS, say, say_problems, wants_colour, write_data, write_lines
from engine_lint.cli.words import Word
from engine_lint.pipeline import Fixing, Request, run
from engine_lint.report import renderer
from engine_lint.report.diff import unified
from engine_lint.report.view import View
from engine_lint.settings import Lookup

SHOP = Path(__file__).resolve().parent.parent / "bundled" / "shop"


@click.command(
    "demo",
    cls=Manual,
    short_help="Lint a small sample shop and show the diff that mends it",
    examples=(("engine-lint demo", "The report, and the patch."),),
    exits={0: "shown", 2: "the sample could not be checked"},
)
@click.option("--color", type=Word(COLOURS), default="auto", show_default=True, help="Colour; auto follows the terminal and NO_COLOR.")
@click.pass_context
def command(ctx: click.Context, color: str) -> None:
    """Lint a small sample shop (Flask and FastAPI) with every kind of mistake, and show the diff that mends it."""
    root = SHOP.as_posix()
    view = View(root, wants_colour(color, sys.stdout))
    painter = view.painter
    lookup = Lookup(root, config="engine-lint.toml")
    found = run(Request((".",), lookup))
    write_lines([painter.paint("$ engine-lint check shop", "bold"), ""], "", "")
    write_lines(renderer("full")(found, view), "", "")
    mended = run(Request((".",), lookup, fixing=Fixing.COMPUTE, unsafe=True))
    write_lines(["", painter.paint("$ engine-lint check --diff --unsafe-fixes shop", "bold"), ""], "", "")
    write_data(b"".join(unified(mended.patches, root, painter)), "", "")
    say_problems(mended, view)
    say(f"The shop lies in {os.path.relpath(SHOP)}; copy it and run `engine-lint check --fix` on the copy.")
    ctx.exit(CLEAN if found.complete and mended.complete else INVALID)
