"""EL101 missing-pre-ping."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engine_lint import check_paths, check_source
from engine_lint.model.change import Options, SetOption, literal
from engine_lint.model.engine import Backend, Ping
from engine_lint.model.finding import Confidence, Safety, Severity
from engine_lint.model.timeout import Source
from engine_lint.model.value import Known, OneOf, Unknown


def test_a_known_server_is_reported_with_high_confidence_and_a_safe_fix(judge, build):
    report = judge.one(build.engine())
    assert report.confidence is Confidence.HIGH
    assert report.message.startswith("create_engine() has no pool_pre_ping")
    assert report.fix.safety is Safety.SAFE
    assert report.fix.changes == (SetOption(build.CALL, "pool_pre_ping", literal(True)),)


def test_the_help_says_that_it_acts_at_checkout_only(judge, build):
    help_ = " ".join(judge.one(build.engine()).help)
    assert "at checkout only" in help_
    assert "held idle" in help_


@pytest.mark.parametrize(("backend", "text"), [("mysql", "2006"), ("postgresql", "SSL connection has been closed"), ("oracle", "ORA-03135")])
def test_the_help_quotes_the_error_of_the_backend(judge, build, backend, text):
    assert text in judge.one(build.engine(Backend(frozenset({backend}), complete=True))).help[0]


def test_unknown_and_mixed_backends_are_medium(judge, build):
    assert judge.one(build.engine(Backend())).confidence is Confidence.MEDIUM
    assert judge.one(build.engine(Backend(frozenset({"sqlite"})))).confidence is Confidence.MEDIUM
    assert judge.one(build.engine(Backend(frozenset({"sqlite", "mysql"}), complete=True))).confidence is Confidence.MEDIUM


@pytest.mark.parametrize("names", [{"sqlite"}, {"duckdb"}, {"bigquery"}, {"sqlite", "duckdb"}])
def test_backends_without_a_socket_are_silent(judge, build, names):
    assert judge(build.engine(Backend(frozenset(names), complete=True))) == []


RESTED = "a pooled connection that was closed while it rested fails at its next use"
YOUNG = "but one that a restart or a failover closed fails at its next use"


@pytest.mark.parametrize(
    ("recycle", "timers", "severity", "ending"),
    [
        (None, [(300, Source.DECLARED)], None, RESTED),
        (-1, [], None, RESTED),
        (3600, [(28800, Source.DEFAULT)], None, "but one that is closed sooner, or by a restart, fails at its next use"),
        (28800, [(28800, Source.DEFAULT)], None, RESTED),
        (280, [(28800, Source.DEFAULT)], None, f"pool_recycle of 280 s replaces connections early, {YOUNG}"),
        (280, [], None, f"pool_recycle of 280 s replaces connections early, {YOUNG}"),
        (280, [(28800, Source.DEFAULT), (300, Source.PRESET)], Severity.INFO, f"before they are cut (300 s at timer (a preset)), {YOUNG}"),
        (500, [(600, Source.FOUND)], Severity.INFO, f"before they are cut (wait_timeout of 600 s, from my.cnf), {YOUNG}"),
        (600, [(600, Source.DECLARED)], None, RESTED),
        (3600, [(600, Source.DECLARED)], None, RESTED),
        (OneOf((Known(280), Unknown("the environment"))), [(300, Source.PRESET)], None, RESTED),
    ],
)
def test_what_a_recycle_prevents_is_not_said_to_happen(judge, build, recycle, timers, severity, ending):
    options = {} if recycle is None else {"pool_recycle": recycle}
    report = judge.one(build.engine(**options), timeouts=tuple(build.timeout(*timer) for timer in timers))
    assert report.severity is severity
    assert report.message.endswith(ending)


def test_a_flask_config_without_options_is_told_which_key_is_missing(judge, build):
    engine = build.engine(site={"kind": "flask-config", "framework": "flask-sqlalchemy"}, _uri_only=True)
    assert judge.one(engine).message.startswith("SQLALCHEMY_ENGINE_OPTIONS is not set, so pool_pre_ping is off: ")


def test_an_open_site_is_silent(judge, build):
    assert judge(build.engine(_unseen=("**kwargs come from a caller",))) == []


@pytest.mark.parametrize("value", [True, False, 0, None, OneOf((Known(True), Known(False))), Unknown("it is read at run time")])
def test_an_option_that_stands_there_is_not_missing(judge, build, value):
    assert judge(build.engine(pool_pre_ping=value)) == []


def test_no_pool_is_silent(judge, build):
    assert judge(build.engine(poolclass=build.NULL_POOL)) == []


def test_a_pool_that_cannot_be_told_is_silent(judge, build):
    assert judge(build.engine(poolclass=Unknown("it is a setting"))) == []


def test_a_static_pool_is_a_low_finding_and_none_on_sqlite(judge, build):
    assert judge.one(build.engine(poolclass=build.STATIC_POOL)).confidence is Confidence.LOW
    assert judge(build.engine(build.SQLITE, poolclass=build.STATIC_POOL)) == []
    assert judge(build.engine(Backend(frozenset({"sqlite"})), poolclass=build.STATIC_POOL)) == []


def test_a_pool_instance_is_the_business_of_another_rule(judge, build):
    assert judge(build.engine(pool=Unknown("it is made elsewhere"))) == []
    assert len(judge(build.engine(pool=None))) == 1


def test_a_hand_written_ping_counts(judge, build):
    assert judge(build.engine(_ping=Ping(build.place(9), "checkout"))) == []


def test_binds_are_the_business_of_another_rule(judge, build):
    assert judge(build.engine(site={"kind": "flask-bind"})) == []


@pytest.mark.parametrize("where", ["in_tests", "in_migrations", "one_shot"])
def test_weak_places_are_low(judge, build, where):
    assert judge.one(build.engine(site={where: True})).confidence is Confidence.LOW


def test_versions_without_the_option_are_silent(judge, build):
    assert judge(build.engine(), build.versions(sqlalchemy="1.1.18")) == []
    flask = build.engine(site={"framework": "flask-sqlalchemy", "kind": "flask-config"})
    assert judge(flask, build.versions(flask_sqlalchemy="2.3.2")) == []
    assert len(judge(flask, build.versions(flask_sqlalchemy="2.4.0"))) == 1


def test_an_unknown_version_is_assumed_and_said(judge, build):
    assert any("1.2 or later is assumed" in line for line in judge.one(build.engine()).help)
    assert not any("assumed" in line for line in judge.one(build.engine(), build.versions(sqlalchemy="2.0.36")).help)


@pytest.mark.parametrize(
    ("pin", "safety"),
    [
        ("", Safety.UNSAFE),
        ("1.4.49", Safety.SAFE),
        ("1.4.50", Safety.UNSAFE),
        ("1.4.54", Safety.UNSAFE),
        ("2.0.22", Safety.SAFE),
        ("2.0.23", Safety.UNSAFE),
        ("2.0.49", Safety.UNSAFE),
        ("2.0.50", Safety.SAFE),
        (">=2.0.50", Safety.SAFE),
        (">=2.0", Safety.UNSAFE),
    ],
)
def test_the_ping_of_asyncio_mysql_drivers_is_safe_by_version(judge, build, pin, safety):
    subject = build.engine(replace(build.MYSQL, driver="aiomysql"), site={"is_async": True})
    fix = judge.one(subject, build.versions(sqlalchemy=pin)).fix
    assert fix.safety is safety
    assert ("PyMySQL 1.2" in fix.reason) is (safety is Safety.UNSAFE)


def test_an_asyncio_engine_that_may_be_mysql_is_judged_as_such(judge, build):
    mixed = build.engine(Backend(frozenset({"sqlite", "mysql"}), complete=True), site={"is_async": True})
    assert judge.one(mixed).fix.safety is Safety.UNSAFE
    unknown = build.engine(Backend(), site={"is_async": True})
    assert judge.one(unknown).fix.safety is Safety.SAFE
    assert judge.one(unknown, build.versions(asyncmy="")).fix.safety is Safety.UNSAFE


def test_an_old_pymysql_makes_the_ping_of_asyncio_mysql_drivers_safe(judge, build):
    subject = build.engine(replace(build.MYSQL, driver="aiomysql"), site={"is_async": True})
    assert judge.one(subject, build.versions(sqlalchemy="2.0.40", pymysql="1.1.2")).fix.safety is Safety.SAFE
    assert judge.one(subject, build.versions(sqlalchemy="2.0.40", pymysql="1.2.0")).fix.safety is Safety.UNSAFE
    assert judge.one(subject, build.versions(sqlalchemy="2.0.40", pymysql=">=1.0")).fix.safety is Safety.UNSAFE


def test_a_dependency_on_drivers_for_one_server_alone_raises_confidence(judge, build):
    unknown = build.engine(Backend())
    report = judge.one(unknown, build.versions(sqlalchemy="2.0.40", psycopg2_binary="2.9.10"))
    assert report.confidence is Confidence.HIGH
    assert "That a server stands behind it is shown by the only database driver among the dependencies (psycopg2-binary)." in report.help
    without_sqlite = build.engine(Backend(excluded=frozenset({"sqlite"})))
    assert judge.one(without_sqlite, build.versions(pymysql="1.1.2")).confidence is Confidence.HIGH


def test_drivers_do_not_outweigh_what_the_code_shows(judge, build):
    one, two = build.versions(pymysql="1.1.2"), build.versions(pymysql="1.1.2", psycopg2="2.9.10")
    assert judge.one(build.engine(Backend(frozenset({"sqlite"}))), one).confidence is Confidence.MEDIUM
    assert judge.one(build.engine(Backend()), two).confidence is Confidence.MEDIUM
    assert judge.one(build.engine(Backend(excluded=frozenset({"mysql", "mariadb"}))), one).confidence is Confidence.MEDIUM
    assert judge.one(build.engine(Backend(), site={"in_tests": True}), one).confidence is Confidence.LOW
    assert judge(build.engine(build.SQLITE), one) == []


@pytest.mark.parametrize(
    ("pins", "sentence"),
    [
        ({"sqlalchemy": "2.0.40"}, ""),
        ({"sqlalchemy": ">=1.4"}, ""),
        ({"sqlalchemy": ">=1.1"}, "requirements.txt allows SQLAlchemy >=1.1."),
        ({"sqlalchemy": ""}, "requirements.txt names SQLAlchemy without a version; 1.2 or later is assumed."),
        ({}, "No SQLAlchemy version is pinned; 1.2 or later is assumed."),
    ],
)
def test_the_help_says_what_is_assumed_of_the_version(judge, build, pins, sentence):
    report = judge.one(build.engine(), build.versions(**pins))
    assert [line for line in report.help if "SQLAlchemy" in line] == ([sentence] if sentence else [])
    assert report.confidence is (Confidence.MEDIUM if pins.get("sqlalchemy") == ">=1.1" else Confidence.HIGH)


def test_the_help_says_where_the_ping_does_not_recover_from_mysqls_error_4031(judge, build):
    def speaks(subject, pin):
        return any(
            "error 4031" in line and "requirements.txt pins SQLAlchemy 1.4.36:" in line for line in judge.one(subject, build.versions(sqlalchemy=pin)).help
        )

    assert speaks(build.engine(), "1.4.36")
    assert not speaks(build.engine(), "1.4.37")
    assert not speaks(build.engine(), ">=1.4")
    assert not speaks(build.engine(build.POSTGRESQL), "1.4.36")


def test_psycopg2_before_1_4_36_is_unsafe_in_autocommit(judge, build):
    def safety(pin, **options):
        return judge.one(build.engine(build.POSTGRESQL, **options), build.versions(sqlalchemy=pin)).fix.safety

    for level in ("AUTOCOMMIT", "autocommit", Unknown("an argument"), OneOf((Known("SERIALIZABLE"), Known("AUTOCOMMIT")))):
        assert safety("1.4.27", isolation_level=level) is Safety.UNSAFE
        assert safety(">=1.3", isolation_level=level) is Safety.UNSAFE
        assert safety("1.4.36", isolation_level=level) is Safety.SAFE
        assert safety("1.3.24", isolation_level=level) is Safety.SAFE
    assert safety("1.4.27", creator=Unknown("a function")) is Safety.UNSAFE
    assert safety("1.4.27", _autocommit_listener=build.place(9)) is Safety.UNSAFE
    assert safety("1.4.27") is safety("1.4.27", isolation_level="SERIALIZABLE") is Safety.SAFE
    assert judge.one(build.engine(build.POSTGRESQL, isolation_level="AUTOCOMMIT")).fix.safety is Safety.SAFE


def test_where_the_url_tells_no_driver_a_dependency_on_psycopg2_does(judge, build):
    named = replace(build.versions(sqlalchemy=">=1.4.31"), required=frozenset({"psycopg2-binary"}))

    def safety(backend, versions):
        return judge.one(build.engine(backend, isolation_level="AUTOCOMMIT"), versions).fix.safety

    assert safety(Backend(), named) is Safety.UNSAFE
    assert safety(Backend(frozenset({"postgresql", "redshift"}), True), named) is Safety.UNSAFE
    assert safety(Backend(frozenset({"mysql", "mariadb"}), True), named) is Safety.SAFE
    assert safety(Backend(excluded=frozenset({"postgresql"})), named) is Safety.SAFE
    assert safety(Backend(), replace(named, required=frozenset({"pymysql"}))) is Safety.SAFE
    assert safety(Backend(), replace(build.versions(sqlalchemy=">=1.4.36"), required=named.required)) is Safety.SAFE


def test_a_project_that_allows_an_old_sqlalchemy_is_unsafe(judge, build):
    assert judge.one(build.engine(), build.versions(sqlalchemy=">=0.9.6")).fix.safety is Safety.UNSAFE


def test_pins_that_disagree_about_the_option_make_it_low(judge, build):
    allowed = build.versions(sqlalchemy=">=1.1.9")
    split = {"sqlalchemy": replace(allowed.of("sqlalchemy"), split=True)}
    assert judge.one(build.engine(), allowed).confidence is Confidence.MEDIUM
    report = judge.one(build.engine(), replace(allowed, ranges=split))
    assert (report.confidence, report.fix.safety) == (Confidence.LOW, Safety.UNSAFE)
    late = {"sqlalchemy": replace(build.versions(sqlalchemy=">=1.3").of("sqlalchemy"), split=True)}
    assert judge.one(build.engine(), replace(allowed, ranges=late)).confidence is Confidence.HIGH


def test_an_obstacle_makes_it_unsafe_and_no_target_leaves_it_unmended(judge, build):
    shared = judge.one(build.engine(_obstacle="another engine shares the options"))
    assert (shared.fix.safety, shared.fix.reason) == (Safety.UNSAFE, "another engine shares the options")
    nowhere = judge.one(build.engine(_target=None, _obstacle="the options come from a call"))
    assert nowhere.fix is None
    assert "No fix is offered: the options come from a call." in nowhere.help


def test_a_flask_config_with_a_uri_only_is_medium_and_unsafe_and_stands_at_the_uri(judge, build):
    uri = build.place(7)
    report = judge.one(build.engine(_uri_only=True, site={"kind": "flask-config", "framework": "flask-sqlalchemy", "place_of_url": uri}))
    assert (report.place, report.confidence, report.fix.safety) == (uri, Confidence.MEDIUM, Safety.UNSAFE)
    assert report.fix.changes == (SetOption(build.CALL, "SQLALCHEMY_ENGINE_OPTIONS", Options((("pool_pre_ping", literal(True)),))),)


def test_dead_keys_beside_the_uri_move_first(judge, build):
    config = {"SQLALCHEMY_POOL_SIZE": build.option("SQLALCHEMY_POOL_SIZE", 5)}
    report = judge.one(build.engine(_uri_only=True, _config=config, site={"kind": "flask-config", "framework": "flask-sqlalchemy"}))
    assert report.fix is None
    assert any("SQLALCHEMY_POOL_SIZE moves into" in line for line in report.help)


def test_a_dead_pre_ping_key_is_reported_once_by_its_own_rule(judge, build):
    config = {"SQLALCHEMY_POOL_PRE_PING": build.option("SQLALCHEMY_POOL_PRE_PING", True)}
    assert judge(build.engine(_uri_only=True, _config=config, site={"kind": "flask-config", "framework": "flask-sqlalchemy"})) == []


def test_related_places_and_the_path_are_told(judge, build):
    report = judge.one(build.engine(_related=((build.place(20), "the options are set here"),), _conditions=("not debug", "pooled")))
    assert [(each.place, each.label) for each in report.related] == [(build.place(20), "the options are set here")]
    assert "This is so on the path where not debug and pooled." in report.help


FILLED = """\
from sqlalchemy import create_engine

