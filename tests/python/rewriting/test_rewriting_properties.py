"""Random calls and dicts in many layouts: what comes out is what was meant, and nothing else."""

from __future__ import annotations

import ast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine_lint.model.change import (
    Change,
    Code,
    DeleteStatement,
    DropOption,
    Moved,
    Options,
    RenameOption,
    ReplaceStatement,
    SetOption,
    literal,
)
from engine_lint.model.value import Carrier

NAMES = ("echo", "pool_size", "pool_recycle", "pool_pre_ping", "connect_args")
VALUES = (
    "True", "280", "'x'", "60 * 60", "a if b else c", "lambda: 1", "{'k': 1}", "[\n        1,\n    ]",
    "(  # inner\n        5)", '"a" "b"', "f(x)",
)  # fmt: skip
WRAPPERS = (
    "engine = {}",
    "engine = {}  # behind",
    "f(1, {}, 2)",
    "class C:\n    X = {}\n    y = 1",
    "def f():\n\treturn {}\n",
    "x = [\n    {},\n]",
    "if a: b = {}; c = 1",
    "é = '€'; x = {}",
)

blank = st.sampled_from(("", " ", "  "))
break_ = st.builds(
    lambda comment, own, indentation: f"{comment}\n{own}{indentation}",
    st.sampled_from(("", "", "  # first", " # é")),
    st.sampled_from(("", "", "        # own line\n", "\n")),
    st.sampled_from(("    ", "        ", "\t", "")),
)
gap = st.one_of(blank, blank, break_)


@st.composite
def bracketed(draw: st.DrawFn, form: str) -> str:
    names = draw(st.lists(st.sampled_from(NAMES), unique=True, max_size=4))
    elements = [draw(named(form, name)) for name in names]
    if form == "call":
        elements = draw(st.lists(st.sampled_from(("url", "(url)", "*args", "'a' 'b'", "'mysql://u:p@h/d'")), max_size=2)) + elements
        elements += draw(st.sampled_from(([], [], ["**kw"], ["**kw", "**{'a': 1}"])))
    elif draw(st.booleans()):
        elements.insert(draw(st.integers(0, len(elements))), "**base")
    layout = draw(st.sampled_from((gap, blank, break_)))
    inner = draw(layout)
    for index, element in enumerate(elements):
        last = index == len(elements) - 1
        comma = "," if not last or draw(st.booleans()) else ""
        inner += element + (draw(gap) if draw(st.integers(0, 9)) == 0 else "") + comma + draw(layout)
    return f"create_engine({inner})" if form == "call" else f"{{{inner}}}"


@st.composite
def named(draw: st.DrawFn, form: str, name: str) -> str:
    value = draw(st.sampled_from(VALUES))
    if form == "call":
        return f"{name}{draw(st.sampled_from(('=', ' = ')))}{value}"
    quote = draw(st.sampled_from("'\""))
    return f"{quote}{name}{quote}:{draw(st.sampled_from((' ', '', '  ')))}{value}"


@st.composite
def files(draw: st.DrawFn, form: str) -> str:
    text = draw(st.sampled_from(WRAPPERS)).format(draw(bracketed(form)))
    text = draw(st.sampled_from(("", "# head\n", "import a\n\n"))) + text + draw(st.sampled_from(("", "\n", "\n# tail\n")))
    return text.replace("\n", draw(st.sampled_from(("\n", "\n", "\r\n"))))


value = st.one_of(
    st.sampled_from((literal(True), literal(280), literal("x"), Code(("a if b else c",)), Code(("(1, 2)",)), Code(("1, 2",)), Code(("x for x in y",)))),
    st.just(Options((("pool_size", literal(5)), ("pool_recycle", literal(280))))),
    st.just(Options((("pool_size", literal(5)), ("a_rather_long_name", literal("x" * 60))), "Base.OPTIONS")),
)


def changes_for(draw: st.DrawFn, carrier: object, present: list[str]) -> list[Change]:
    changes: list[Change] = []
    names = draw(st.lists(st.sampled_from((*NAMES, "new_one", "new_two")), unique=True, min_size=1, max_size=4))
    for name in names:
        kind = draw(st.sampled_from(("set", "set", "drop", "rename")))
        if kind == "rename" and name in present:
            changes.append(RenameOption(carrier, name, f"renamed_{name}", draw(st.none() | value)))
        elif kind == "drop" and name in present:
            changes.append(DropOption(carrier, name))
        else:
            changes.append(SetOption(carrier, name, draw(value)))
    return changes


