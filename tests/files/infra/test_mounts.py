"""Files that Compose mounts into containers of database servers: which server they are for, and what becomes of init scripts."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine_lint.files.infra.mounts import Mount, mounts_of
from engine_lint.files.servers import Around
from tests.servers import configs, data, told


def compose(volume: str, image: str = "mariadb:11", name: str = "db") -> str:
    return f"services:\n  {name}:\n    image: {image}\n    volumes:\n      - {volume}\n"


def mounts(folder: Path, path: str, text: str, at: str = "docker-compose.yml") -> list[str]:
    (folder / at).parent.mkdir(parents=True, exist_ok=True)
    (folder / at).write_text(text)
    return [each.target for each in mounts_of((folder / path).as_posix(), Around(folder.as_posix(), data))]


@pytest.mark.parametrize(
    ("volume", "target"),
    [
        ("./db/my.cnf:/etc/mysql/conf.d/my.cnf", "/etc/mysql/conf.d/my.cnf"),
        ("./db/my.cnf:/etc/mysql/conf.d/my.cnf:ro", "/etc/mysql/conf.d/my.cnf"),
        ("./db:/etc/mysql/conf.d/", "/etc/mysql/conf.d/my.cnf"),
        ("$PWD/db:/etc/mysql/conf.d", "/etc/mysql/conf.d/my.cnf"),
        ("${PWD}/db/my.cnf:/etc/my.cnf", "/etc/my.cnf"),
        ("{type: bind, source: ./db/my.cnf, target: /etc/my.cnf}", "/etc/my.cnf"),
        ("{type: bind, source: db, target: /etc/mysql/conf.d}", "/etc/mysql/conf.d/my.cnf"),
    ],
)
def test_what_is_mounted(volume: str, target: str, tmp_path: Path) -> None:
    assert mounts(tmp_path, "db/my.cnf", compose(volume)) == [target]


@pytest.mark.parametrize(
    "text",
    [
        compose("./other/my.cnf:/etc/my.cnf"),
        compose("db:/var/lib/mysql"),
        compose("db/my.cnf:/etc/my.cnf"),
        compose("./db/my.cnf:/etc/my.cnf", image="shop"),
        compose("./db/my:/etc/my.cnf"),
        compose("/srv/db/my.cnf:/etc/my.cnf"),
        compose("./db/my.cnf:/etc/my.cnf").replace("volumes", "x-volumes"),
        "volumes: [",
        "volumes: text\nservices: text\n",
    ],
)
def test_what_is_not(text: str, tmp_path: Path) -> None:
    assert mounts(tmp_path, "db/my.cnf", text) == []


def test_the_nearest_compose_file_above_counts(tmp_path: Path) -> None:
    assert mounts(tmp_path, "deploy/db/my.cnf", compose("./db:/etc/mysql/conf.d"), "deploy/compose.yaml") == ["/etc/mysql/conf.d/my.cnf"]


def test_an_option_file_is_for_the_server_that_it_is_mounted_into(tmp_path: Path) -> None:
    text = "[mysqld]\nmax_connections = 5\n"
    assert told(tmp_path, "db/my.cnf", text) == ["mysql/mariadb max_connections=?"]
    (tmp_path / "docker-compose.yml").write_text(compose("./db:/etc/mysql/conf.d"))
    assert told(tmp_path, "db/my.cnf", text) == ["mariadb max_connections=10"]


def test_one_that_only_tests_mount_is_no_production(tmp_path: Path) -> None:
    (tmp_path / "compose.yml").write_text(compose("./db:/etc/mysql/conf.d", name="test-db"))
    (config,) = configs(tmp_path, "db/my.cnf", "[mysqld]\nwait_timeout = 5\n")
    assert config.in_tests


def test_what_a_mounted_init_script_sets_globally_is_lost(tmp_path: Path) -> None:
    script = "SET GLOBAL wait_timeout = 600;"
    assert told(tmp_path, "init/a.sql", script) == ["mysql/mariadb wait_timeout=600"]
    (tmp_path / "compose.yml").write_text(compose("./init:/docker-entrypoint-initdb.d"))
    assert told(tmp_path, "init/a.sql", script) == ["mysql/mariadb wait_timeout=!"]


def test_a_mount_says_which_server(tmp_path: Path) -> None:
    (tmp_path / "compose.yml").write_text(compose("./my.cnf:/etc/my.cnf", image="mysql:${TAG:-8}"))
    found = mounts_of((tmp_path / "my.cnf").as_posix(), Around(tmp_path.as_posix(), data))
    assert found == (Mount("/etc/my.cnf", ("mysql",), False),)
