"""Settings: which file holds, what its values mean, and what is refused."""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path

import jsonschema
import pytest

from engine_lint.errors import SettingsError, UsageError
from engine_lint.model.finding import Confidence, Severity
from engine_lint.settings import Lookup, Settings
from engine_lint.settings.durations import in_words, seconds_of
from engine_lint.settings.keys import KEYS, json_schema
from engine_lint.settings.reading import line_of
from tests.inprocess import engine_lint
from tests.shell import MISSING_PRE_PING, write

if sys.version_info >= (3, 11):
    import tomllib
else:
    import tomli as tomllib


def settings_for(root: Path, path: str = "db.py", **overrides: object) -> Settings:
    return Lookup(root.as_posix(), overrides).for_file((root / path).as_posix())


def own(root: Path, text: str) -> Settings:
    write(root, {"engine-lint.toml": text})
    return settings_for(root)


def refused(root: Path, text: str) -> str:
    with pytest.raises(SettingsError) as caught:
        own(root, text)
    assert caught.value.path == str(root / "engine-lint.toml")
    return str(caught.value).removeprefix(f"{caught.value.path}:")


# which file


def test_without_a_file_the_defaults_hold(tmp_path: Path) -> None:
    settings = settings_for(tmp_path)
    assert (settings.file, settings.min_severity, settings.min_confidence, settings.fail_on) == ("", Severity.INFO, Confidence.MEDIUM, Severity.WARNING)
    assert settings.respect_gitignore and not settings.force_exclude and not settings.pedantic
    assert settings.is_excluded((tmp_path / ".venv").as_posix(), folder=True)


def test_the_nearest_file_with_the_table_holds(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "pyproject.toml": "[tool.engine-lint]\nrecycle = 100\n",
            "a/pyproject.toml": "[project]\nname = 'a'\n",
            "a/b/pyproject.toml": "[tool.engine-lint]\nrecycle = 200\n",
        },
    )
    assert settings_for(tmp_path, "db.py").recycle == 100
    assert settings_for(tmp_path, "a/db.py").recycle == 100
    assert settings_for(tmp_path, "a/b/c/db.py").recycle == 200


def test_a_nearer_file_replaces_and_does_not_merge(tmp_path: Path) -> None:
    write(tmp_path, {"engine-lint.toml": "recycle = 100\npedantic = true\n", "a/engine-lint.toml": "recycle = 200\n"})
    assert settings_for(tmp_path, "a/db.py").pedantic is False