@pytest.mark.parametrize("form", ["call", "dict"])
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_only_what_was_meant_changes(form: str, data: st.DataObject, sample: type) -> None:
    before = sample(data.draw(files(form)))
    carrier = before.call() if form == "call" else before.dict()
    present = _options(before.source.at(carrier.place.span))
    changes = changes_for(data.draw, carrier, present)
    after = sample(before.after(*changes))
    for edit in before.edits(*changes):
        assert "u:p@" not in before.source.at(edit.span) + edit.text

    if "\n" in after.source.text:
        assert ("\r\n" in after.source.text) == ("\r\n" in before.source.text)
    assert after.source.text.count("\n") == after.source.text.count("\r\n") or "\r\n" not in before.source.text
    if form == "call" or "{" in before.source.at(carrier.place.span)[:1]:
        again = after.call() if form == "call" else after.dict()
        repeated = [SetOption(again, change.name, change.value) for change in changes if isinstance(change, SetOption)]
        assert after.edits(*repeated) == ()


def _options(text: str) -> list[str]:
    node = ast.parse(f"({text})", mode="eval").body
    if isinstance(node, ast.Call):
        return [keyword.arg for keyword in node.keywords if keyword.arg]
    assert isinstance(node, ast.Dict)
    return [key.value for key in node.keys if isinstance(key, ast.Constant)]


KEYS = ("SQLALCHEMY_POOL_SIZE", "SQLALCHEMY_POOL_RECYCLE", "SQLALCHEMY_POOL_TIMEOUT", "DEBUG", "SQLALCHEMY_ECHO")
REMOVED = KEYS[:3]
ASSIGNED = ("5", "280 if PROD else 60", "(\n    5  # inner\n)", "int(\n    x)", "60 * \\\n  60", "lambda: 1", "1, 2")


@st.composite
def bodies(draw: st.DrawFn, form: str) -> str:
    keys = draw(st.permutations(KEYS))[: draw(st.integers(1, 5))]
    if not set(keys) & set(REMOVED):
        keys = [*keys, REMOVED[0]]
    head = "{} = " if form == "attribute" else "app.config['{}'] = "
    text = ""
    for number, key in enumerate(keys):
        text += draw(st.sampled_from(("", "", "\n", f"# above {key}\n", f"\n# one {key}\n# two {key}\n", "# apart\n\n")))
        text += head.format(key) + draw(st.sampled_from(ASSIGNED))
        if number < len(keys) - 1 and draw(st.integers(0, 5)) == 0:
            text += "; "
        else:
            text += draw(st.sampled_from(("", "", f"  # behind {key}", f"  # behind {key}\n# below", ";", "  # noqa"))) + "\n"
    text += draw(st.sampled_from(("", "OPTIONS = {}\n", "OPTIONS = {'echo': 1}  # o\n", "OPTIONS = {\n    'echo': 1,  # e\n}\n", "\n# tail\n")))
    block = draw(st.sampled_from(("", "class C(Base):\n", "def make(app):\n", "if PROD:\n")))
    if block:
        text = block + "".join("    " + line + "\n" if line else "\n" for line in text.split("\n")[:-1])
        text += draw(st.sampled_from(("", "\nx = 1\n", "else:\n    pass\n" if block.startswith("if") else "")))
    else:
        text = "import os\n" + text
    if draw(st.booleans()):
        text = text.removesuffix("\n")
    return text.replace("\n", draw(st.sampled_from(("\n", "\n", "\r\n"))))


@pytest.mark.parametrize("form", ["attribute", "item"])
@settings(max_examples=200, deadline=None)
@given(data=st.data())
def test_statements_move_with_their_comments(form: str, data: st.DataObject, sample: type) -> None:
    before = sample(data.draw(bodies(form)))
    quoted = "{}" if form == "attribute" else "app.config['{}']"
    places = {key: before.statement(quoted.format(key) + " =") for key in REMOVED if key in before.source.text.replace("above " + key, "")}
    entries = tuple((key.lower(), Code((Moved(before.value(place)),))) for key, place in places.items())
    way = data.draw(st.sampled_from(("replace", "set", "merge", "delete")))
    first, *others = places.values()
    changes: list[Change] = [DeleteStatement(place) for place in (others if way == "replace" else places.values())]
    if way == "replace":
        code = Code((quoted.format("OPTS") + " = ",))
        changes.append(ReplaceStatement(first, code, Options(entries), tuple(others)))
    elif way == "set":
        anchor = data.draw(st.sampled_from(list(places.values())))
        changes.append(SetOption(Carrier(form, anchor, receiver="app.config"), "OPTS", Options(entries), tuple(places.values())))
    elif way == "merge" and "OPTIONS" in before.source.text:
        changes += [SetOption(before.dict(), name, code, (place,)) for (name, code), place in zip(entries, places.values(), strict=True)]
    after = before.after(*changes)

    assert all(comment in after for comment in ("# above", "# behind", "# inner", "# apart", "# below", "# one", "# two") if comment in before.source.text)
    assert not any(quoted.format(key) + " =" in after for key in REMOVED)
    ast.parse(after)
