"""Compose files: which services run a database server, and what is set on it."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.model.place import span_of
from tests.servers import configs, told

NAME = "docker-compose.yml"


def service(lines: str) -> str:
    return "services:\n  db:\n" + "".join(f"    {line}\n" for line in lines.splitlines())


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("image: mysql:8\ncommand: --wait_timeout=600", ["mysql wait_timeout=600"]),
        ("image: mysql:8\ncommand: --max_connections=500 --wait-timeout=28800", ["mysql max_connections=500", "mysql wait_timeout=28800"]),
        ("image: mysql:8\ncommand: [mysqld, --character-set-server=utf8mb4, --wait_timeout=28800, --log-warnings=0]", ["mysql wait_timeout=28800"]),
        ("image: mariadb:11\ncommand: ['--lower-case-table-names=1', '--wait_timeout=900']", ["mariadb wait_timeout=900"]),
        ("image: mariadb\ncommand:\n- mariadbd\n- --wait-timeout\n- '900'", ["mariadb wait_timeout=900"]),
        ("image: mysql\ncommand:\n  --max_connections=1000\n  --wait_timeout=600\n  --interactive_timeout=60", 3),
        ("image: mysql\ncommand: >\n  --max_connections=1000\n  --wait_timeout=600", ["mysql max_connections=1000", "mysql wait_timeout=600"]),
        ("image: mysql\ncommand: |\n  mysqld\n  --wait_timeout=600", ["mysql wait_timeout=600"]),
        ("image: mysql\ncommand: \"--wait_timeout='600'\"", ["mysql wait_timeout=600"]),
        ("image: mysql\ncommand: --wait_timeout=600 --wait-timeout=60", ["mysql wait_timeout=60"]),
        ("image: mysql\ncommand: --loose-wait-timeout=60", ["mysql wait_timeout=60"]),
        ("image: mysql\ncommand: --skip-wait-timeout", ["mysql wait_timeout=1"]),
        ("image: mysql\ncommand: --wait_timeout=0", ["mysql wait_timeout=1"]),
        ("image: mysql\ncommand: --wait_timeout=1K", ["mysql wait_timeout=1024"]),
        ("image: mysql\ncommand: --wait_timeout=99999999", ["mysql wait_timeout=31536000"]),
        ("image: mysql\ncommand: --maximum-wait_timeout=60", ["mysql wait_timeout=?"]),
        ("image: mariadb\ncommand: --wait_time=60 --WAIT_TIMEOUT=70", ["mariadb wait_timeout=70"]),
        ("build: .\ncommand: mysqld --wait_timeout=-1", ["mysql/mariadb wait_timeout=?"]),
        ("image: ghcr.io/shop/database\ncommand: -c max_connections=500\nvolumes: ['data:/var/lib/postgresql/data']", ["postgresql max_connections=500"]),
        ("image: mysql\ncommand: --wait_timeout=8h", ["mysql wait_timeout=!"]),
        ("image: bitnami/mysql:8.0\nenvironment:\n- MYSQL_EXTRA_FLAGS=--wait-timeout=300 --x", ["mysql wait_timeout=300"]),
        ("image: docker.io/bitnamilegacy/mariadb\nenvironment: {MARIADB_EXTRA_FLAGS: --wait_timeout=300}", ["mariadb wait_timeout=300"]),
        ("image: quay.io/sclorg/mysql-80-c9s\nenvironment: {MYSQL_MAX_CONNECTIONS: 300}", ["mysql max_connections=300"]),
        ("image: ghcr.io/shop/mysql@sha256:00\ncommand: --wait_timeout=600", ["mysql wait_timeout=600"]),
        ("image: registry:5000/percona/percona-server:8\ncommand: --wait_timeout=600", ["mysql wait_timeout=600"]),
        ("build: .\ncommand: mysqld --wait_timeout=600", ["mysql/mariadb wait_timeout=600"]),
        ("build: .\ncommand: --wait_timeout=600\nvolumes: ['data:/var/lib/mysql']", ["mysql/mariadb wait_timeout=600"]),
        ("build: .\ncommand: --wait_timeout=600\nvolumes: [{source: data, target: /var/lib/mysql}]", ["mysql/mariadb wait_timeout=600"]),
        ("image: mysql\nentrypoint: docker-entrypoint.sh\ncommand: --wait_timeout=600", ["mysql wait_timeout=600"]),
        ("image: mysql\nentrypoint: [sh, -c, 'sleep 1; exec docker-entrypoint.sh mysqld --wait_timeout=600']", ["mysql wait_timeout=600"]),
        ("image: postgres\nentrypoint: [/bin/sh, /entry.sh]\ncommand: [postgres, -c, max_connections=70]", ["postgresql max_connections=70"]),
        ('image: mysql\ncommand: bash -c "chown -R mysql /x && exec gosu mysql mysqld --wait_timeout=600 | tee log"', ["mysql wait_timeout=600"]),
        ("image: postgres:16\ncommand: postgres -c idle_session_timeout=10min -c max_connections=200", 2),
        ("image: postgres\ncommand: postgres -c idle_session_timeout=600000", ["postgresql idle_session_timeout=600"]),
        ("image: postgres\ncommand: [-c, idle_session_timeout=1.5h]", ["postgresql idle_session_timeout=5400"]),
        ("image: postgis/postgis\ncommand: postgres --idle-session-timeout=90s -N 50", 2),
        ("image: postgres\ncommand: postgres -c idle_session_timeout=0", ["postgresql idle_session_timeout=0"]),
        ("image: postgres\ncommand: postgres -c idle_session_timeout=10m", ["postgresql idle_session_timeout=!"]),
        ("image: mysql\ncommand: --wait_timeout=${WAIT:-600}", ["mysql wait_timeout=600"]),
        ("image: mysql\ncommand: ['--wait_timeout=${WAIT-${OTHER:-70}}']", ["mysql wait_timeout=70"]),
        ("image: mysql\ncommand: --wait_timeout=${WAIT}", ["mysql wait_timeout=?"]),
        ("image: mysql\ncommand: --wait_timeout=$WAIT", ["mysql wait_timeout=?"]),
        ("image: mysql\ncommand: --wait_timeout=${WAIT:?set it}", ["mysql wait_timeout=?"]),
        ("image: mysql:${TAG:-8}\ncommand: --wait_timeout=600 ${MORE:-}", ["mysql wait_timeout=600"]),
    ],
)
def test_what_a_service_sets(lines: str, expected: list[str] | int, tmp_path: Path) -> None:
    found = told(tmp_path, NAME, service(lines))
    assert all(line.startswith("db ") for line in found)
    assert len(found) == expected if isinstance(expected, int) else [line[3:] for line in found] == expected


@pytest.mark.parametrize(
    "lines",
    [
        "image: shop\ncommand: --wait_timeout=600",
        "image: shop/mysql-backup\ncommand: --wait_timeout=600",
        "image: prom/mysqld-exporter\ncommand: --wait_timeout=600",
        "image: mysql\ncommand: mysql -h db --wait_timeout=600",
        "image: mysql\ncommand: wait-for-it mysqld:3306 --wait_timeout=600",
        "image: mysql\ncommand: sh -c 'echo mysqld --wait_timeout=600'",
        "image: mysql\ncommand: mysqladmin ping --wait_timeout=600",
        "image: mysql\nentrypoint: /backup.sh\ncommand: --wait_timeout=600",
        "image: mysql\nenvironment:\n- MYSQL_WAIT_TIMEOUT=600",
        "image: mysql\nenvironment: {MYSQL_WAIT_TIMEOUT: 600, MYSQL_EXTRA_FLAGS: --wait_timeout=6}",
        "image: mysql\nlabels: {wait_timeout: 600}",
        "image: mysql\ncommand: --innodb_lock_wait_timeout=60",
        "image: mariadb\ncommand: --maximum-wait_timeout=60",
        "image: mysql\ncommand: --log-error=--wait_timeout=60x",
        "image: mysql # --wait_timeout=600",
        "image: mysql\nhealthcheck: {test: [CMD, mysqld, --wait_timeout=600]}",
        "build: .\ncommand: --wait-timeout 60",
        "build: .\ncommand: ./wait --wait_timeout=60\nvolumes: ['data:/var/lib/mysql']",
        "image: postgres\ncommand: postgres -c wait_timeout=600",
        "image: postgres\ncommand: psql -c idle_session_timeout=600",
        "image: postgres\nenvironment: {POSTGRESQL_MAX_CONNECTIONS: 100}",
        "image: mysql\ncommand: ${FLAGS}\nlabels: [wait_timeout]",
        "image: mysql\ncommand: --${NAME}=600\nlabels: [wait_timeout]",
    ],
)
def test_near_misses(lines: str, tmp_path: Path) -> None:
    assert told(tmp_path, NAME, service(lines)) == []


def test_places_are_those_of_the_values(tmp_path: Path) -> None:
    text = service("image: mysql\ncommand: ['--wait_timeout=600', \"--max-connections=${N:-5}\", '--interactive-timeout', '60']")
    (config,) = configs(tmp_path, NAME, text)
    written = {each.written: each.place.span for each in config.settings}
    assert list(written) == ["600", "${N:-5}", "60"]
    assert written["600"] == span_of(4, 31, 4, 34)
    assert config.form == "Compose service"


def test_columns_count_characters_behind_others_than_ascii(tmp_path: Path) -> None:
    (config,) = configs(tmp_path, NAME, service("image: mysql\ncommand: --comment=äöü€😀 --wait_timeout=600"))
    assert config.settings[0].place.span == span_of(4, 45, 4, 48)


def test_a_reason_is_given_for_what_the_environment_decides(tmp_path: Path) -> None:
    (config,) = configs(tmp_path, NAME, service("image: mysql\ncommand: --wait_timeout=${WAIT}"))
    assert config.settings[0].reason == "${WAIT} comes from the environment"


def test_the_projects_dotenv_file_decides(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("WAIT=300\nEMPTY=\n")
    assert told(tmp_path, NAME, service("image: mysql\ncommand: --wait_timeout=${WAIT:-600}")) == ["db mysql wait_timeout=300"]
    assert told(tmp_path, NAME, service("image: mysql\ncommand: --wait_timeout=${EMPTY:-600}")) == ["db mysql wait_timeout=600"]


@pytest.mark.parametrize("name", ["docker-compose.test.yml", "compose.ci.yaml", "tests/compose.yml", "ci/docker-compose.yml", "docker-compose-e2e.yml"])
def test_files_for_tests_are_told_apart(name: str, tmp_path: Path) -> None:
    (config,) = configs(tmp_path, name, service("image: mysql\ncommand: --wait_timeout=3"))
    assert config.in_tests


@pytest.mark.parametrize(
    ("name", "lines", "expected"),
    [
        ("db", "", False),
        ("latest", "", False),
        ("test-db", "", True),
        ("db_ci", "", True),
        ("db", "profiles: [test]", True),
        ("db", "profiles: [test, web]", False),
    ],
)
def test_services_for_tests_are_told_apart(name: str, lines: str, expected: bool, tmp_path: Path) -> None:
    text = f"services:\n  {name}:\n    image: mysql\n    command: --wait_timeout=3\n    {lines}\n"
    (config,) = configs(tmp_path, "compose.yml", text)
    assert config.in_tests is expected


def test_anchors_and_merges(tmp_path: Path) -> None:
    text = """\