def test_engine_lint_toml_comes_before_pyproject_toml(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[tool.engine-lint]\nrecycle = 100\n", "engine-lint.toml": "recycle = 200\n"})
    assert settings_for(tmp_path).recycle == 200


@pytest.mark.parametrize("arguments", [["check"], ["check", "db.py"], ["check", "--show-settings"], ["config"], ["engines"]])
def test_a_table_that_engine_lint_toml_keeps_from_being_read_is_told_of_once(tmp_path: Path, arguments: list[str]) -> None:
    write(tmp_path, {"pyproject.toml": "[tool.engine-lint]\nrecycle = 100\n", "engine-lint.toml": "recycle = 200\n", "db.py": MISSING_PRE_PING})
    note = "note: the settings in pyproject.toml are not read, because engine-lint.toml lies beside it\n"
    assert engine_lint(*arguments, cwd=tmp_path).err.count(note) == 1
    write(tmp_path, {"pyproject.toml": "[project]\nname = 'shop'\n"})
    assert "not read" not in engine_lint(*arguments, cwd=tmp_path).err


def test_engine_lint_toml_may_hold_the_table_under_its_full_name(tmp_path: Path) -> None:
    assert own(tmp_path, "[tool.engine-lint]\nrecycle = 300\n").recycle == 300


def test_settings_at_the_top_beside_the_table_are_refused(tmp_path: Path) -> None:
    hint = "; write all of them at the top of engine-lint.toml, or all in the table"
    said = "1: `pedantic` stands at the top beside a table [tool.engine-lint]"
    assert refused(tmp_path, "pedantic = true\n[tool.engine-lint]\nrecycle = 300\n") == said + hint
    assert refused(tmp_path, "[tool.engine-lint]\nrecycle = 300\n[tool.black]\n[project]\n").startswith("4: `project` stands at the top")
    assert refused(tmp_path, "\n[tool.black]\n") == "2: unknown key `tool`; settings stand at the top of engine-lint.toml"
    write(tmp_path, {"db.py": "", "engine-lint.toml": "pedantic = true\n[tool.engine-lint]\n"})
    assert engine_lint("check", cwd=tmp_path).code == 2


def test_a_file_of_another_name_may_hold_other_tables(tmp_path: Path) -> None:
    write(tmp_path, {"ci.toml": "[project]\nname = 'shop'\n[tool.engine-lint]\nrecycle = 300\n", "top.toml": "recycle = 1\n[tool.engine-lint]\n"})
    assert Lookup(tmp_path.as_posix(), config="ci.toml").for_file(f"{tmp_path}/db.py").recycle == 300
    with pytest.raises(SettingsError, match="`recycle` stands at the top beside"):
        Lookup(tmp_path.as_posix(), config="top.toml").for_file(f"{tmp_path}/db.py")


def test_a_broken_pyproject_without_the_table_is_not_ours(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[tool.other\n"})
    assert settings_for(tmp_path).file == ""


def test_isolated_reads_none_and_config_reads_only_one(tmp_path: Path) -> None:
    write(tmp_path, {"engine-lint.toml": "recycle = 100\n", "ci/other.toml": "recycle = 200\n"})
    path = (tmp_path / "db.py").as_posix()
    assert Lookup(tmp_path.as_posix(), isolated=True).for_file(path).recycle is None
    assert Lookup(tmp_path.as_posix(), config="ci/other.toml").for_file(path).recycle == 200


def test_a_config_that_does_not_exist_is_an_error(tmp_path: Path) -> None:
    ran = engine_lint("check", "--config", "none.toml", cwd=tmp_path)
    assert ran.code == 2
    assert "none.toml: cannot be read: No such file or directory" in ran.err


def test_extend_is_explicit_and_relative_to_its_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "base/engine-lint.toml": 'recycle = 100\npedantic = true\nper-file-ignores = {"*.py" = ["EL101"]}\n',
            "app/engine-lint.toml": 'extend = "../base/engine-lint.toml"\nrecycle = 200\n',
        },
    )
    settings = settings_for(tmp_path, "app/db.py")
    assert (settings.recycle, settings.pedantic) == (200, True)
    assert settings.ignored_in((tmp_path / "base/x.py").as_posix()) == {"EL101"}
    assert settings.ignored_in((tmp_path / "app/x.py").as_posix()) == frozenset()


def test_extend_in_a_circle_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"a.toml": 'extend = "engine-lint.toml"\n'})
    assert "extends itself in a circle" in "".join(str(error) for error in [_error(tmp_path, 'extend = "a.toml"\n')])


def _error(root: Path, text: str) -> SettingsError:
    with pytest.raises(SettingsError) as caught:
        own(root, text)
    return caught.value


def test_extending_a_file_that_does_not_exist_names_the_line(tmp_path: Path) -> None:
    assert refused(tmp_path, '# base\nextend = "gone.toml"\n').startswith("2: `extend`: cannot read ")


# what is refused


def test_an_unknown_key_names_file_line_and_the_closest_key(tmp_path: Path) -> None:
    assert refused(tmp_path, "recycle = 100\nidle_timout = 600\n") == "2: unknown key `idle_timout`; did you mean `idle-timeout`?"


