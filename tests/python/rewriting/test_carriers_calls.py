"""Call keywords: where a new one goes, and in which layout."""

from __future__ import annotations

import pytest

from engine_lint.errors import CannotRewrite
from engine_lint.model.change import Code, DropOption, Moved, Options, RenameOption, SetOption, literal
from engine_lint.model.place import Place, span_of

BECOMES = {
    "nothing in the parentheses": ("create_engine()", "create_engine(pool_pre_ping=True)"),
    "only a comment": ("create_engine(  # later\n)", "create_engine(  # later\n    pool_pre_ping=True,\n)"),
    "only a comment line": ("create_engine(\n    # later\n)", "create_engine(\n    # later\n    pool_pre_ping=True,\n)"),
    "inline": ("create_engine(url)", "create_engine(url, pool_pre_ping=True)"),
    "inline, trailing comma": ("create_engine(url, echo=True,)", "create_engine(url, echo=True, pool_pre_ping=True,)"),
    "inline, trailing comma and blank": ("create_engine(url, )", "create_engine(url, pool_pre_ping=True, )"),
    "inline without blanks": ("create_engine(url,echo=True)", "create_engine(url,echo=True,pool_pre_ping=True)"),
    "one per line": (
        "create_engine(\n    url,\n    echo=True,\n)",
        "create_engine(\n    url,\n    echo=True,\n    pool_pre_ping=True,\n)",
    ),
    "one per line, no trailing comma": (
        "create_engine(\n    url,\n    echo=True\n)",
        "create_engine(\n    url,\n    echo=True,\n    pool_pre_ping=True\n)",
    ),
    "aligned with the bracket": (
        "create_engine(url,\n              echo=True)",
        "create_engine(url,\n              echo=True,\n              pool_pre_ping=True)",
    ),
    "hanging, inline inside": (
        "create_engine(\n    url, echo=True\n)",
        "create_engine(\n    url, echo=True, pool_pre_ping=True\n)",
    ),
    "comment behind the only argument": (
        "create_engine(url,  # primary\n)",
        "create_engine(url,  # primary\n    pool_pre_ping=True,\n)",
    ),
    "comment behind the only argument, no comma": (
        "create_engine(url  # primary\n)",
        "create_engine(url,  # primary\n    pool_pre_ping=True\n)",
    ),
    "comment behind the last argument": (
        "create_engine(\n    url,\n    echo=True  # loud\n)",
        "create_engine(\n    url,\n    echo=True,  # loud\n    pool_pre_ping=True\n)",
    ),
    "comment line between last argument and parenthesis": (
        "create_engine(\n    url,\n    # echo=True,\n)",
        "create_engine(\n    url,\n    pool_pre_ping=True,\n    # echo=True,\n)",
    ),
    "comment that goes on": (
        "create_engine(\n    url,  # primary\n          # for now\n)",
        "create_engine(\n    url,  # primary\n          # for now\n    pool_pre_ping=True,\n)",
    ),
    "before a splat": ("create_engine(url, **kw)", "create_engine(url, pool_pre_ping=True, **kw)"),
    "before two splats": ("create_engine(url, **a, **b)", "create_engine(url, pool_pre_ping=True, **a, **b)"),
    "before the only argument, a splat": ("create_engine(**kw)", "create_engine(pool_pre_ping=True, **kw)"),
    "before a splat on a line of its own": (
        "create_engine(\n    url,\n    # theirs\n    **kw,\n)",
        "create_engine(\n    url,\n    pool_pre_ping=True,\n    # theirs\n    **kw,\n)",
    ),
    "behind a splat that is not last": ("create_engine(**kw, url=1)", "create_engine(**kw, url=1, pool_pre_ping=True)"),
    "comma first": ("create_engine(url\n    , echo=True)", "create_engine(url\n    , echo=True, pool_pre_ping=True)"),
    "line joined by a backslash": ("create_engine(url, \\\n    a)", "create_engine(url, \\\n    a, \\\n    pool_pre_ping=True)"),
    "argument over several lines": (
        "create_engine(make_url({\n    1: 2,\n}))",
        "create_engine(make_url({\n    1: 2,\n}), pool_pre_ping=True)",
    ),
    "there already": ("create_engine(url, pool_pre_ping=False)", "create_engine(url, pool_pre_ping=True)"),
    "there already, spaced": ("create_engine(url, pool_pre_ping = 0)", "create_engine(url, pool_pre_ping = True)"),
    "there already with a comment inside": (
        "create_engine(\n    url,\n    pool_pre_ping=(  # why\n        False),\n)",
        "create_engine(\n    url,\n    # why\n    pool_pre_ping=True,\n)",
    ),
    "there already, comment inside, inline": (
        "x = create_engine(url, pool_pre_ping=(  # why\n    False))",
        "# why\nx = create_engine(url, pool_pre_ping=True)",
    ),
}


@pytest.mark.parametrize(("before", "after"), BECOMES.values(), ids=list(BECOMES))
def test_a_keyword_is_set_in_the_local_layout(before: str, after: str, sample: type) -> None:
    text = sample(before)
    assert text.after(SetOption(text.call(), "pool_pre_ping", literal(True))) == after


