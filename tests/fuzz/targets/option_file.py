"""A MySQL option file, as it is or as a template, and one that PostgreSQL reads."""

from __future__ import annotations

from tests.fuzz.seeds import files, strings
from tests.fuzz.target import in_project

TARGET = in_project(
    ("my.cnf", "mysql/conf.d/server.cnf", "my.cnf.j2", "postgresql.conf"),
    lambda: [*files("*.cnf", "postgresql.conf"), *strings("files/test_option_files.py", "timeouts/test_found.py")],
)
