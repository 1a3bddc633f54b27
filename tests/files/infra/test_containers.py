"""Shell scripts, Quadlet units, Dockerfiles and PostgreSQL's own files: what they set on database servers."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine_lint.files.containers import Dockerfiles, QuadletUnits, ShellScripts
from engine_lint.files.postgresql import PostgresqlFiles
from engine_lint.files.servers import Around
from engine_lint.model.source import Source
from tests.servers import configs, told


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("docker run --name mysql -e MYSQL_ROOT_PASSWORD=x -d mysql:8 --wait_timeout=600\n", ["mysql wait_timeout=600"]),
        ("#!/bin/sh\nsudo docker run -d \\\n  --name=db \\\n  -p 3306:3306 \\\n  mariadb:10 \\\n  --max-connections=70\n", ["mariadb max_connections=70"]),
        ("podman run --rm --env=A=b -v data:/var/lib/mysql docker.io/mysql mysqld --wait_timeout 60 && echo\n", ["mysql wait_timeout=60"]),
        ("docker container run -it postgres:16 -c idle_session_timeout=5min\n", ["postgresql idle_session_timeout=300"]),
        ("docker run -e MYSQL_EXTRA_FLAGS=--wait_timeout=60 bitnami/mysql\n", ["mysql wait_timeout=60"]),
        ("docker run -e 'MYSQL_EXTRA_FLAGS=--wait_timeout=60 --x' bitnami/mysql\n", ["mysql wait_timeout=60"]),
        ("docker run mysql --wait_timeout=${WAIT:-60}\n", ["mysql wait_timeout=60"]),
        ('docker run mysql --wait_timeout="$WAIT"\n', ["mysql wait_timeout=?"]),
        ("mysqld_safe --wait_timeout=28800 \\\n--interactive_timeout=60 &\n", ["mysql/mariadb wait_timeout=28800", "mysql/mariadb interactive_timeout=60"]),
        ("if true; then exec mariadbd --wait_timeout=60; fi\n", ["mariadb wait_timeout=60"]),
    ],
)
def test_what_a_script_starts(text: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, "run.sh", text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "# docker run mysql --wait_timeout=600\n",
        "docker run mysql # --wait_timeout=600\n",
        "echo docker run mysql --wait_timeout=600\n",
        "docker run --name mysql app --wait_timeout=600\n",
        "docker exec mysql mysqld --wait_timeout=600\n",
        "docker run mysql mysqldump --wait_timeout=600\n",
        "docker run mysql; app --wait_timeout=600\n",
        "docker build --build-arg wait_timeout=600 mysql\n",
        "mysql -e 'SET GLOBAL wait_timeout=600' # docker\n",
        "./wait --wait-timeout 60 -- docker run mysql\n",
        "wait_timeout=60 docker run mysql\n",
    ],
)
def test_near_misses_in_scripts(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, "run.sh", text) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[Unit]\nDescription=x\n[Container]\nImage=docker.io/library/mariadb:11\nExec=--wait_timeout=600 --x\n", ["mariadb wait_timeout=600"]),
        ("[Container]\nImage=mysql\nExec=mysqld \\\n  --wait_timeout=600\n", ["mysql wait_timeout=600"]),
        ('[Container]\nImage=bitnami/mysql\nEnvironment="MYSQL_EXTRA_FLAGS=--wait_timeout=60"\n', ["mysql wait_timeout=60"]),
        ("[Container]\nImage=db.image\nVolume=db.volume:/var/lib/postgresql/data\nExec=-c max_connections=60\n", ["postgresql max_connections=60"]),
        ("[Container]\nImage=mysql\nExec=--wait_timeout=6\nExec=--wait_timeout=60\n", ["mysql wait_timeout=60"]),
        ("[Container]\nImage=mariadb\nExec=mariadbd --max-connections=60\n[Service]\nRestart=always\n", ["mariadb max_connections=60"]),
        ("[Container]\nImage=shop\nExec=--wait_timeout=600\n", []),
        ("[Service]\nImage=mysql\nExec=--wait_timeout=600\n", []),
        ("[Container]\nImage=mysql\n# Exec=--wait_timeout=600\n", []),
        ("[Container]\nImage=mysql\nPodmanArgs=--wait_timeout=600\n", []),
        ("[Container]\nImage=mysql\nHealthCmd=mysqladmin --wait_timeout=600\n", []),
        ("[Container]\nExec=--wait_timeout=600\n", []),
        ("[Container]\nImage=mysql\nExec=mysqldump --wait_timeout=600\n", []),
    ],
)
def test_quadlet_units(text: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, "db.container", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('FROM mysql:8\nCMD ["mysqld", "--wait_timeout=600"]\n', ["mysql wait_timeout=600"]),
        ('FROM mysql:8\nCMD ["--wait_timeout=600"]\n', ["mysql wait_timeout=600"]),
        ("ARG V=8\nFROM --platform=linux/amd64 mariadb:${V} AS db\nRUN true\nFROM db\nCMD mariadbd --wait_timeout=600\n", ["mariadb wait_timeout=600"]),
        ('FROM debian\nENTRYPOINT ["mysqld"]\nCMD ["--max-connections=60"]\n', ["mysql/mariadb max_connections=60"]),
        ("FROM postgres\nCMD postgres \\\n  -c idle_session_timeout=1min\n", ["postgresql idle_session_timeout=60"]),
        ('FROM mysql\nCMD ["--wait_timeout=6"]\nCMD ["--wait_timeout=60"]\n', ["mysql wait_timeout=60"]),
        ('FROM shop\nCMD ["--wait_timeout=600"]\n', []),
        ('FROM mysql\nCMD ["--wait_timeout=600"]\nFROM shop\nCMD ["run"]\n', []),
        ('FROM mysql\n# CMD ["--wait_timeout=600"]\n', []),
        ("FROM mysql\nENV MYSQL_WAIT_TIMEOUT=600\n", []),
        ("FROM mysql\nRUN mysqld --wait_timeout=600 &\n", []),
        ('FROM mysql\nLABEL command="--wait_timeout=600"\n', []),
        ('FROM mysql\nCMD ["mysql", "--wait_timeout=600"]\n', []),
    ],
)
def test_dockerfiles(text: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, "db/Dockerfile", text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("idle_session_timeout = 10min\n", ["postgresql idle_session_timeout=600"]),
        ("idle_session_timeout = '10min'\t# comment\nmax_connections = 100 # (change requires restart)\n", 2),
        ("Max_Connections 50\n", ["postgresql max_connections=50"]),
        ("max_connections=50\nmax_connections = 60\n", ["postgresql max_connections=60"]),
        ("idle_session_timeout = 600000\n", ["postgresql idle_session_timeout=600"]),
        ("idle_session_timeout = {{ idle | default('5min') }}\n", ["postgresql idle_session_timeout=300"]),
        ("max_connections = {{ connections }}\n", ["postgresql max_connections=?"]),
        ("idle_session_timeout = 10 min\n", []),
        ("#idle_session_timeout = 0\n", []),
        ("idle_in_transaction_session_timeout = 5min\n", []),
        ("superuser_reserved_connections = 3\n", []),
        ("log_line_prefix = 'max_connections = 5'\n", []),
        ("wait_timeout = 600\n", []),
        ("include = 'max_connections.conf'\n", []),
    ],
)
def test_postgresql_conf(text: str, expected: list[str] | int, tmp_path: Path) -> None:
    found = told(tmp_path, "postgresql.conf", text)
    assert len(found) == expected if isinstance(expected, int) else found == expected


def test_places_in_scripts(tmp_path: Path) -> None:
    (config,) = configs(tmp_path, "run.sh", "cd /\ndocker run mysql \\\n  --wait_timeout=600\n")
    assert (config.settings[0].place.span.start.line, config.settings[0].place.span.start.column) == (3, 18)
    assert config.place.span.start.line == 2


PIECES = st.lists(
    st.sampled_from(
        [
            *(
                "docker run ",
                "mysql ",
                "--wait_timeout=",
                "600",
                "\\\n",
                "\n",
                "'",
                '"',
                "$X",
                "${X:-5}",
                "#",
                ";",
                "&&",
                "[Container]\n",
                "Image=mysql\n",
                "Exec=",
            ),
            *(
                "FROM mysql\n",
                "CMD [",
                '"mysqld"',
                ",",
                "]",
                "max_connections = ",
                "{{ x }}",
                "\\",
                "é😀",
                "-e ",
                "MYSQL_EXTRA_FLAGS=",
                " ",
                "ARG X=1\n",
                "Environment=",
            ),
        ]
    ),
    max_size=25,
).map("".join)


@given(PIECES | st.text(max_size=60))
def test_whatever_the_text_reading_it_ends(text: str) -> None:
    for kind in (ShellScripts(), QuadletUnits(), Dockerfiles(), PostgresqlFiles()):
        source = Source("/repo/file", text)
        for config in kind.servers(source, Around("/repo", lambda path: None)):
            assert all(source.read(each.place) == each.written for each in config.settings)
