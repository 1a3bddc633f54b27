"""Dict displays: quotes, spreads, layout."""

from __future__ import annotations

import pytest

from engine_lint.errors import CannotRewrite
from engine_lint.model.change import DropOption, Options, RenameOption, SetOption, literal
from engine_lint.model.value import Carrier

BECOMES = {
    "empty": ("{}", '{"ping": True}'),
    "empty, blank": ("{ }", '{"ping": True}'),
    "empty over two lines": ("{\n}", '{\n    "ping": True,\n}'),
    "only a comment": ("{  # c\n}", '{  # c\n    "ping": True,\n}'),
    "single quotes": ("{'a': 1}", "{'a': 1, 'ping': True}"),
    "double quotes": ("{\"a\": '1', \"b\": '2'}", '{"a": \'1\', "b": \'2\', "ping": True}'),
    "behind a spread": ("{'a': 1, **base}", "{'a': 1, **base, 'ping': True}"),
    "only a spread": ("{**base}", '{**base, "ping": True}'),
    "one per line": ("{\n    'a': 1,\n}", "{\n    'a': 1,\n    'ping': True,\n}"),
    "one per line, no trailing comma": ("{\n    'a': 1  # a\n}", "{\n    'a': 1,  # a\n    'ping': True\n}"),
    "nested": ("{'a': {'ping': 1}}", "{'a': {'ping': 1}, 'ping': True}"),
    "computed keys": ("{KEY: 1, f'a': 2}", "{KEY: 1, f'a': 2, 'ping': True}"),
    "there already": ("{'ping' : False, 'a': 1}", "{'ping' : True, 'a': 1}"),
    "there twice: the last one counts": ("{'ping': 0, 'ping': 1}", "{'ping': 0, 'ping': True}"),
    "key of two strings": ("{'pi' 'ng': False}", "{'pi' 'ng': True}"),
}


@pytest.mark.parametrize(("before", "after"), BECOMES.values(), ids=list(BECOMES))
def test_an_entry_is_set_in_the_local_layout(before: str, after: str, sample: type) -> None:
    text = sample(f"OPTIONS = {before}\n")
    assert text.after(SetOption(text.dict(), "ping", literal(True))) == f"OPTIONS = {after}\n"


def test_a_renamed_key_keeps_its_quotes(sample: type) -> None:
    text = sample("""X = {'pool': p, "b": 1, "c": 2}""")
    assert text.after(RenameOption(text.dict(), "pool", "poolclass")) == """X = {'poolclass': p, "b": 1, "c": 2}"""


def test_the_widely_copied_example_becomes_what_works(sample: type) -> None:
    text = sample("config = {'pool': QueuePool(creator), 'pool_size': 10, 'pool_recycle': 120, 'pool_pre_ping': True}\n")
    after = text.after(RenameOption(text.dict(), "pool", "creator", text.moved("creator")))
    assert after == "config = {'creator': creator, 'pool_size': 10, 'pool_recycle': 120, 'pool_pre_ping': True}\n"


def test_a_nested_dict_of_options_opens_when_it_is_too_long(sample: type) -> None:
    text = sample("C = {\n    'URI': uri,\n}\n")
    options = Options((("pool_size", literal(5)), ("a_name_that_is_rather_long", literal("x" * 60))), "Base.OPTIONS or {}")
    assert text.after(SetOption(text.dict(), "OPTS", options)) == (
        "C = {\n    'URI': uri,\n    'OPTS': {\n        **(Base.OPTIONS or {}),\n        'pool_size': 5,\n"
        f"        'a_name_that_is_rather_long': '{'x' * 60}',\n    }},\n}}\n"
    )


def test_every_entry_of_one_name_is_dropped(sample: type) -> None:
    text = sample("X = {'a': 1, 'b': 2, 'a': 3}")
    assert text.after(DropOption(text.dict(), "a")) == "X = {'b': 2}"


@pytest.mark.parametrize("before", ["{k: v for k, v in x}", "[1]", "{1, 2}", "dict(a=1)"])
def test_other_expressions_are_no_dict_displays(before: str, sample: type) -> None:
    text = sample(f"X = {before}")
    carrier = Carrier("dict", text.value(text.statement("X")))
    with pytest.raises(CannotRewrite, match="dict display"):
        text.edits(SetOption(carrier, "a", literal(1)))