def test_an_unknown_key_in_pyproject_names_its_line(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[project]\nname = 'x'\n\n[tool.engine-lint]\nselekt = []\n"})
    with pytest.raises(SettingsError, match=r"pyproject\.toml:5: unknown key `selekt`; did you mean `select`\?"):
        settings_for(tmp_path)


def test_a_misspelt_table_is_refused(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": "[tool.engine_lint]\nrecycle = 100\n"})
    with pytest.raises(SettingsError, match=r"pyproject\.toml:1: the table \[tool\.engine_lint\] is not read; write \[tool\.engine-lint\]"):
        settings_for(tmp_path)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('select = ["EL999"]', "1: `select`: unknown rule `EL999`"),
        ('ignore = ["missing-pre-pings"]', "did you mean `missing-pre-ping`?"),
        ('select = "EL101"', "expected a list of strings, not 'EL101'"),
        ('pedantic = "yes"', "expected true or false, not 'yes'"),
        ('fail-on = "warn"', "'warn' is not one of info, warning, error; did you mean `warning`?"),
        ('min-confidence = "certain"', "is not one of low, medium, high"),
        ('idle-timeout = "soon"', "'soon' is not a duration"),
        ("idle-timeout = 0", "out of range"),
        ("idle-timeout = true", "True is not a duration"),
        ("idle-timeout = {mysqll = 600}", "unknown backend `mysqll`; did you mean `mysql`?"),
        ("idle-timeout = {postgres = 600}", "did you mean `postgresql`?"),
        ("recycle = -1", "out of range"),
        ('per-file-ignores = {"a.py" = "EL101"}', "needs a list of rules"),
        ('per-file-ignores = {"a.py" = ["EL777"]}', "unknown rule `EL777`"),
        ('target-versions = {sqlalchemy = "two"}', "'two' is not a version"),
        ("target-versions = {sqlalchemy = 2.0}", "needs a version in quotes"),
        ('per-path = {"a/*" = {idle = 5}}', "has the unknown key `idle`; did you mean `idle-timeout`?"),
        ("[[per-path]]\nidle-timeout = 5", "every entry needs `path`"),
        ("max-connections = 0", "expected a whole number from 1 up, not 0"),
        ('max-connections = "100"', "expected a whole number from 1 up, not '100'"),
        ("max-connections = {postgres = 100}", "did you mean `postgresql`?"),
        ("workers = true", "expected a whole number from 1 up, not True"),
        ("workers = 2.5", "expected a whole number from 1 up, not 2.5"),
        ("external-pooler = 1", "expected true or false"),
        ('per-path = {"a/*" = {external-pooler = "yes"}}', "`external-pooler` is true or false, not 'yes'"),
        ("exclude = [1]", "expected a list of strings"),
        ("recycle = = 1", "1: not valid TOML"),
    ],
)
def test_wrong_values_say_what_is_expected(tmp_path: Path, text: str, said: str) -> None:
    assert said in refused(tmp_path, text + "\n")


