from __future__ import annotations

from dataclasses import replace
from itertools import pairwise

import pytest

from engine_lint.knowledge.dependencies.implied import implying, with_implied
from engine_lint.knowledge.dependencies.specifiers import range_of
from engine_lint.knowledge.tables import table
from engine_lint.model.versions import VersionRange, Versions


def versions(**pins: str) -> Versions:
    return Versions({name.replace("_", "-"): range_of(pin, "requirements.txt") for name, pin in pins.items()}, has_metadata=True)


@pytest.mark.parametrize(
    ("pins", "expected"),
    [
        ({"flask_sqlalchemy": "==3.1.1"}, ">=2.0.16"),
        ({"flask_sqlalchemy": "==3.0.5"}, ">=1.4.18"),
        ({"flask_sqlalchemy": ">=3"}, ">=1.4.18"),
        ({"flask_sqlalchemy": "==2.5.1"}, "<2"),
        ({"flask_sqlalchemy": ">=2.5"}, ""),
        ({"flask_sqlalchemy": ""}, ""),
        ({"flask_sqlalchemy": "==3.1.1", "sqlalchemy": ">=1.4,<2.1"}, ">=2.0.16,<2.1"),
        ({"flask_sqlalchemy": "==3.1.1", "sqlalchemy": "==1.4.46"}, "1.4.46"),
        ({"flask_sqlalchemy": "==3.1.1", "sqlalchemy": "==2.0.40"}, "2.0.40"),
        ({"sqlmodel": ""}, ">=1.4.17"),
        ({"sqlmodel": ">=0.0.14"}, ">=2.0"),
        ({"apache_superset": "==4.1.1"}, "1.4.x"),
        ({"apache_superset": ""}, "<2"),
        ({"ormar": ">=0.20"}, ""),
        ({"databases": ""}, ""),
        ({"flask": "==3.1"}, None),
    ],
)
def test_what_dependencies_imply_of_sqlalchemy(pins: dict[str, str], expected: str | None) -> None:
    found = with_implied(versions(**pins))
    assert ("sqlalchemy" in found.ranges) is (expected is not None)
    assert expected is None or str(found.of("sqlalchemy")) == expected


def test_what_is_implied_goes_on() -> None:
    found = with_implied(versions(apache_superset="==4.1.1"))
    assert str(found.of("flask-sqlalchemy")) == ">=2.4,<3"
    assert found.of("flask-sqlalchemy").where == "requirements.txt, through apache-superset 4.1.1, through flask-appbuilder >=4.3,<5"


@pytest.mark.parametrize(
    ("pins", "expected"),
    [
        ({"flask": "==1.0.2", "flask_sqlalchemy": ""}, "<3"),
        ({"flask": ">=1,<2.2", "flask_sqlalchemy": ">=2.1"}, ">=2.1,<3"),
        ({"werkzeug": "==2.0.3", "flask_sqlalchemy": ""}, "<3"),
        ({"sqlalchemy": "==1.3.24", "flask_sqlalchemy": ""}, "<3"),
        ({"sqlalchemy": "==1.4.46", "flask_sqlalchemy": ">=2.5"}, ">=2.5,<3.1"),
        ({"flask": "==1.0.2", "flask_migrate": "==2.5.3"}, "<3"),
        ({"flask": "==1.1.4", "flask_appbuilder": "==3.4.5"}, ">=2.4,<3"),
        ({"flask": "==2.2.5", "flask_sqlalchemy": ""}, ""),
        ({"flask": ">=1.0", "flask_sqlalchemy": ""}, ""),
        ({"flask": "==1.0.2", "flask_sqlalchemy": "==3.0.5"}, "3.0.5"),
        ({"sqlalchemy": "<2", "flask_sqlalchemy": ""}, "<3.1"),
        ({"flask": "==1.0.2"}, None),
    ],
)
def test_what_old_releases_rule_out_of_flask_sqlalchemy(pins: dict[str, str], expected: str | None) -> None:
    found = with_implied(versions(**pins))
    assert ("flask-sqlalchemy" in found.ranges) is (expected is not None)
    assert expected is None or str(found.of("flask-sqlalchemy")) == expected


def test_what_developers_of_a_package_have_locked_rules_nothing_out_for_its_users() -> None:
    pinned = versions(flask="==1.0.2", flask_sqlalchemy="")
    locked = {**pinned.ranges, "flask": replace(pinned.of("flask"), others=True)}
    assert str(with_implied(replace(pinned, ranges=locked)).of("flask-sqlalchemy")) == ""


def test_what_brings_flask_sqlalchemy_along() -> None:
    assert {"flask-sqlalchemy", "flask-appbuilder", "invenio-db"} <= implying("flask-sqlalchemy")
    assert "sqlmodel" not in implying("flask-sqlalchemy")


def test_the_rows_of_a_package_cover_its_releases_without_overlap() -> None:
    rows: dict[str, list[tuple[str, str]]] = {}
    for row in table("requires")["requires"]:
        rows.setdefault(row["distribution"], []).append((row.get("since", ""), row.get("until", "")))
    for name, spans in rows.items():
        assert (spans[0][0], spans[-1][1]) == ("", ""), name
        assert all(until == since for (_, until), (since, _) in pairwise(spans)), name


def test_rows_stand_before_those_of_what_they_require() -> None:
    order = list(dict.fromkeys(row["distribution"] for row in table("requires")["requires"]))
    for row in table("requires")["requires"]:
        assert all(order.index(each) > order.index(row["distribution"]) for each in row["requires"] if each in order)


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        ((3, 0, 5), (3, 0, 6), "3.0.5"),
        ((2, 0, 0), (2, 0, 1), "2.0.0"),
        ((3, 0, 0), (3, 1), "3.0.x"),
        ((2, 0, 0), (3,), "2.x"),
        ((2, 4, 0), (3,), ">=2.4,<3"),
        (None, (3,), "<3"),
        ((1, 4, 0), None, ">=1.4"),
        (None, None, ""),
    ],
)
def test_ranges_as_text(low: tuple[int, ...] | None, high: tuple[int, ...] | None, text: str) -> None:
    assert str(VersionRange(low, high)) == text


def test_a_file_is_named_once_for_what_it_says_and_what_that_implies() -> None:
    found = with_implied(versions(flask_sqlalchemy="==3.1.1", sqlalchemy="<2.1")).of("sqlalchemy")
    assert (str(found), found.where) == (">=2.0.16,<2.1", "requirements.txt, through flask-sqlalchemy 3.1.1")


def test_constraints_and_the_lock_of_a_workspace_hold_for_what_is_brought_along() -> None:
    limits = {"sqlalchemy": range_of("==2.0.30", "uv.lock"), "asyncpg": range_of("==0.30", "uv.lock")}
    found = with_implied(replace(versions(flask_sqlalchemy="==3.1.1"), limits=limits))
    assert (str(found.of("sqlalchemy")), found.of("sqlalchemy").where) == ("2.0.30", "uv.lock")
    assert "asyncpg" not in found.ranges
