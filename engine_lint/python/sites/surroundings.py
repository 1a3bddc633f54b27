"""What a file's place in the project says of the engines in it."""

from __future__ import annotations

import os

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.paths import kinds


@dataclass(frozen=True)
class Surroundings:
    """Whether a file is a test, a migration environment, or a script that runs once."""

    in_tests: bool = False
    in_migrations: bool = False
    is_script: bool = False

    @property
    def is_beside_the_app(self) -> bool:
        """Whether it is no part of the app that runs: what it makes is its own."""
        return self.in_tests or self.in_migrations


def surroundings(path: str, root: str) -> Surroundings:
    """The surroundings of a file, by its path within the project."""
    relative = os.path.relpath(path, root).replace(os.sep, "/")
    kind = kinds(relative)
    return Surroundings(kind.tests or kind.examples, kind.migrations, kind.scripts)