def test_every_key_is_checked_by_the_published_schema(tmp_path: Path) -> None:
    schema = json.loads(engine_lint("config", "--schema", cwd=tmp_path).text)
    assert schema == json_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    good = {
        "select": ["EL101"],
        "idle-timeout": {"mysql": 600, "postgresql": "5m"},
        "per-path": [{"path": "a/*", "backend": "mysql"}],
        "target-versions": {"sqlalchemy": "2.0"},
        "fail-on": "error",
    }
    jsonschema.validate(good, schema)
    for bad in ({"selekt": []}, {"fail-on": "warn"}, {"per-path": [{"idle-timeout": 5}]}, {"pedantic": "yes"}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(bad, schema)


# what values mean


@pytest.mark.parametrize(
    ("value", "seconds"), [(600, 600), ("600", 600), ("90s", 90), ("10m", 600), ("8h", 28800), ("1h30m", 5400), ("2d", 172800), ("1 H", 3600)]
)
def test_durations(value: object, seconds: int) -> None:
    assert seconds_of(value) == seconds


@pytest.mark.parametrize("value", [None, 1.5, "", "m", "10", -1, "10x", "1m1", True, "٣m"])
def test_what_is_no_duration(value: object) -> None:
    if value == "10":
        assert seconds_of(value) == 10
    else:
        with pytest.raises(ValueError):
            seconds_of(value)


def test_durations_in_words() -> None:
    assert [in_words(seconds) for seconds in (86400, 28800, 600, 90)] == ["1d", "8h", "10m", "90s"]


def test_idle_timeouts_per_backend(tmp_path: Path) -> None:
    settings = own(tmp_path, 'idle-timeout = {mysql = 600, postgresql = "5m"}\n')
    declared = settings.declared_for((tmp_path / "db.py").as_posix())
    assert [(each.backend, each.seconds, each.where) for each in declared.timeouts] == [
        ("mysql", 600, "engine-lint.toml"),
        ("postgresql", 300, "engine-lint.toml"),
    ]


def test_per_path_overrides_the_global_timeout(tmp_path: Path) -> None:
    settings = own(
        tmp_path,
        'idle-timeout = 600\n[[per-path]]\npath = "workers/**"\nidle-timeout = "1m"\nbackend = "mysql"\n[[per-path]]\npath = "workers/slow/"\nidle-timeout = {mysql = 50}\n',
    )

    def timeouts(path: str) -> list[tuple[str, int]]:
        return [(each.backend, each.seconds) for each in settings.declared_for((tmp_path / path).as_posix()).timeouts]

    assert timeouts("db.py") == [("", 600)]
    assert timeouts("workers/db.py") == [("", 60)]
    assert timeouts("workers/slow/db.py") == [("mysql", 50), ("", 600)]
    assert settings.backend_for((tmp_path / "workers/db.py").as_posix()) == "mysql"
    assert settings.backend_for((tmp_path / "db.py").as_posix()) == ""


def test_limits_of_the_server_hold_per_backend_and_per_path(tmp_path: Path) -> None:
    text = 'max-connections = {mysql = 151, postgresql = 100}\nworkers = 4\n[per-path]\n"jobs/*" = {max-connections = 20, external-pooler = true}\n'
    settings = own(tmp_path, text)
    at, jobs = (f"{tmp_path.as_posix()}/{name}" for name in ("db.py", "jobs/db.py"))
    assert [(each.backend, each.count, each.where) for each in settings.limits_for(at)] == [
        ("mysql", 151, "engine-lint.toml:1"),
        ("postgresql", 100, "engine-lint.toml:1"),
    ]
    assert [(each.backend, each.count) for each in settings.limits_for(jobs)] == [("", 20)]
    assert (settings.has_pooler(at), settings.has_pooler(jobs)) == (False, True)
    assert settings.workers is not None and (settings.workers.processes, settings.workers.where) == (4, "engine-lint.toml:2")


def test_the_command_line_gives_numbers_as_text(tmp_path: Path) -> None:
    settings = settings_for(tmp_path, **{"max-connections": "100", "workers": "4"})
    assert ([each.count for each in settings.limits], settings.workers and settings.workers.processes) == ([100], 4)
    with pytest.raises(UsageError, match="--workers: expected a whole number from 1 up, not 'many'"):
        settings_for(tmp_path, workers="many")


def test_per_path_as_a_table(tmp_path: Path) -> None:
    settings = own(tmp_path, '[per-path]\n"workers/*" = {idle-timeout = 60}\n')
    assert settings.declared_for((tmp_path / "workers/a.py").as_posix()).timeouts[0].seconds == 60


def test_platforms_hold_where_per_path_says_nothing_else(tmp_path: Path) -> None:
    text = 'platform = ["aws-nlb-tcp"]\n[per-path]\n"jobs/**" = {platform = ["azure-lb", "haproxy-debian"]}\n"local/**" = {platform = []}\n"x/**" = {backend = "mysql"}\n'
    settings = own(tmp_path, text)

    def platforms(path: str) -> list[tuple[int, str]]:
        return [(each.seconds, each.where) for each in settings.platforms_for((tmp_path / path).as_posix())]

    assert platforms("db.py") == platforms("x/db.py") == [(350, "platform aws-nlb-tcp, engine-lint.toml")]
    assert [seconds for seconds, _ in platforms("jobs/db.py")] == [240, 50]
    assert platforms("local/db.py") == []


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('platform = ["aws-nlb-tpc"]\n', "1: `platform`: there is no platform 'aws-nlb-tpc'; did you mean `aws-nlb-tcp`"),
        ('platform = ["pgbouncer-server-idle"]\n', "1: `platform`: 'pgbouncer-server-idle' (PgBouncer) cannot be named: it cuts no connection that rests"),
        ('platform = "aws-nlb-tcp"\n', "1: `platform`: expected a list of strings"),
        ('[per-path]\n"a/*" = {platform = "azure-lb"}\n', "1: `per-path`: `platform` needs a list of names"),
        ('[per-path]\n"a/*" = {platforms = ["azure-lb"]}\n', "1: `per-path`: 'a/*' has the unknown key `platforms`; did you mean `platform`?"),
        ('platform = ["azure-lb"]\nrecycle = 240\n', "2: `recycle`: 240 s is not below the idle timeout of 240 s of platform azure-lb, engine-lint.toml"),
    ],
)
def test_platforms_that_cannot_hold_are_refused_with_the_line(tmp_path: Path, text: str, said: str) -> None:
    assert refused(tmp_path, text).startswith(said)


