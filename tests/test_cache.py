"""The cache: a run of which nothing has changed says what it said before; whatever it depends on, a change is seen."""

from __future__ import annotations

import os
import random
import time
from pathlib import Path

import pytest

from engine_lint.cache import witnesses
from engine_lint.cache.entry import decoded
from engine_lint.cache.store import MAX_ENTRIES, SETTLED_NS, clean, remember
from tests.shell import Ran, engine_lint, write

SETTINGS = "OPTIONS = {}\n"
DB = "from sqlalchemy import create_engine\nfrom settings import OPTIONS\n\nengine = create_engine('postgresql://h/d', **OPTIONS)\n"
LISTENER = """from sqlalchemy import event, exc
from sqlalchemy.engine import Engine


@event.listens_for(Engine, "checkout")
def ping(connection, record, proxy):
    try:
        connection.cursor().execute("SELECT 1")
    except Exception:
        raise exc.DisconnectionError()
"""
PROJECT = {"pyproject.toml": '[project]\nname = "x"\ndependencies = ["SQLAlchemy==2.0.30"]\n', "settings.py": SETTINGS, "db.py": DB, "other.py": "import os\n"}


class Checkout:
    """A project, and a cache that it is checked with."""

    def __init__(self, folder: Path) -> None:
        self.root, self.cache = folder / "project", folder / "cache"
        write(self.root, PROJECT)

    def check(self, *arguments: str) -> Ran:
        """Run as users do, when the files have come to rest."""
        time.sleep(2 * SETTLED_NS / 1e9)
        return engine_lint("check", "--output-format", "concise", "--cache-dir", str(self.cache), *arguments, ".", cwd=self.root)

    def cold(self, *arguments: str) -> Ran:
        return engine_lint("check", "--output-format", "concise", "--no-cache", *arguments, ".", cwd=self.root)

    @property
    def entries(self) -> list[Path]:
        return sorted(self.cache.glob("*.run"))

    def falsify(self) -> None:
        """Let the only entry tell of something else, so that it shows when it is used."""
        (path,) = self.entries
        entry = decoded(path.read_bytes())
        assert entry is not None
        entry.out = b"remembered\n"
        path.write_bytes(entry.encoded())


@pytest.fixture
def checkout(tmp_path: Path) -> Checkout:
    return Checkout(tmp_path)


def test_what_was_said_is_said_again(checkout: Checkout) -> None:
    first = checkout.check()
    assert first.code == 1 and b"EL101" in first.out
    assert checkout.check() == first
    checkout.falsify()
    again = checkout.check()
    assert (again.code, again.out, again.err) == (1, b"remembered\n", first.err)


CHANGES = {
    "a module that a value comes from": {"settings.py": "OPTIONS = {'pool_pre_ping': True, 'pool_recycle': 60}\n"},
    "a new file with a listener that pings": {"listeners.py": LISTENER},
    "the file itself": {"db.py": DB.replace("**OPTIONS", "pool_pre_ping=True")},
    "a pinned version": {"pyproject.toml": PROJECT["pyproject.toml"].replace("2.0.30", "1.1.0")},
    "settings": {"engine-lint.toml": 'ignore = ["EL101"]\n'},
    "what git ignores": {".gitignore": "db.py\n", ".git/HEAD": ""},
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_change_is_seen(checkout: Checkout, change: str) -> None:
    before = checkout.check()
    write(checkout.root, CHANGES[change])
    after = checkout.check()
    assert after == checkout.cold() and after != before


def test_settings_in_a_folder_above_are_seen(checkout: Checkout) -> None:
    before = checkout.check()
    write(checkout.root.parent, {"engine-lint.toml": 'ignore = ["EL101"]\n'})
    assert checkout.check() == checkout.cold() != before


def test_a_module_that_is_gone_is_missed(checkout: Checkout) -> None:
    checkout.check()
    (checkout.root / "settings.py").unlink()
    assert checkout.check() == checkout.cold()


def test_other_times_of_the_same_bytes_change_nothing(checkout: Checkout) -> None:
    checkout.check()
    checkout.falsify()
    for path in checkout.root.iterdir():
        os.utime(path, (1, 1))
    assert checkout.check().out == b"remembered\n"
    assert checkout.check().out == b"remembered\n"


def test_the_same_size_and_time_with_other_bytes_is_seen(checkout: Checkout) -> None:
    before, path = checkout.check(), checkout.root / "db.py"
    status = path.stat()
    path.write_bytes(path.read_bytes().replace(b"postgresql://h/d", b"sqlite://///////"))
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))
    assert path.stat().st_size == status.st_size
    assert checkout.check() == checkout.cold() != before