OPTIONS = {{"echo": False}}
{filled}
engine = create_engine("postgresql://app@db/shop", future=True, **OPTIONS)
"""


@pytest.mark.parametrize(
    ("filled", "lines"),
    [
        ('OPTIONS["pool_size"] = 5\nOPTIONS["max_overflow"] = 2', [3, 5]),
        ('OPTIONS.update(pool_size=5)\nlimit = OPTIONS["pool_size"]', [3, 4]),
        ('print(OPTIONS["echo"])', [3]),
        ('OTHER = {}\nOTHER["pool_size"] = 5', [3]),
    ],
)
def test_the_place_where_a_dict_is_filled_last_is_related(filled, lines):
    (finding,) = check_source(FILLED.format(filled=filled), settings={})
    assert [each.place.span.start.line for each in finding.related] == lines


LISTENER = """\
from sqlalchemy import create_engine, event

engine = create_engine("postgresql+psycopg://app@db/shop")


@event.listens_for(engine, "handle_error")
def handle(context):
    {}
"""


@pytest.mark.parametrize(
    ("body", "pin", "safety"),
    [
        ("raise context.original_exception", "2.0.51", Safety.UNSAFE),
        ("return ShopError(context.original_exception)", None, Safety.UNSAFE),
        ("raise context.original_exception", "1.4.54", Safety.SAFE),
        ("log(context.original_exception)", "2.0.51", Safety.SAFE),
        ("if not context.is_pre_ping:\n        raise context.original_exception", "2.0.51", Safety.SAFE),
    ],
)
def test_a_listener_that_replaces_errors_makes_the_ping_unsafe_by_version(tmp_path, body, pin, safety):
    if pin:
        (tmp_path / "requirements.txt").write_text(f"SQLAlchemy=={pin}\n")
    (found,) = check_source(LISTENER.format(body), tmp_path / "app.py")
    assert found.fix.safety is safety
    assert ("line 7 of app.py" in found.fix.reason) is (safety is Safety.UNSAFE)


def test_a_listener_on_all_engines_is_heard_from_another_module(tmp_path):
    (tmp_path / "requirements.txt").write_text("SQLAlchemy==2.0.51\n")
    (tmp_path / "app.py").write_text('from sqlalchemy import create_engine\n\nengine = create_engine("postgresql+psycopg://app@db/shop")\n')
    listener = LISTENER.format("raise context.original_exception").replace("listens_for(engine,", "listens_for(Engine,").replace("engine = ", "other = ")
    (tmp_path / "errors.py").write_text(listener.replace("import create_engine", "import Engine, create_engine"))
    (found,) = check_paths([str(tmp_path / "app.py")]).findings
    assert found.fix.safety is Safety.UNSAFE


AUTOCOMMIT = """\
from sqlalchemy import create_engine, event

engine = create_engine("postgresql+psycopg2://app@db/shop")


@event.listens_for(engine, "connect")
def prepare(connection, record):
    {}
"""


@pytest.mark.parametrize(
    ("body", "safety"),
    [
        ("connection.autocommit = True", Safety.UNSAFE),
        ("connection.set_session(autocommit=True)", Safety.UNSAFE),
        ("connection.set_isolation_level(ISOLATION_LEVEL_AUTOCOMMIT)", Safety.UNSAFE),
        ("connection.set_isolation_level(0)", Safety.UNSAFE),
        ("connection.autocommit = False", Safety.SAFE),
        ("connection.set_session(readonly=True)", Safety.SAFE),
    ],
)
def test_a_listener_that_turns_autocommit_on(body, safety):
    (finding,) = check_source(AUTOCOMMIT.format(body), settings={"target-versions": {"sqlalchemy": "1.4.30"}})
    assert finding.fix is not None
    assert finding.fix.safety is safety
