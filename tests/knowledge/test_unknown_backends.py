"""What frameworks add where the database is not known."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.pipeline import Request, run
from engine_lint.settings import Lookup
from tests.shell import write


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[database]\nsql_alchemy_pool_recycle = 90000\n", []),
        ("[database]\nsql_alchemy_pool_pre_ping = True\nsql_alchemy_pool_size = 5\n", []),
        ("[database]\nsql_alchemy_pool_recycle = 5\n", ["EL204"]),
    ],
)
def test_airflow_pings_by_default_whatever_the_environment_names_as_its_database(text: str, expected: list[str], tmp_path: Path) -> None:
    write(tmp_path, {"airflow.cfg": text, "requirements.txt": "apache-airflow==2.10.5\n"})
    outcome = run(Request((tmp_path.as_posix(),), Lookup(tmp_path.as_posix(), isolated=True)))
    assert [each.code for each in outcome.findings] == expected