DROPPED = {
    "first": ("f(a=1, b=2)", "f(b=2)"),
    "middle": ("f(x, a=1, b=2)", "f(x, b=2)"),
    "last": ("f(x, a=1)", "f(x)"),
    "last with comma": ("f(x, a=1,)", "f(x,)"),
    "only": ("f(a=1)", "f()"),
    "only, on its own line": ("f(\n    a=1,\n)", "f()"),
    "on its own line": ("f(\n    x,\n    a=1,\n    b=2,\n)", "f(\n    x,\n    b=2,\n)"),
    "last on its own line, no trailing comma": ("f(\n    x,\n    a=1\n)", "f(\n    x\n)"),
    "aligned, last": ("f(x,\n  a=1)", "f(x)"),
    "aligned, last, behind a comment": ("f(x,  # x\n  a=1)", "f(x  # x\n  )"),
    "its comment stays": ("f(\n    x,  # x\n    a=1,  # a\n    b=2,  # b\n)", "f(\n    x,  # x\n    # a\n    b=2,  # b\n)"),
    "its last comment stays": ("f(\n    x,\n    # above\n    a=1  # a\n)", "f(\n    x\n    # above\n    # a\n)"),
    "comment of the line stays": ("f(x, a=1,  # both\n  b=2)", "f(x,  # both\n  b=2)"),
    "first on a line with others": ("f(\n    a=1, b=2,  # both\n)", "f(\n    b=2,  # both\n)"),
    "comment inside, inline": ("y = f(x, a=(  # in\n    1))", "# in\ny = f(x)"),
    "comment inside, own line": ("f(\n    a=(  # in\n        1),\n    b=2,\n)", "f(\n    # in\n    b=2,\n)"),
    "not there": ("f(x)", "f(x)"),
}


@pytest.mark.parametrize(("before", "after"), DROPPED.values(), ids=list(DROPPED))
def test_a_keyword_is_dropped_with_its_line_and_without_its_comment(before: str, after: str, sample: type) -> None:
    text = sample(before)
    assert text.after(DropOption(text.call("f"), "a")) == after


def test_a_renamed_keyword_keeps_its_place_and_layout(sample: type) -> None:
    text = sample("create_engine(url, pool = P, echo=1)")
    assert text.after(RenameOption(text.call(), "pool", "poolclass")) == "create_engine(url, poolclass = P, echo=1)"
    value = text.after(RenameOption(text.call(), "pool", "poolclass", Code(("Q",))))
    assert value == "create_engine(url, poolclass = Q, echo=1)"


def test_several_changes_at_one_call_are_one_rewrite(sample: type) -> None:
    text = sample("create_engine(\n    url,\n    pool=P,\n    echo=1,  # e\n)")
    call = text.call()
    after = text.after(
        SetOption(call, "pool_pre_ping", literal(True)),
        SetOption(call, "pool_recycle", literal(280)),
        RenameOption(call, "pool", "poolclass"),
        DropOption(call, "echo"),
    )
    assert after == "create_engine(\n    url,\n    poolclass=P,\n    # e\n    pool_pre_ping=True,\n    pool_recycle=280,\n)"


def test_keywords_of_an_update_merge_into_one_dict(sample: type) -> None:
    text = sample(
        "app.config.update(\n    URI=uri,\n    # small box\n    POOL_SIZE=5,  # per worker\n    POOL_RECYCLE=280,\n)\n",
    )
    update = text.call("update")
    size = Place(text.source.path, span_of(4, 5, 4, 16))
    options = Options((("pool_size", text.moved("5")), ("pool_recycle", text.moved("280"))))
    after = text.after(
        SetOption(update, "SQLALCHEMY_ENGINE_OPTIONS", options, (size,)),
        DropOption(update, "POOL_SIZE"),
        DropOption(update, "POOL_RECYCLE"),
    )
    assert after == (
        "app.config.update(\n    URI=uri,\n    SQLALCHEMY_ENGINE_OPTIONS={\n        # small box\n"
        '        "pool_size": 5,  # per worker\n        "pool_recycle": 280,\n    },\n)\n'
    )


@pytest.mark.parametrize("name", ["sqlalchemy.pool_pre_ping", "class", ""])
def test_what_cannot_be_a_keyword_is_refused(name: str, sample: type) -> None:
    text = sample("dict(a=1)")
    with pytest.raises(CannotRewrite):
        text.edits(SetOption(text.call("dict"), name, literal(1)))


def test_two_changes_to_one_option_are_refused(sample: type) -> None:
    text = sample("create_engine(url)")
    with pytest.raises(CannotRewrite, match="pool_recycle"):
        text.edits(SetOption(text.call(), "pool_recycle", literal(1)), SetOption(text.call(), "pool_recycle", literal(2)))
    once = text.edits(SetOption(text.call(), "pool_recycle", literal(1)), SetOption(text.call(), "pool_recycle", literal(1)))
    assert len(once) == 1


def test_a_name_that_would_stand_twice_is_refused(sample: type) -> None:
    text = sample("create_engine(url, pool=1, poolclass=2)")
    with pytest.raises(CannotRewrite, match="twice"):
        text.edits(RenameOption(text.call(), "pool", "poolclass"))


def test_a_moved_argument_leaves_and_arrives(sample: type) -> None:
    text = sample("create_engine(url, pool=QueuePool(lambda: connect(), pool_size=5))")
    creator = Code((Moved(text.expression("lambda: connect()")),))
    after = text.after(RenameOption(text.call(), "pool", "creator", creator), SetOption(text.call(), "pool_size", text.moved("5")))
    assert after == "create_engine(url, creator=lambda: connect(), pool_size=5)"
