"""Every observed case against what engine-lint computes for the same text, per release.

``effective_cases.json`` holds what real engines did: pool class, pre-ping, recycle, accepted or refused. What is out of
reach is listed in ``out_of_reach.json``, with the reason, and is checked to be out of reach still.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
CASES: list[dict[str, Any]] = json.loads((HERE / "effective_cases.json").read_text(encoding="utf-8"))
OUT_OF_REACH: list[dict[str, Any]] = json.loads((HERE / "out_of_reach.json").read_text(encoding="utf-8"))
SQLALCHEMY = {"1.4": "1.4.54", "2.0": "2.0.58", "2.1": "2.1.9"}
BINDS = ("flask_bind_inherits", "flask_bind_dict")


def runs() -> list[Any]:
    """Every case with every release. Flask cases are keyed by Flask-SQLAlchemy's release in a second table."""
    found = []
    for case in CASES:
        second = {key: {"flask_sqlalchemy": key.partition("+")[0], **seen} for key, seen in case.get("observed_flask_sqlalchemy", {}).items()}
        for release, seen in {**case["observed"], **second}.items():
            found.append(pytest.param(case, release, seen, id=f"{case['id']}-{release}"))
    return found


def beyond(case: str, release: str) -> set[str]:
    rows = (row for row in OUT_OF_REACH if row["case"] == case and release in row.get("releases", [release]))
    return {fact for row in rows for fact in row["facts"]}


def versions_of(release: str, seen: dict[str, Any]) -> dict[str, str]:
    found = {"sqlalchemy": seen.get("sqlalchemy") or SQLALCHEMY[release]}
    if "flask_sqlalchemy" in seen:
        found["flask-sqlalchemy"] = seen["flask_sqlalchemy"]
    return found


def expected(seen: dict[str, Any]) -> dict[str, object]:
    if not seen["accepted"]:
        return {"accepted": False}
    return {"accepted": True, "pool_class": seen["mro_base"], "pre_ping": seen["effective_pre_ping"], "recycle": seen["recycle"]}


@pytest.mark.parametrize(("case", "release", "seen"), runs())
def test_computes_what_the_libraries_did(case: dict[str, Any], release: str, seen: dict[str, Any], compute: Callable[..., Any]) -> None:
    outcome = compute(case["source"], versions_of(release, seen), case["id"] in BINDS)
    wrong = {fact for fact, value in expected(seen).items() if getattr(outcome, fact) != value}
    assert wrong == beyond(case["id"], release), outcome


def test_every_case_is_run() -> None:
    assert len(CASES) == 93
    assert {row["case"] for row in OUT_OF_REACH} <= {case["id"] for case in CASES}
    assert all(row["reason"] and row["facts"] for row in OUT_OF_REACH)
