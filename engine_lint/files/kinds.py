"""Which kinds of files there are, and which one a file is by its name."""

from __future__ import annotations

import os
from functools import cache, lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, NamedTuple, cast

from engine_lint.files.modules import PythonModules

if TYPE_CHECKING:
    from engine_lint.files.kind import Kind
    from engine_lint.model.source import Source


class _Row(NamedTuple):
    """Where the class of a kind is, imported when there is such a file, and what it says of names: a test holds that both say the same."""

    module: str
    name: str
    suffixes: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    looked_for: bool = True


PYTHON = PythonModules()
_ROWS = (
    _Row("modules", "PythonModules", PythonModules.suffixes),
    _Row("notebooks", "Notebooks", (".ipynb",), ()),
    _Row("pages", "Pages", (".md", ".markdown", ".mdx", ".qmd", ".Rmd", ".rst", ".rest"), ()),
    _Row("pyfiles", "PythonConfigs", (".cfg",), ()),
    _Row("ini", "IniFiles", (".ini",), ()),
    _Row("airflow", "AirflowConfig", (), ("airflow.cfg",)),
    _Row("json", "JsonFiles", (".json",), (), looked_for=False),
    _Row("toml", "TomlFiles", (".toml",), (), looked_for=False),
    _Row("env", "EnvFiles", (), (".env", ".flaskenv")),
    _Row("option_files", "OptionFiles", (".cnf",), ("my.ini",)),
    _Row("option_templates", "OptionTemplates", (".cnf.j2", ".cnf.jinja2", ".cnf.jinja"), ()),
    _Row("postgresql", "PostgresqlFiles", (), ("postgresql.conf", "postgres.conf", "postgresql.auto.conf", "postgresql.conf.j2")),
    _Row("yaml", "YamlFiles", (".yml", ".yaml"), ()),
    _Row("containers", "ShellScripts", (".sh", ".bash"), ()),
    _Row("containers", "QuadletUnits", (".container",), ()),
    _Row("containers", "Dockerfiles", (".dockerfile", ".Dockerfile"), ("Dockerfile", "Containerfile")),
    _Row("sql", "SqlFiles", (".sql",), ()),
    _Row("terraform", "TerraformFiles", (".tf", ".tf.json"), ()),
)
"""A kind of file that is not here is not read."""

ENDINGS: tuple[str, ...] = tuple(ending for row in _ROWS if row.looked_for for ending in (*row.suffixes, *row.names))
"""How the names of all files end that may be worth reading: one test for most that are not."""
_BY_NAME = {name: row for row in _ROWS for name in row.names}
_BY_SUFFIX = {suffix: row for row in _ROWS for suffix in row.suffixes}


@cache
def _kind(row: _Row) -> Kind:
    if row.name == "PythonModules":
        return PYTHON
    return cast("Kind", getattr(import_module(f"engine_lint.files.{row.module}"), row.name)())


def kinds() -> tuple[Kind, ...]:
    """All kinds."""
    return tuple(map(_kind, _ROWS))


def known_kind(name: str) -> Kind | None:
    """The kind of a file by its name without the folder; None for a name that tells nothing."""
    if name.endswith(".py"):
        return PYTHON
    start, end = os.path.splitext(name)
    row = _BY_NAME.get(name) or _BY_SUFFIX.get(os.path.splitext(start)[1] + end) or _BY_SUFFIX.get(end)
    return _kind(row) if row is not None else None


def kind_of(path: str) -> Kind:
    """The kind of a file; one that goes by no name we know is taken for a Python script."""
    return known_kind(path.rpartition("/")[2]) or PYTHON


@lru_cache(maxsize=8)
def texts_of(path: str, data: bytes) -> tuple[Source, ...]:
    """The texts of a file; the same ones for each of its findings, so that what is worked out for a text is worked out once.

    Raises:
        UnreadableFile: it cannot be decoded.
    """
    return kind_of(path).texts(path, data)
