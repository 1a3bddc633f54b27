"""The ini reader gives what ``configparser`` gives, with places."""

from __future__ import annotations

import configparser

from hypothesis import given, settings
from hypothesis import strategies as st

from engine_lint.files.ini_syntax import read_ini
from engine_lint.files.ini_values import resolved
from engine_lint.model.source import Source

RELAXED = settings(deadline=None)
LINES = st.sampled_from(
    [
        *("[a]", "[b]", "[DEFAULT]", "[a]x]", "[]", "[", "k = v", "k=v", "k: v", " k = v", "  more", "\tmore", "# c", "; c", "  # c", ""),
        *("  ", "k =", "= v", "k", "=", "k = 1 ; x", "key : a=b", "\x0c", "\x1c", "k\x0b= v", "é = ü", "%(k)s = %%", ":"),
    ]
)
ANYTHING = st.text("ab[]=:#; \t%\x0c\x85\xa0", max_size=8)
TEXTS = st.tuples(st.lists(st.one_of(LINES, ANYTHING), max_size=12), st.sampled_from(["\n", "\r\n", "\r"])).map(lambda each: each[1].join([*each[0], ""]))


def theirs(text: str) -> dict[str, dict[str, str]] | None:
    """What ``configparser`` reads, None where it refuses to."""
    parser = configparser.RawConfigParser(strict=False)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    try:
        parser.read_string(text.replace("\r\n", "\n").replace("\r", "\n"))
    except configparser.Error:
        return None
    return {"DEFAULT": dict(parser._defaults), **{name: dict(parser._sections[name]) for name in parser.sections()}}  # type: ignore[attr-defined]


@RELAXED
@given(TEXTS)
def test_sections_keys_and_values_are_those_of_configparser(text: str) -> None:
    found = read_ini(Source("/x.ini", text))
    expected = theirs(text)
    assert bool(found.bad_lines) == (expected is None)
    if expected is not None:
        ours = {section: {key: entry.value for key, entry in found.own(section).items()} for section in ("DEFAULT", *found.sections)}
        assert ours == expected


@RELAXED
@given(TEXTS)
def test_places_point_at_keys_and_values(text: str) -> None:
    for entry in read_ini(Source("/x.ini", text)).entries:
        assert text[entry.key_start : entry.key_end] == entry.key
        assert entry.start <= entry.key_start <= entry.key_end <= entry.value_start <= entry.value_end <= entry.end
        if "\n" not in entry.value:
            assert text[entry.value_start : entry.value_end] == entry.value


def test_interpolation_is_that_of_configparser() -> None:
    text = "[DEFAULT]\nhost = db\nport = 33%%06\n[a]\nurl = mysql://%(host)s:%(port)s/%%40\nhost = other\n"
    parser = configparser.ConfigParser()
    parser.read_string(text)
    entries = read_ini(Source("/x.ini", text)).in_force("a")
    assert resolved(entries["url"], entries).text == parser["a"]["url"] == "mysql://other:33%06/%40"


def test_what_a_template_or_the_caller_fills_in_is_not_known() -> None:
    entries = read_ini(Source("/x.ini", "[a]\none = mysql://${USER}@db\ntwo = sqlite:///%(here)s/x\nthree = {{ url }}\nfour = %(four)s\n")).in_force("a")
    assert [resolved(entries[name], entries).text for name in ("one", "two", "three", "four")] == ["mysql://", "sqlite:///", "", ""]
    assert all(resolved(entry, entries).why for entry in entries.values())