def test_platforms_reach_the_rules_with_their_source(tmp_path: Path) -> None:
    source = 'from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=%d)\n'
    write(tmp_path, {"db.py": source % 350, "jobs/db.py": source % 250, "near.py": source % 349})
    write(tmp_path, {"engine-lint.toml": 'platform = ["aws-nlb-tcp"]\n[per-path]\n"jobs/**" = {platform = ["azure-lb"]}\n'})
    found = {each["path"]: each for each in engine_lint("check", "--output-format", "json", cwd=tmp_path).report["findings"]}
    assert set(found) == {"db.py", "jobs/db.py"}
    assert "350 s at AWS Network Load Balancer, TCP listener (platform aws-nlb-tcp, engine-lint.toml)" in found["db.py"]["message"]
    assert "240 s at Azure Load Balancer" in found["jobs/db.py"]["message"]
    said = engine_lint("check", cwd=tmp_path).text
    assert "Stated in https://docs.aws.amazon.com/elasticloadbalancing/latest/network/update-idle-timeout.html." in said


def test_platforms_of_the_command_line_come_in_place_of_those_of_the_file(tmp_path: Path) -> None:
    source = 'from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop", pool_pre_ping=True, pool_recycle=300)\n'
    write(tmp_path, {"db.py": source, "engine-lint.toml": 'platform = ["azure-lb"]\n'})
    assert engine_lint("check", "--output-format", "json", cwd=tmp_path).codes == ["EL201"]
    assert engine_lint("check", "--output-format", "json", "--platform", "aws-nlb-tcp,gcp-cloud-nat", cwd=tmp_path).codes == []
    ran = engine_lint("check", "--platform", "pgbouncer-server-idle", cwd=tmp_path)
    assert ran.code == 2 and "--platform: 'pgbouncer-server-idle' (PgBouncer) cannot be named" in ran.err
    listed = engine_lint("engines", "--platform", "aws-nlb-tcp", "--output-format", "json", cwd=tmp_path).report["engines"]
    assert [(each["seconds"], each["source"], each["where"]) for each in listed[0]["idle_timeouts"]] == [(350, "preset", "--platform aws-nlb-tcp")]


MEASURED = """[[measured]]
backend = "mariadb"
wait-timeout = 600
interactive-timeout = "8h"
max-connections = 151
host = "db.internal"
server-version = "10.11.6-MariaDB"
date = 2026-11-27
[[measured]]
backend = "postgresql"
idle-session-timeout = 0
idle-cut-off = 350
date = "2026-11-28"
"""


def test_what_was_measured_is_read(tmp_path: Path) -> None:
    first, second = own(tmp_path, MEASURED).measured
    assert (first.backend, first.values) == ("mariadb", {"wait_timeout": 600, "interactive_timeout": 28800, "max_connections": 151})
    assert (first.host, first.server_version, first.where) == ("db.internal", "10.11.6-MariaDB", "engine-lint.toml, measured on 2026-11-27")
    assert (second.values, second.where) == ({"idle_session_timeout": 0, "idle_cut_off": 350}, "engine-lint.toml, measured on 2026-11-28")


