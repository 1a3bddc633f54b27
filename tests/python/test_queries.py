"""The query of a URL: its parameters, and the text without some of them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_lint.python.queries import cuts, parameters, without

URL = "mysql+pymysql://u:p@db/shop"
NAMES = st.sampled_from(["charset", "pool_recycle", "pool_size", "ssl"])


def cut(text: str, *names: str) -> str | None:
    found = cuts(text, names)
    if found is None:
        return None
    for each in reversed(found):
        text = text[: each.start] + each.text + text[each.end :]
    return text


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("?pool_recycle=3", ""),
        ("?pool_recycle=3&charset=utf8", "?charset=utf8"),
        ("?charset=utf8&pool_recycle=3", "?charset=utf8"),
        ("?charset=utf8&pool_recycle=3&ssl=1", "?charset=utf8&ssl=1"),
        ("?pool_recycle=3&pool_size=4&ssl=1", "?ssl=1"),
        ("?pool_recycle=3&ssl=1&pool_size=4", "?ssl=1"),
        ("?pool_recycle=3&pool_size=4", ""),
        ("?pool_recycle=", ""),
        ("?charset=pool_recycle", "?charset=pool_recycle"),
        ("?my_pool_recycle=3", "?my_pool_recycle=3"),
        ("", ""),
    ],
)
def test_parameters_go_with_their_marks(before: str, after: str) -> None:
    assert cut(URL + before, "pool_recycle", "pool_size") == URL + after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('f"mysql://{user}:{word}@{host}/d?pool_recycle=3&charset={charset}"', 'f"mysql://{user}:{word}@{host}/d?charset={charset}"'),
        ('"mysql://h/d" "?charset=utf8&pool_recycle=3"', '"mysql://h/d" "?charset=utf8"'),
        ("f\"mysql://h/d?charset={c['x']}&pool_recycle=3\"", "f\"mysql://h/d?charset={c['x']}\""),
        ('"mysql://h/d?pool_recycle=3" f"&charset={charset}"', None),
        ('"mysql://h/d?pool_recycle={n}"', '"mysql://h/d?pool_recycle={n}"'),
        ('"mysql://h/d?pool_recycle=%s" % n', '"mysql://h/d?pool_recycle=%s" % n'),
    ],
)
def test_sources_of_literals_keep_what_cannot_be_told(before: str, after: str | None) -> None:
    assert cut(before, "pool_recycle") == after


def test_values_with_placeholders_are_unknown() -> None:
    assert list(parameters(f"{URL}?a=1&pool_recycle={{n}}&b=%s&c=&d")) == [("a", "1"), ("pool_recycle", None), ("b", None), ("c", "")]


@given(st.lists(st.tuples(NAMES, st.text("abc123._-", max_size=4)), max_size=5))
def test_only_the_named_parameters_go(pairs: list[tuple[str, str]]) -> None:
    text = URL + ("?" + "&".join(f"{name}={value}" for name, value in pairs) if pairs else "")
    left = without(text, "pool_recycle")
    assert list(parameters(left)) == [(name, value) for name, value in pairs if name != "pool_recycle"]
    assert left.count("?") == bool(list(parameters(left)))
    assert without(left, "pool_recycle") == left


@given(st.text("?&=ab\"'{}% \n#\\", max_size=40))
def test_any_text_is_borne(text: str) -> None:
    list(parameters(text))
    cuts(text, ("a", "b"))