x-flags: &flags --wait_timeout=600
x-db: &db
  image: mysql
  command: [--wait_timeout=300]
services:
  one: {image: mariadb, command: *flags}
  two:
    <<: *db
  three:
    <<: [*db]
    image: mariadb
  four:
    <<: *db
    command: --wait_timeout=60
"""
    assert told(tmp_path, NAME, text) == [
        "one mariadb wait_timeout=600",
        "two mysql wait_timeout=300",
        "three mariadb wait_timeout=300",
        "four mysql wait_timeout=60",
    ]


def test_extended_services(tmp_path: Path) -> None:
    text = """\
services:
  base: {image: mysql, command: --wait_timeout=600}
  same: {extends: base}
  own: {extends: {service: base}, command: --wait_timeout=60}
  other: {extends: {file: common.yml, service: db}, command: --wait_timeout=70}
  command-elsewhere: {extends: {file: common.yml, service: db}}
  circle: {extends: circle, command: --wait_timeout=80}
  nowhere: {extends: {file: ../../missing.yml, service: db}, command: --wait_timeout=90}
"""
    common = "services:\n  db: {image: mariadb, command: --wait_timeout=5}\n"
    assert told(tmp_path, NAME, text, **{"common.yml": common}) == [
        "base mysql wait_timeout=600",
        "same mysql wait_timeout=600",
        "own mysql wait_timeout=60",
        "other mariadb wait_timeout=70",
    ]


def test_override_files_know_the_image_of_the_main_one(tmp_path: Path) -> None:
    main = "services:\n  db: {image: 'mysql:8'}\n  web: {image: shop}\n"
    text = "services:\n  db: {command: --wait_timeout=60}\n  web: {command: --wait_timeout=60}\n"
    assert told(tmp_path, "docker-compose.override.yml", text, **{NAME: main}) == ["db mysql wait_timeout=60"]


def test_the_first_format_and_stack_files(tmp_path: Path) -> None:
    assert told(tmp_path, NAME, "db:\n  image: mysql\n  command: --wait_timeout=60\n") == ["db mysql wait_timeout=60"]
    assert told(tmp_path, "other.yml", "db:\n  image: mysql\n  command: --wait_timeout=60\n") == []
    assert told(tmp_path, "stack.yml", service("image: mysql\ncommand: --wait_timeout=60")) == ["db mysql wait_timeout=60"]


def test_jobs_of_workflows_have_services_of_another_kind(tmp_path: Path) -> None:
    text = "jobs:\n  test:\n    services:\n      db:\n        image: mysql\n        command: --wait_timeout=60\n"
    assert told(tmp_path, ".github/workflows/test.yml", text) == []