@pytest.mark.parametrize("damage", [lambda data: b"", lambda data: data[:-5], lambda data: data[:60] + b"\xff" + data[61:], lambda data: b"x" * 1000])
def test_a_damaged_entry_is_passed_over_and_replaced(checkout: Checkout, damage: object) -> None:
    first = checkout.check()
    (path,) = checkout.entries
    path.write_bytes(damage(path.read_bytes()))  # type: ignore[operator]
    assert checkout.check() == first
    checkout.falsify()
    assert checkout.check().out == b"remembered\n"


@pytest.mark.parametrize("arguments", [("--no-cache",), ("--diff",), ("-o", "../report.txt")])
def test_some_runs_are_never_remembered(checkout: Checkout, arguments: tuple[str, ...]) -> None:
    checkout.check(*arguments)
    assert checkout.entries == []


def test_another_question_has_another_answer(checkout: Checkout) -> None:
    checkout.check()
    assert b"EL101" not in checkout.check("--ignore", "EL101").out
    assert len(checkout.entries) == 2


def test_the_same_is_remembered_whatever_the_number_of_jobs(checkout: Checkout) -> None:
    write(checkout.root, {f"db{i}.py": DB for i in range(20)})
    checkout.check("-j", "3")
    write(checkout.root, CHANGES["a module that a value comes from"])
    assert checkout.check("-j", "3") == checkout.cold()


def test_a_run_during_which_something_changed_is_not_remembered(tmp_path: Path) -> None:
    path = write(tmp_path, {"a.py": ""}) / "a.py"
    entry = str(tmp_path / "cache" / "x.run")
    seen = witnesses.Witnesses(os.getpid(), {str(path)})
    assert not remember(entry, b"key", 0, b"", b"", seen, path.stat().st_ctime_ns)
    assert remember(entry, b"key", 0, b"", b"", seen, path.stat().st_ctime_ns + 2 * SETTLED_NS)


def test_there_is_an_end_to_what_is_remembered(tmp_path: Path) -> None:
    for number in range(MAX_ENTRIES + 5):
        assert remember(str(tmp_path / f"{number}.run"), b"key", 0, b"", b"", witnesses.Witnesses(0), 0)
    assert len(list(tmp_path.glob("*.run"))) == MAX_ENTRIES
    (tmp_path / "mine.txt").write_text("kept")
    assert clean(str(tmp_path)) == MAX_ENTRIES
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_clean_forgets(checkout: Checkout) -> None:
    checkout.check()
    cleaned = engine_lint("clean", "--cache-dir", str(checkout.cache), cwd=checkout.root)
    assert cleaned.code == 0 and "3 remembered results deleted" in cleaned.err
    assert not checkout.cache.exists()
    assert "Nothing is remembered" in engine_lint("clean", "--cache-dir", str(checkout.cache), cwd=checkout.root).err


def test_warm_is_cold_after_any_edits(checkout: Checkout) -> None:
    chance = random.Random(7)
    texts = [SETTINGS, DB, LISTENER, "import os\n", "from sqlalchemy import create_engine\n", "engine = create_engine(\n", *(next(iter(each.values())) for each in CHANGES.values())]
    for _ in range(6):
        for _ in range(chance.randint(0, 2)):
            path = checkout.root / chance.choice(["settings.py", "db.py", "other.py", "listeners.py", "pyproject.toml", "sub/db.py"])
            if path.exists() and chance.random() < 0.3:
                path.unlink()
            else:
                write(checkout.root, {path.relative_to(checkout.root).as_posix(): chance.choice(texts)})
        assert checkout.check() == checkout.cold()