def test_what_was_measured_ranks_below_what_is_declared_and_above_what_is_documented(tmp_path: Path) -> None:
    source = 'from sqlalchemy import create_engine\n\nengine = create_engine("%s://app@db/shop", pool_pre_ping=True, pool_recycle=3600)\n'
    write(tmp_path, {"db.py": source % "mysql+pymysql", "events.py": source % "postgresql", "other.py": source % "mssql", "engine-lint.toml": MEASURED})
    found = {each["path"]: each for each in engine_lint("check", "--output-format", "json", cwd=tmp_path).report["findings"]}
    assert set(found) == {"db.py", "events.py"}
    assert found["db.py"]["message"].endswith("the idle timeout: wait_timeout of 600 s, from engine-lint.toml, measured on 2026-11-27")
    assert found["events.py"]["message"].endswith("the idle timeout: idle cut-off of 350 s, from engine-lint.toml, measured on 2026-11-28")
    assert {each["severity"] for each in found.values()} == {"warning"}
    assert engine_lint("check", "--idle-timeout", "7200", "--output-format", "json", "db.py", cwd=tmp_path).codes == []


def test_measured_connections_limit_pools(tmp_path: Path) -> None:
    source = 'from sqlalchemy import create_engine\n\nengine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=60)\n'
    write(tmp_path, {"db.py": source, "engine-lint.toml": f"workers = 12\n{MEASURED}"})
    (found,) = engine_lint("check", "--output-format", "json", cwd=tmp_path).report["findings"]
    assert found["code"] == "EL503" and "151" in found["message"] and "engine-lint.toml, measured on 2026-11-27" in found["message"]
    assert engine_lint("check", "--max-connections", "500", "--output-format", "json", cwd=tmp_path).codes == []


def test_interactive_clients_heed_the_interactive_timeout_that_was_measured(tmp_path: Path) -> None:
    source = 'from sqlalchemy import create_engine\n\nengine = create_engine("mysql+pymysql://app@db/shop", pool_pre_ping=True, pool_recycle=3600%s)\n'
    flag = ', connect_args={"client_flag": 1024}'
    text = '[[measured]]\nbackend = "mysql"\nwait-timeout = 600\ninteractive-timeout = 7200\n'
    write(tmp_path, {"plain.py": source % "", "interactive.py": source % flag, "engine-lint.toml": text})
    assert [each["path"] for each in engine_lint("check", "--output-format", "json", cwd=tmp_path).report["findings"]] == ["plain.py"]
    write(tmp_path, {"engine-lint.toml": text.replace("600", "86400").replace("7200", "900") + 'product = "aurora-mysql"\n'})
    assert [each["path"] for each in engine_lint("check", "--output-format", "json", cwd=tmp_path).report["findings"]] == ["interactive.py", "plain.py"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("measured = 600\n", "1: `measured`: expected a list of tables; `engine-lint probe URL --write` writes them"),
        ("[[measured]]\nwait-timeout = 600\n", "1: `measured`: `backend` must be one of mysql, mariadb, postgresql, not None"),
        ('[[measured]]\nbackend = "sqlite"\n', "1: `measured`: `backend` must be one of mysql, mariadb, postgresql, not 'sqlite'"),
        ('[[measured]]\nbackend = "mysql"\nwait_timeout = 600\n', "1: `measured`: unknown key `wait_timeout`; did you mean `wait-timeout`?"),
        ('[[measured]]\nbackend = "mysql"\nwait-timeout = -1\n', "1: `measured`: `wait-timeout`: -1 is out of range"),
        ('[[measured]]\nbackend = "mysql"\nmax-connections = "10m"\n', "1: `measured`: `max-connections` needs a count, not '10m'"),
        ('[[measured]]\nbackend = "mysql"\nhost = 5\n', "1: `measured`: `host` needs text, not 5"),
        ('[[measured]]\nbackend = "mysql"\nproduct = "aurora"\n', "1: `measured`: `product` may only be 'aurora-mysql', not 'aurora'"),
    ],
)
def test_what_cannot_have_been_measured_is_refused(tmp_path: Path, text: str, said: str) -> None:
    assert refused(tmp_path, text).startswith(said)


def test_config_shows_what_was_measured(tmp_path: Path) -> None:
    write(tmp_path, {"engine-lint.toml": MEASURED})
    shown = engine_lint("config", "--output-format", "json", cwd=tmp_path).report["settings"]["measured"]
    assert shown["source"] == "engine-lint.toml:1" and shown["value"][0]["date"] == "2026-11-27"
    assert "wait-timeout = 600" in engine_lint("config", cwd=tmp_path).text


