"""An ini file, or what Airflow reads."""

from __future__ import annotations

from tests.fuzz.seeds import files, strings
from tests.fuzz.target import in_project

READER = b"""\
import configparser
from sqlalchemy import engine_from_config
parser = configparser.ConfigParser()
parser.read("alembic.ini")
engine = engine_from_config(parser["alembic"], prefix="sqlalchemy.")
"""
TARGET = in_project(
    ("alembic.ini", "airflow.cfg", "settings.cfg", "my.ini"),
    lambda: [*files("*.ini", "*.cfg"), *strings("files/test_ini_*.py", "files/test_airflow*.py")],
    {"app.py": READER},
)
