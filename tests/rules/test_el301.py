"""EL301 removed-flask-key, and the migration that it shares with EL302."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine_lint.model.change import Code, DeleteStatement, DropOption, Moved, Options, RenameOption, ReplaceStatement, SetOption
from engine_lint.model.engine import Site
from engine_lint.model.finding import Confidence, Safety, Severity
from engine_lint.model.flask import ConfigKeys
from engine_lint.model.value import Carrier, Known, OneOf, Unknown

NEW = "SQLALCHEMY_ENGINE_OPTIONS"


def moved(build, line):
    return Code((Moved(build.place(line, 20)),))


@pytest.mark.parametrize(
    ("pin", "severity", "confidence"),
    [
        ("2.4.4", Severity.WARNING, Confidence.HIGH),
        ("3.1.1", Severity.ERROR, Confidence.HIGH),
        ("", Severity.ERROR, Confidence.MEDIUM),
        (">=2.5", Severity.ERROR, Confidence.MEDIUM),
        (">=2.1,<2.6", Severity.WARNING, Confidence.MEDIUM),
    ],
)
def test_severity_and_confidence_follow_the_pinned_version(judge, build, pin, severity, confidence):
    report = judge.one(build.keys(("SQLALCHEMY_POOL_RECYCLE", 280)), build.versions(flask_sqlalchemy=pin))
    assert (report.severity, report.confidence) == (severity, confidence)
    assert report.place == build.place(3)


@pytest.mark.parametrize(
    ("pin", "sentence"),
    [
        ("3.0.5", "requirements.txt pins Flask-SQLAlchemy 3.0.5."),
        (">=2.5", "requirements.txt allows Flask-SQLAlchemy >=2.5."),
        ("", "requirements.txt names Flask-SQLAlchemy without a version; 2.4 or later is assumed."),
        (None, "No Flask-SQLAlchemy version is pinned; 2.4 or later is assumed."),
    ],
)
def test_the_help_names_the_file_that_pins_the_version(judge, build, pin, sentence):
    pins = {} if pin is None else {"flask_sqlalchemy": pin}
    assert sentence in judge.one(build.keys(("SQLALCHEMY_POOL_RECYCLE", 280)), build.versions(**pins)).help


def test_before_2_4_the_old_keys_are_right(judge, build):
    assert judge(build.keys(("SQLALCHEMY_POOL_RECYCLE", 280)), build.versions(flask_sqlalchemy="2.3.2")) == []


def test_a_project_without_flask_sqlalchemy_is_silent(judge, build):
    subject = build.keys(("SQLALCHEMY_POOL_RECYCLE", 280))
    assert judge(subject, build.versions(fastapi="0.115.0")) == []
    assert len(judge(subject, build.versions(flask_appbuilder="4.5.0"))) == 1
    assert len(judge(subject)) == 1
    superset = ConfigKeys(Site("flask-config", "superset_config", build.place(1, path="/project/superset_config.py")), subject.groups)
    assert len(judge(superset, build.versions(fastapi="0.115.0"))) == 1


def test_a_key_that_the_project_reads_is_alive(judge, build):
    subject = build.keys(("SQLALCHEMY_POOL_SIZE", 5), ("SQLALCHEMY_POOL_RECYCLE", 280), read_elsewhere=frozenset({"SQLALCHEMY_POOL_SIZE"}))
    report = judge.one(subject)
    assert "POOL_RECYCLE" in report.message
    assert "SQLALCHEMY_POOL_SIZE" not in report.fix.title


def test_several_keys_are_one_finding_that_makes_one_dict_of_them(judge, build):
    report = judge.one(build.keys(("SQLALCHEMY_POOL_SIZE", 5), ("SQLALCHEMY_POOL_RECYCLE", 280)), build.versions(flask_sqlalchemy="2.5.1"))
    options = Options((("pool_size", moved(build, 3)), ("pool_recycle", moved(build, 4))))
    creation = ReplaceStatement(build.place(3), Code((f"{NEW} = ",)), options, (build.place(4),))
    assert report.fix.changes == (creation, DeleteStatement(build.place(4)))
    assert report.fix.safety is Safety.SAFE
    assert report.fix.title == "Move SQLALCHEMY_POOL_SIZE and SQLALCHEMY_POOL_RECYCLE into SQLALCHEMY_ENGINE_OPTIONS"
    assert report.message.startswith("SQLALCHEMY_POOL_SIZE and SQLALCHEMY_POOL_RECYCLE are deprecated")
    assert (report.place, report.also) == (build.place(3), (build.place(4),))
    assert [each.place for each in report.related] == [build.place(4)]


@pytest.mark.parametrize("key", ["SQLALCHEMY_POOL_SIZE", "SQLALCHEMY_MAX_OVERFLOW", "SQLALCHEMY_POOL_TIMEOUT"])
@pytest.mark.parametrize(("pin", "safety"), [("2.5.1", Safety.SAFE), ("3.0.5", Safety.UNSAFE), ("", Safety.UNSAFE)])
def test_ignored_sizes_come_alive(judge, build, key, pin, safety):
    assert judge.one(build.keys((key, 5)), build.versions(flask_sqlalchemy=pin)).fix.safety is safety


def test_a_safe_key_does_not_wait_for_unsafe_ones(judge, build):
    report = judge.one(build.keys(("SQLALCHEMY_POOL_SIZE", 5), ("SQLALCHEMY_POOL_RECYCLE", 280)), build.versions(flask_sqlalchemy="3.1.1"))
    assert (report.place, report.fix.safety) == (build.place(4), Safety.SAFE)
    assert report.fix.changes == (ReplaceStatement(build.place(4), Code((f"{NEW} = ",)), Options((("pool_recycle", moved(build, 4)),))),)
    assert any(line.startswith("The fix leaves SQLALCHEMY_POOL_SIZE: ") for line in report.help)


@pytest.mark.parametrize(
    ("value", "safety"),
    [
        (280, Safety.SAFE),
        (OneOf((Known(280), Unknown("int()", type_name="int"))), Safety.SAFE),
        (Unknown("a setting"), Safety.UNSAFE),
        (OneOf((Known(None), Unknown("the environment", type_name="str"))), Safety.UNSAFE),
        ("280", Safety.UNSAFE),
    ],
)
def test_a_recycle_moves_safely_only_as_a_number(judge, build, value, safety):
    assert judge.one(build.keys(("SQLALCHEMY_POOL_RECYCLE", value))).fix.safety is safety


def test_into_a_dict_that_is_there(judge, build):
    carrier = Carrier("dict", build.place(9))
    there = build.option(NEW, Known({"pool_pre_ping": Known(True)}), 9)
    report = judge.one(build.keys(("SQLALCHEMY_POOL_RECYCLE", 280), options_key=there, options_carrier=carrier))
    assert report.fix.changes == (SetOption(carrier, "pool_recycle", moved(build, 3), (build.place(3),)), DeleteStatement(build.place(3)))


def test_the_explicit_new_option_wins(judge, build):
    there = build.option(NEW, Known({"pool_recycle": Known(100)}), 9)
    report = judge.one(build.keys(("SQLALCHEMY_POOL_RECYCLE", 280), options_key=there, options_carrier=Carrier("dict", build.place(9))))
    assert report.fix.changes == (DeleteStatement(build.place(3)),)
    assert report.fix.title == "Delete SQLALCHEMY_POOL_RECYCLE"


def test_options_that_cannot_be_written_leave_it_unmended(judge, build):
    there = build.option(NEW, Unknown("it comes from a call"), 9)
    report = judge.one(build.keys(("SQLALCHEMY_POOL_RECYCLE", 280), options_key=there, obstacle="the dict comes from a call"))
    assert report.fix is None
    assert "No fix is offered: the dict comes from a call." in report.help


def test_native_unicode_and_none_are_deleted(judge, build):
    reports = judge(build.keys(("SQLALCHEMY_NATIVE_UNICODE", True), ("SQLALCHEMY_POOL_SIZE", None)), build.versions(flask_sqlalchemy="3.1.1"))
    assert {each.fix.safety for each in reports} == {Safety.SAFE}
    assert set(reports[0].fix.changes) == {DeleteStatement(build.place(3)), DeleteStatement(build.place(4))}


def test_a_base_class_with_options_is_spread(judge, build):
    report = judge.one(build.keys(("SQLALCHEMY_POOL_RECYCLE", 280), spread=f"Base.{NEW}"))
    assert report.fix.changes[0].options.spread == f"Base.{NEW}"


def test_config_items_are_assigned_on_their_receiver(judge, build):
    report = judge.one(build.keys(("SQLALCHEMY_POOL_RECYCLE", 280), form="item", receiver="app.config"))
    assert "".join(report.fix.changes[0].code.pieces) == f'app.config["{NEW}"] = '


def test_keywords_of_update_are_renamed_and_dropped(judge, build):
    subject = build.keys(("SQLALCHEMY_POOL_SIZE", 5), ("SQLALCHEMY_POOL_RECYCLE", 280), form="call")
    carrier = subject.groups[0].carrier
    first = judge(subject, build.versions(flask_sqlalchemy="2.5.1"))[0]
    options = Options((("pool_size", moved(build, 3)), ("pool_recycle", moved(build, 4))))
    assert first.fix.changes == (RenameOption(carrier, "SQLALCHEMY_POOL_SIZE", NEW, options), DropOption(carrier, "SQLALCHEMY_POOL_RECYCLE"))


def test_computed_values_go_down_not_up(judge, build):
    computed = Unknown("a setting", type_name="int")
    subject = build.keys(("SQLALCHEMY_POOL_SIZE", 5), ("SQLALCHEMY_POOL_RECYCLE", computed))
    changes = judge(subject, build.versions(flask_sqlalchemy="2.5.1"))[0].fix.changes
    assert DeleteStatement(build.place(3)) in changes
    assert any(isinstance(change, ReplaceStatement) and change.place == build.place(4) for change in changes)
    there = build.option(NEW, Known({}), 2)
    up = judge.one(build.keys(("SQLALCHEMY_POOL_RECYCLE", computed), options_key=there, options_carrier=Carrier("dict", build.place(2))))
    assert up.fix.safety is Safety.UNSAFE


def test_a_range_that_allows_an_old_version_is_unsafe(judge, build):
    assert judge.one(build.keys(("SQLALCHEMY_POOL_RECYCLE", 280)), build.versions(flask_sqlalchemy=">=2.1")).fix.safety is Safety.UNSAFE


def test_a_key_that_cannot_be_rewritten(judge, build):
    subject = build.keys(("SQLALCHEMY_POOL_RECYCLE", 280), form="call")
    group = subject.groups[0]
    bare = replace(subject, groups=(replace(group, keys=tuple(replace(key, carrier=None) for key in group.keys)),))
    assert judge.one(bare).fix is None
