"""The table of other libraries' parameters and settings."""

from __future__ import annotations

import re

import pytest

from engine_lint.files.kinds import kind_of
from engine_lint.knowledge import frameworks
from engine_lint.knowledge.factories import factories
from engine_lint.knowledge.options import engine_options
from engine_lint.knowledge.tables import table
from engine_lint.knowledge.third_party import makers, settings
from engine_lint.model.versions import VersionRange, Versions

TABLE = table("third_party")


def holds_site(data: bytes) -> bool:
    return kind_of("app.py").may_hold_site(data)


def test_rows_say_why_and_name_a_framework() -> None:
    rows = [*TABLE["maker"], *TABLE["setting"]]
    assert all(row["why"] and row["source"] and row["framework"] in frameworks.frameworks() for row in rows)
    assert all(row["why"] and row["source"] for row in TABLE["spared"])
    assert {row["framework"] for row in TABLE["default"]} <= set(frameworks.frameworks())
    assert {name for row in TABLE["default"] for name in row.get("options", ())} <= set(engine_options())


def test_no_name_stands_for_two_things() -> None:
    paths = [path for row in (*TABLE["maker"], *TABLE["spared"]) for path in row["paths"]]
    assert len(paths) == len(set(paths))
    assert not set(paths) & set(factories())
    names = [name for row in TABLE["setting"] for name in row["names"]]
    assert len(names) == len(set(names))


def test_makers_say_how_they_are_given_options() -> None:
    assert {each.options for each in makers().values()} == {"dict", "object", "keywords"}
    assert all(bool(each.parameter.name) is not (each.options == "keywords") for each in makers().values())
    assert all(bool(each.classes) for each in makers().values() if each.options == "object")
    assert {each.base for each in settings().values() if each.base} <= set(makers())


@pytest.mark.parametrize("path", sorted(makers()))
def test_the_prefilter_lets_every_maker_pass(path: str) -> None:
    """What has to stand in the text: the last two names of the path, and the parameter where nothing is judged without it."""
    maker = makers()[path]
    first = f'"{maker.first}", ' if maker.first else ""
    given = f"{maker.parameter.name}=options" if maker.needs_options else ""
    text = f"from {path.rpartition('.')[0]} import x\n{'.'.join(path.split('.')[-2:])}({first}{given})\n"
    assert holds_site(text.encode())


@pytest.mark.parametrize("name", sorted(settings()))
def test_the_prefilter_lets_every_setting_pass(name: str) -> None:
    owner = settings()[name].owner
    assert holds_site(f"{owner + '.' if owner else ''}{name} = options\n".encode())


def test_frameworks_are_judged_where_the_rows_speak_of_them() -> None:
    assert frameworks.applies("google-adk", Versions({"google-adk": VersionRange((1, 20), (1, 21))}, True))
    assert not frameworks.applies("google-adk", Versions({"google-adk": VersionRange((1, 18), (1, 19))}, True))
    assert not frameworks.applies("apscheduler", Versions({"apscheduler": VersionRange((4, 0), (5,))}, True))
    assert frameworks.applies("apscheduler", Versions({}, True))
    assert not frameworks.applies("dataset", Versions({"sqlalchemy": VersionRange()}, True))
    assert frameworks.applies("dataset", Versions())
    assert frameworks.applies("", Versions())


def test_sources_are_addresses_or_files_that_were_read() -> None:
    for row in (*TABLE["maker"], *TABLE["setting"], *TABLE["default"]):
        assert re.search(r"https://|\.py|tried in|absent in", row["source"]), row["source"]
