"""Which kinds of files there are, and which one a file is by its name."""

from __future__ import annotations

import os

from engine_lint.files.airflow import AirflowConfig
from engine_lint.files.containers import Dockerfiles, QuadletUnits, ShellScripts
from engine_lint.files.env import EnvFiles
from engine_lint.files.ini import IniFiles
from engine_lint.files.json import JsonFiles
from engine_lint.files.kind import Kind
from engine_lint.files.modules import PythonModules
from engine_lint.files.notebooks import Notebooks
from engine_lint.files.option_files import OptionFiles
from engine_lint.files.option_templates import OptionTemplates
from engine_lint.files.pages import Pages
from engine_lint.files.postgresql import PostgresqlFiles
from engine_lint.files.pyfiles import PythonConfigs
from engine_lint.files.sql import SqlFiles
from engine_lint.files.terraform import TerraformFiles
from engine_lint.files.toml import TomlFiles
from engine_lint.files.yaml import YamlFiles

PYTHON = PythonModules()
KINDS: tuple[Kind, ...] = (
    *(PYTHON, Notebooks(), Pages(), PythonConfigs(), IniFiles(), AirflowConfig(), JsonFiles(), TomlFiles(), EnvFiles()),
    *(OptionFiles(), OptionTemplates(), PostgresqlFiles(), YamlFiles(), ShellScripts(), QuadletUnits(), Dockerfiles(), SqlFiles(), TerraformFiles()),
)
"""A kind of file that is not here is not read."""

ENDINGS: tuple[str, ...] = tuple(ending for kind in KINDS if kind.looked_for for ending in (*kind.suffixes, *kind.names))
"""How the names of all files end that may be worth reading: one test for most that are not."""
_BY_NAME = {name: kind for kind in KINDS for name in kind.names}
_BY_SUFFIX = {suffix: kind for kind in KINDS for suffix in kind.suffixes}


def known_kind(name: str) -> Kind | None:
    """The kind of a file by its name without the folder; None for a name that tells nothing."""
    start, end = os.path.splitext(name)
    return _BY_NAME.get(name) or _BY_SUFFIX.get(os.path.splitext(start)[1] + end) or _BY_SUFFIX.get(end)


def kind_of(path: str) -> Kind:
    """The kind of a file; one that goes by no name we know is taken for a Python script."""
    return known_kind(path.rpartition("/")[2]) or PYTHON