def test_recycle_at_or_above_a_declared_timeout_is_refused(tmp_path: Path) -> None:
    said = refused(tmp_path, "idle-timeout = 600\n\nrecycle = 600\n")
    assert said.startswith("3: `recycle`: 600 s is not below the idle timeout of 600 s")
    assert "`recycle`: 100 s is not below the idle timeout of 60 s" in refused(tmp_path, 'recycle = 100\n[per-path]\n"a/*" = {idle-timeout = 60}\n')
    assert own(tmp_path, "idle-timeout = 600\nrecycle = 599\n").recycle == 599


def test_selection_prefers_the_more_specific(tmp_path: Path) -> None:
    settings = own(tmp_path, 'select = ["ALL"]\nignore = ["EL1"]\nextend-select = ["EL101"]\n')
    assert settings.is_enabled("EL101") and settings.is_enabled("EL201")
    assert not settings.is_enabled("EL102")


def test_the_command_line_comes_before_the_file(tmp_path: Path) -> None:
    write(tmp_path, {"engine-lint.toml": 'select = ["EL2"]\nignore = ["EL201"]\nfail-on = "error"\nextend-exclude = ["a.py"]\n'})
    added = settings_for(tmp_path, "db.py", ignore=("EL204",))
    assert [added.is_enabled(code) for code in ("EL201", "EL202", "EL204")] == [False, True, False]
    afresh = settings_for(tmp_path, "db.py", select=("EL201",), **{"fail-on": "info", "extend-exclude": ("b.py",)})
    assert afresh.is_enabled("EL201") and afresh.fail_on is Severity.INFO
    assert afresh.is_excluded((tmp_path / "a.py").as_posix()) and afresh.is_excluded((tmp_path / "b.py").as_posix())


def test_a_wrong_override_is_a_usage_error(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--recycle"):
        settings_for(tmp_path, "db.py", recycle="x")


def test_target_versions_reach_the_rules(tmp_path: Path) -> None:
    key = 'class Config:\n    SQLALCHEMY_DATABASE_URI = "postgresql://app@db/shop"\n    SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True}\n    SQLALCHEMY_POOL_SIZE = 5\n'
    severities = {}
    for version in ("2.3", "2.5", "3.1"):
        write(tmp_path, {"config.py": key, "engine-lint.toml": f'target-versions = {{Flask_SQLAlchemy = "{version}"}}\n'})
        report = engine_lint("check", "--output-format", "json", cwd=tmp_path).report
        severities[version] = [finding["severity"] for finding in report["findings"] if finding["code"] == "EL301"]
    assert severities == {"2.3": [], "2.5": ["warning"], "3.1": ["error"]}


def test_per_path_backend_reaches_the_rules(tmp_path: Path) -> None:
    source = "import os\nfrom sqlalchemy import create_engine\n\nengine = create_engine(os.environ['URL'])\n"
    write(tmp_path, {"db.py": source, "engine-lint.toml": '[per-path]\n"db.py" = {backend = "mysql"}\n'})
    assert engine_lint("check", "--output-format", "json", cwd=tmp_path).codes == ["EL101", "EL202"]


def test_test_paths_weaken_findings(tmp_path: Path) -> None:
    source = 'from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://app@db/shop")\n'
    write(tmp_path, {"checks/db.py": source, "scripts/db.py": source, "engine-lint.toml": 'test-paths = ["checks/"]\nscript-paths = ["scripts/"]\n'})
    report = engine_lint("check", "--pedantic", "--output-format", "json", cwd=tmp_path).report
    assert [(finding["path"], finding["confidence"]) for finding in report["findings"]] == [("checks/db.py", "low"), ("scripts/db.py", "low")]


# where a key stands


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[tool.engine-lint]\na = 1\nrecycle = 5\n", 3),
        ("[tool]\nengine-lint.recycle = 5\n", 2),
        ("tool.engine-lint.recycle = 5\n", 1),
        ("[tool.'engine-lint']\n\n'recycle' = 5\n", 3),
        ("[tool.other]\nrecycle = 1\n[tool.engine-lint.recycle]\nx = 1\n", 3),
        ("[tool.engine-lint]\na = {recycle = 5}\n", 1),
    ],
)
def test_the_line_of_a_key(text: str, line: int) -> None:
    assert line_of(text, "tool.engine-lint", "recycle") == line


