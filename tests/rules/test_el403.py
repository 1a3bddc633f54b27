"""EL403 truthy-string-boolean."""

from __future__ import annotations

import pytest

from engine_lint.model.finding import Severity
from engine_lint.model.value import Known, OneOf, Unknown
from engine_lint.rules.registry import find

TEXT = Unknown("the environment decides", type_name="str")


@pytest.mark.parametrize("word", ["False", "false", "no", "0", "OFF", " n "])
def test_words_for_false(judge, build, word):
    assert len(judge(build.engine(pool_pre_ping=word))) == 1
    assert len(judge(build.engine(pool_pre_ping=OneOf((Known(word), TEXT))))) == 1
    assert len(judge(build.engine(pool_pre_ping=OneOf((Known(True, said=word), Unknown("bool()", type_name="bool")))))) == 1


@pytest.mark.parametrize("value", [True, False, "", "true", "1", "yes", None, 0, TEXT, Unknown("a setting"), Known(True, said="True")])
def test_other_values(judge, build, value):
    assert judge(build.engine(pool_pre_ping=value)) == []


def test_lifo_too_but_no_option_that_takes_text(judge, build):
    assert "pool_use_lifo" in judge.one(build.engine(pool_use_lifo="false")).message
    assert judge(build.engine(pool_reset_on_return="none", echo="false")) == []


def test_there_is_no_fix(judge, build):
    report = judge.one(build.engine(pool_pre_ping="false"))
    assert report.fix is None
    assert find("EL403").severity is Severity.WARNING
