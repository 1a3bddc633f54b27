"""Flask's instance configs: Python syntax in a ``.cfg`` file, as ``from_pyfile`` reads it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from engine_lint.errors import UnreadableFile
from engine_lint.expression import expression
from engine_lint.files.modules import PythonModules
from engine_lint.model.reading import Reading
from engine_lint.model.source import Source

if TYPE_CHECKING:
    from engine_lint.python.project import Project

_KEY = expression(rb"^SQLALCHEMY_\w+[ \t]*[=:]", re.MULTILINE)
_SECTION = expression(rb"^\[\w[\w.: -]*\][ \t]*\r?$", re.MULTILINE)


class PythonConfigs(PythonModules):
    """Most files of that name are something else; those that are no Python are passed over."""

    suffixes = (".cfg",)

    def may_hold_site(self, data: bytes) -> bool:
        """Whether a key of Flask-SQLAlchemy is assigned, and no section begins."""
        return _KEY.search(data) is not None and _SECTION.search(data) is None

    def validate(self, texts: Sequence[Source]) -> None:
        """Nothing: there are many formats in such files."""

    def read(self, texts: Sequence[Source], project: Project) -> Reading:
        """As a module, where it is one."""
        try:
            return super().read(texts, project)
        except UnreadableFile:
            return Reading()