# the command


def test_config_shows_values_and_where_they_come_from(tmp_path: Path) -> None:
    write(tmp_path, {"pyproject.toml": '[tool.engine-lint]\nidle-timeout = "10m"\n', "src/db.py": ""})
    ran = engine_lint("config", "src/db.py", cwd=tmp_path)
    assert ran.lines[0] == "# settings file: pyproject.toml"
    assert [line.split("#")[1].strip() for line in ran.lines if line.startswith("idle-timeout")] == ["pyproject.toml:2"]
    shown = json.loads(engine_lint("config", "--output-format", "json", cwd=tmp_path).text)
    assert shown["settings"]["idle-timeout"] == {"value": "10m", "source": "pyproject.toml:2"}
    assert set(shown["settings"]) == set(KEYS) - {"extend"}


WRITTEN = """\
select = ["EL1", "missing-recycle"]
per-file-ignores = { "say \\"hi\\" 🐘/**" = ["EL101"] }
idle-timeout = { mysql = "10m", postgresql = 300 }
platform = []
pedantic = true

[[measured]]
backend = "mysql"
wait-timeout = 600

[per-path."reports/**"]
idle-timeout = "350s"
backend = "postgresql"
"""


@pytest.mark.parametrize(("name", "head"), [("pyproject.toml", None), ("engine-lint.toml", "")])
def test_what_config_prints_can_be_pasted(tmp_path: Path, name: str, head: str | None) -> None:
    inside = re.sub(r"^(\[+)", r"\1tool.engine-lint.", WRITTEN, flags=re.MULTILINE)
    write(tmp_path, {name: WRITTEN if head == "" else f"[tool.engine-lint]\n{inside}"})
    printed = engine_lint("config", cwd=tmp_path).text
    assert tomllib.loads(printed) == {"tool": {"engine-lint": tomllib.loads(WRITTEN)}}
    write(tmp_path, {name: printed})
    again = re.sub(rf"{name}:\d+", name, engine_lint("config", cwd=tmp_path).text)
    assert again == re.sub(rf"{name}:\d+", name, printed)


def test_what_config_prints_without_settings_is_comments(tmp_path: Path) -> None:
    assert all(line.startswith("#") for line in engine_lint("config", cwd=tmp_path).lines if line)


def test_config_shows_the_versions_and_where_each_was_read(tmp_path: Path) -> None:
    requirements = "Flask-SQLAlchemy==3.0.5\nsqlalchemy\npymysql>=1.0\nrequests==2.0\n"
    write(tmp_path, {".git/HEAD": "", "deploy/requirements.txt": requirements, "app/db.py": ""})
    lines = engine_lint("config", "app/db.py", cwd=tmp_path).lines
    assert lines[lines.index("# project: .") + 1 :] == [
        "# sqlalchemy       >=1.4.18  # deploy/requirements.txt, through flask-sqlalchemy 3.0.5",
        "# flask-sqlalchemy 3.0.5     # deploy/requirements.txt:1",
        "# pymysql          >=1.0     # deploy/requirements.txt:3",
    ]


def test_target_versions_win_over_what_is_pinned(tmp_path: Path) -> None:
    settings = '[tool.engine-lint.target-versions]\nsqlalchemy = "1.4"\n'
    write(tmp_path, {"pyproject.toml": settings, "requirements.txt": "sqlalchemy==2.0.40\n"})
    shown = json.loads(engine_lint("config", "--output-format", "json", cwd=tmp_path).text)["project"]
    assert shown["versions"]["sqlalchemy"] == {"range": "1.4.x", "from": "1.4.0", "below": "1.5", "source": "pyproject.toml:1", "line": None}


def test_config_says_that_nothing_is_known(tmp_path: Path) -> None:
    write(tmp_path, {"app/db.py": ""})
    assert engine_lint("config", "app", cwd=tmp_path).lines[-1] == "# versions: unknown, no dependency metadata found"
    write(tmp_path, {"app/requirements.txt": "flask\n"})
    assert engine_lint("config", "app", cwd=tmp_path).lines[-1] == "# versions: unknown, its dependency metadata names nothing of SQLAlchemy"
