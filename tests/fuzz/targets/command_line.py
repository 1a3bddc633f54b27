"""Arguments, one on a line. Those that wait for somebody, or ask a server, are left out."""

from __future__ import annotations

import re

from engine_lint.cli.commands import COMMANDS
from engine_lint.cli.options import CHECK
from tests.fuzz.outcomes import Undocumented, put
from tests.fuzz.target import APP, Target, emptied, playground
from tests.inprocess import engine_lint

NEVER = re.compile(r"--w|--exec|-o|--out|--cache-dir|--j|-j|server|probe|/|\.\.")
"""Also nothing that could be written elsewhere."""


def run(data: bytes) -> None:
    arguments = [each for each in data.decode("utf-8", "surrogateescape").split("\n") if "\0" not in each and not NEVER.search(each)]
    folder = emptied(playground("arguments"))
    put(folder, "app.py", APP)
    ran = engine_lint(*arguments, cwd=folder, stdin=b"from sqlalchemy import create_engine\ncreate_engine('mysql://h/d')\n")
    if ran.code not in (0, 1, 2) or "internal error in this run" in ran.err or "Traceback" in ran.err or (ran.code == 2 and not ran.err.strip()):
        raise Undocumented(f"{arguments} end with {ran}")


def seeds() -> list[bytes]:
    options = [f"check\n{name}\nEL101\napp.py" for option in CHECK for name in option.names]
    commands = [f"{name}\n{rest}" for name in COMMANDS for rest in ("app.py", "--help", "EL101", "--output-format\njson", "--all", ".")]
    return [each.encode() for each in (*options, *commands, "-\n--fix\n--stdin-filename\na.py", "--diff\n.", "--add-ignore=known\napp.py", "")]


TARGET = Target(seeds, run)
