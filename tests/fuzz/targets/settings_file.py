"""Settings of engine-lint itself, and files that say what git ignores."""

from __future__ import annotations

from engine_lint.settings.keys import KEYS
from tests.fuzz.seeds import files, strings
from tests.fuzz.target import APP, in_project

EVERY_KEY = "".join(f"{key} = {key!r}\n" for key in KEYS).encode()
TARGET = in_project(
    ("engine-lint.toml", "pyproject.toml", ".gitignore", "sub/engine-lint.toml"),
    lambda: [
        EVERY_KEY,
        *files("engine-lint.toml", "pyproject.toml", ".gitignore"),
        *strings("test_settings.py", "test_timeouts_command.py", "probe/*.py", holding=" = "),
    ],
    {"app.py": APP, "sub/db.py": APP},
)
