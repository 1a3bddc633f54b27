"""Before and after ``--fix``, against a server that cuts connections that rest for two seconds: errors 2006 and 2013 go, and stay where docs/limits.md says so."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.live.apps import ASYNC, SYNC, AppRun, lay_out, run_all
from tests.shell import Ran, engine_lint

DRIVERS = {**SYNC, **ASYNC}
OTHERS = "Flask-SQLAlchemy>=3.1\nPyMySQL\nmysqlclient\naiomysql\nasyncmy\n"
PINNED = "SQLAlchemy>=2.0.50\n" + OTHERS
UNPINNED = "SQLAlchemy\n" + OTHERS
WRITTEN, FIXED, UNPINNED_FIXED, UNSAFE_FIXED = "as written", "fixed", "unpinned, fixed", "unpinned, fixed with unsafe fixes"


@dataclass(frozen=True)
class Proof:
    """The same apps in four folders, what engine-lint said there, and how each app ended."""

    folders: Mapping[str, Path]
    lint: Mapping[str, Ran]
    apps: Mapping[str, AppRun]

    def text(self, state: str, file: str) -> str:
        return (self.folders[state] / file).read_text()

    def app(self, state: str, file: str, argument: str = "serve") -> AppRun:
        return self.apps[f"{state}: {file} {argument}"]


@pytest.fixture(scope="module")
def proof(database_port: int, tmp_path_factory: pytest.TempPathFactory) -> Proof:
    """Mend the apps in their folders, then run them all side by side."""
    root = tmp_path_factory.mktemp("shops")
    written = lay_out(root / "written", PINNED)
    folders = {WRITTEN: written, FIXED: _copy(written, "fixed", PINNED)}
    folders |= {UNPINNED_FIXED: _copy(written, "loose", UNPINNED), UNSAFE_FIXED: _copy(written, "unsafe", UNPINNED)}
    lint = {state: engine_lint("check", "--fix", cwd=folders[state]) for state in (FIXED, UNPINNED_FIXED)}
    lint[UNSAFE_FIXED] = engine_lint("check", "--fix", "--unsafe-fixes", cwd=folders[UNSAFE_FIXED])
    assert all("\nFixed " in ran.text or ran.text.startswith("Fixed ") for ran in lint.values()), lint
    commands = {f"{state}: {file} {argument}": (folders[state] / file, argument) for state, file, argument in _runs()}
    return Proof(folders, lint, run_all(commands, database_port))


def _copy(written: Path, name: str, requirements: str) -> Path:
    folder = shutil.copytree(written, written.parent / name)
    (folder / "requirements.txt").write_text(requirements)
    return folder


def _runs() -> Iterator[tuple[str, str, str]]:
    for file in DRIVERS.values():
        yield from ((WRITTEN, file, "serve"), (FIXED, file, "serve"), (FIXED, file, "hold"))
    for file in ASYNC.values():
        yield from ((UNPINNED_FIXED, file, "serve"), (UNSAFE_FIXED, file, "serve"))
    for file in ("shop_recycling.py", "shop_pool.py", "shop_flask.py"):
        yield from ((WRITTEN, file, "serve"), (FIXED, file, "serve"))
    yield (UNSAFE_FIXED, "shop_flask.py", "serve")


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_connection_that_rested_in_the_pool_is_lost_before_the_fix_and_not_after(proof: Proof, driver: str) -> None:
    before, after = proof.app(WRITTEN, DRIVERS[driver]), proof.app(FIXED, DRIVERS[driver])
    assert before.lost_its_connection, before
    assert after.survived, after
    assert "pool_pre_ping" not in proof.text(WRITTEN, DRIVERS[driver])
    assert "pool_pre_ping=True" in proof.text(FIXED, DRIVERS[driver])


@pytest.mark.parametrize("driver", DRIVERS)
def test_a_connection_that_is_held_idle_is_lost_after_the_fix_too(proof: Proof, driver: str) -> None:
    ran = proof.app(FIXED, DRIVERS[driver], "hold")
    assert ran.lost_its_connection, ran


@pytest.mark.parametrize("driver", ASYNC)
def test_without_a_pin_the_ping_of_an_async_driver_waits_for_unsafe_fixes(proof: Proof, driver: str) -> None:
    assert proof.lint[UNPINNED_FIXED].code == 1
    assert "on SQLAlchemy 1.4.50-1.4.54 and 2.0.23-2.0.49 the ping of aiomysql and asyncmy fails" in _one_line(proof.lint[UNPINNED_FIXED])
    assert "pool_pre_ping" not in proof.text(UNPINNED_FIXED, ASYNC[driver])
    assert proof.app(UNPINNED_FIXED, ASYNC[driver]).lost_its_connection
    assert proof.lint[UNSAFE_FIXED].code == 0
    assert "pool_pre_ping=True" in proof.text(UNSAFE_FIXED, ASYNC[driver])
    assert proof.app(UNSAFE_FIXED, ASYNC[driver]).survived


@pytest.mark.parametrize("driver", SYNC)
def test_without_a_pin_the_ping_of_a_sync_driver_is_a_safe_fix(proof: Proof, driver: str) -> None:
    assert proof.text(UNPINNED_FIXED, SYNC[driver]) == proof.text(FIXED, SYNC[driver])


def test_a_recycle_above_the_timeout_is_no_help_and_the_ping_beside_it_is(proof: Proof) -> None:
    before, after = proof.app(WRITTEN, "shop_recycling.py"), proof.app(FIXED, "shop_recycling.py")
    assert before.lost_its_connection, before
    assert after.survived, after
    assert "pool_recycle=10, pool_pre_ping=True)" in proof.text(FIXED, "shop_recycling.py")


def test_a_recycle_above_the_timeout_is_reported_with_why_none_is_written(proof: Proof) -> None:
    options = ("check", "--idle-timeout", "2", "--select", "EL201", "shop_recycling.py")
    ran = engine_lint(*options, cwd=proof.folders[WRITTEN])
    assert ran.code == 1
    said = _one_line(ran)
    assert "pool_recycle of 10 s is not below the idle timeout: idle-timeout of 2 s, from --idle-timeout" in said
    assert "No fix is offered: below a timeout of 30 s recycling is no help; pool_pre_ping is, or a pool that keeps nothing (NullPool)." in said
    assert engine_lint(*options, "--diff", "--unsafe-fixes", cwd=proof.folders[WRITTEN]).text == ""


def test_a_removed_flask_key_is_ignored_until_it_stands_among_the_engine_options(proof: Proof) -> None:
    before = proof.app(WRITTEN, "shop_flask.py")
    assert before.lost_its_connection, before
    assert "SQLALCHEMY_POOL_RECYCLE" in proof.text(FIXED, "shop_flask.py"), "a recycle of a second, which nothing read so far, waits for unsafe fixes"
    text = proof.text(UNSAFE_FIXED, "shop_flask.py")
    assert "SQLALCHEMY_POOL_RECYCLE" not in text
    assert 'app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_recycle": ' in text
    assert proof.app(UNSAFE_FIXED, "shop_flask.py").survived, proof.app(UNSAFE_FIXED, "shop_flask.py")


def test_options_beside_a_pool_instance_fail_at_start_up_and_work_beside_its_creator(proof: Proof) -> None:
    before, after = proof.app(WRITTEN, "shop_pool.py"), proof.app(FIXED, "shop_pool.py")
    assert (before.code, before.answers) == (1, [])
    error = before.err.rstrip().splitlines()[-1]
    assert error.startswith("TypeError: Invalid argument(s) ")
    assert all(f"'{name}'" in error for name in ("pool_size", "pool_recycle", "pool_pre_ping"))
    assert after.survived, after
    assert "{'creator': creator, 'pool_size': 10, 'pool_recycle': 120, 'pool_pre_ping': True}" in proof.text(FIXED, "shop_pool.py")


def _one_line(ran: Ran) -> str:
    """The report with its lines joined, since long sentences are wrapped."""
    return " ".join(ran.text.split())
