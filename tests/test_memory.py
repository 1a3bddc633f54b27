"""What is remembered of single files: used where nothing changed that a result depends on, and never where something did."""

from __future__ import annotations

import itertools
import os
import pickle
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine_lint.cache import shelf, witnesses
from engine_lint.cache.memory import MAGIC, Memory
from engine_lint.cache.pickling import canonical, pickled, unpickled
from engine_lint.cache.store import LIMITS, make_room
from engine_lint.discovery import File
from engine_lint.model.finding import Severity
from engine_lint.model.outcome import Outcome
from engine_lint.outcomes import Checked
from engine_lint.pieces import CHECKED_AT_ONCE
from engine_lint.pipeline import Request, run
from engine_lint.recalling import Recall
from engine_lint.settings import Lookup
from tests.shell import write
from tests.test_cache import DB, LISTENER, SETTINGS

PIN = '[project]\nname = "x"\ndependencies = ["SQLAlchemy==2.0.30"]\n'
WRAPPER = "from sqlalchemy import create_engine\n\n\ndef make(url, **options):\n    return create_engine(url, **options)\n"
CALLER = "from wrapper import make\n\nengine = make('mysql://h/d', pool_recycle=30000)\n"
FLASK = "class Config:\n    SQLALCHEMY_DATABASE_URI = 'mysql://h/d'\n    SQLALCHEMY_ENGINE_OPTIONS = {'pool_size': 3}\n"
SERVER = "[mysqld]\nwait_timeout = 600\n"
PROJECT = {
    **{"pyproject.toml": PIN, ".git/HEAD": "", "settings.py": SETTINGS, "db.py": DB, "wrapper.py": WRAPPER, "caller.py": CALLER},
    **{"other.py": "import os\n", "sub/db.py": DB, "sub/config.py": FLASK},
}
CONTENTS = {
    "settings.py": [SETTINGS, "OPTIONS = {'pool_pre_ping': True}\n", "OPTIONS = {'pool_recycle': 30000}\n"],
    "db.py": [DB, f"{DB}# a comment\n", DB.replace("**OPTIONS", "pool_pre_ping=True"), "engine = create_engine(\n", "import os\n"],
    "sub/db.py": [DB, f"{DB}\n\nother = create_engine('mysql://h/e')  # engine-lint: ignore[EL101]\n"],
    "sub/settings.py": ["OPTIONS = {'pool_pre_ping': True, 'pool_recycle': 60}\n"],
    "sub/config.py": [FLASK, "import os\n"],
    "wrapper.py": [WRAPPER, WRAPPER.replace("make", "made"), WRAPPER.replace("**options)", "pool_pre_ping=True, **options)")],
    "caller.py": [CALLER, CALLER.replace("make", "made")],
    "listeners.py": [LISTENER],
    "other.py": ["import sys\n", "import db\n"],
    "pyproject.toml": [PIN, PIN.replace("2.0.30", "1.1.0"), f'{PIN}[tool.engine-lint]\nignore = ["EL101"]\n'],
    "engine-lint.toml": ['min-confidence = "low"\n', 'idle-timeout = "5m"\n'],
    ".gitignore": ["sub/\n", "wrapper.py\n"],
    "my.cnf": [SERVER, "[mysqld]\nmax_connections = 4\n"],
    "requirements.txt": ["flask-sqlalchemy==2.1\n"],
    "sqlalchemy.py": ["def create_engine(url, **options):\n    pass\n"],
}
_clock = itertools.count(1_700_000_000)


@pytest.fixture(autouse=True)
def at_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what was changed right now count as at rest: each change has a time of its own here."""
    monkeypatch.setattr(shelf, "SETTLED_NS", -(10**18))


def put(root: Path, name: str, content: str) -> None:
    write(root, {name: content})
    os.utime(root / name, (next(_clock),) * 2)


class Checkout:
    """A project, and what is remembered of it."""

    def __init__(self, folder: Path) -> None:
        self.root, self.cache = Path(os.path.realpath(folder)) / "project", str(folder / "cache")
        for name, content in PROJECT.items():
            put(self.root, name, content)
        self.recalled: list[str] = []

    def check(self, *paths: str, memory: bool = True, jobs: int = 1) -> Outcome:
        request = Request(paths or (".",), Lookup(str(self.root)), jobs=jobs)
        if not memory:
            return run(request)
        kept = Memory(self.cache, b"program", str(self.root))
        witnesses.begin()
        try:
            return run(request, memory=kept)
        finally:
            witnesses.end()
            kept.close()

    def holds(self, *paths: str, jobs: int = 1) -> list[str]:
        """Check with and without memory, and compare; the files whose results were remembered."""
        self.recalled = []
        assert said(self.check(*paths, jobs=jobs)) == said(self.check(*paths, memory=False))
        return sorted(os.path.relpath(path, self.root) for path in self.recalled)


def said(outcome: Outcome) -> object:
    return outcome.findings, outcome.failures, outcome.notes, outcome.summary, sorted(outcome.sources)


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Checkout:
    made, known = Checkout(tmp_path), Recall.known

    def noted(self: Recall, files: Iterable[File]) -> Mapping[str, Checked]:
        found = known(self, files)
        made.recalled += found
        return found

    monkeypatch.setattr(Recall, "known", noted)
    return made


ALL = ["caller.py", "db.py", "sub/config.py", "sub/db.py", "wrapper.py"]


def test_nothing_is_done_again_where_nothing_changed(checkout: Checkout) -> None:
    assert checkout.holds() == []
    assert checkout.holds() == ALL


def test_files_that_are_named_profit_from_a_run_over_the_folder(checkout: Checkout) -> None:
    checkout.holds()
    assert checkout.holds("db.py", "other.py", "caller.py") == ["caller.py", "db.py"]
    assert checkout.holds("sub") == ["sub/config.py", "sub/db.py"]


def test_a_run_over_the_folder_profits_from_files_that_were_named(checkout: Checkout) -> None:
    checkout.holds("db.py", "caller.py")
    assert checkout.holds() == ["caller.py", "db.py"]


@pytest.mark.parametrize(("name", "content"), [("other.py", "import sys\n"), ("sub/new.py", "x = 1\n"), ("notes.txt", "x")])
def test_what_nothing_depends_on_costs_nothing(checkout: Checkout, name: str, content: str) -> None:
    checkout.holds("db.py", "sub/db.py")
    put(checkout.root, name, content)
    assert checkout.holds("db.py", "sub/db.py") == ["db.py", "sub/db.py"]


CHANGES = {
    "a module that a value comes from": ("settings.py", CONTENTS["settings.py"][1]),
    "a new file with a listener that pings": ("listeners.py", LISTENER),
    "the file itself": ("db.py", CONTENTS["db.py"][2]),
    "a pinned version": ("pyproject.toml", CONTENTS["pyproject.toml"][1]),
    "settings": ("engine-lint.toml", CONTENTS["engine-lint.toml"][0]),
    "a module that hides the library": ("sqlalchemy.py", CONTENTS["sqlalchemy.py"][0]),
    "the first requirements file": ("requirements.txt", "SQLAlchemy==1.1\n"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_what_a_result_depends_on_counts(checkout: Checkout, change: str) -> None:
    checkout.holds("db.py")
    put(checkout.root, *CHANGES[change])
    assert checkout.holds("db.py") == []
    assert checkout.holds("db.py") == ["db.py"]


def test_a_module_that_is_gone_counts(checkout: Checkout) -> None:
    checkout.holds("db.py")
    (checkout.root / "settings.py").unlink()
    assert checkout.holds("db.py") == []


def test_a_wrapper_of_another_name_counts_where_it_is_called(checkout: Checkout) -> None:
    checkout.holds("caller.py")
    put(checkout.root, "wrapper.py", WRAPPER.replace("make", "made"))
    assert checkout.holds("caller.py") == []


def test_what_git_ignores_counts(checkout: Checkout) -> None:
    put(checkout.root, "listeners.py", LISTENER)
    checkout.holds("db.py")
    put(checkout.root, ".gitignore", "listeners.py\n")
    assert checkout.holds("db.py") == []


def test_a_server_that_is_configured_counts(checkout: Checkout) -> None:
    checkout.holds("caller.py")
    put(checkout.root, "my.cnf", SERVER)
    assert checkout.holds("caller.py") == []


def test_the_same_bytes_at_another_time_change_nothing(checkout: Checkout) -> None:
    checkout.holds()
    for name, content in PROJECT.items():
        put(checkout.root, name, content)
    assert checkout.holds() == ALL


def test_other_processes_tell_what_they_asked_for(checkout: Checkout) -> None:
    for number in range(2 * CHECKED_AT_ONCE):
        put(checkout.root, f"more/db{number}.py", DB)
    checkout.holds(jobs=2)
    assert len(checkout.holds(jobs=2)) == 2 * CHECKED_AT_ONCE + len(ALL)
    put(checkout.root, "settings.py", "OPTIONS = {'pool_pre_ping': True}\n")
    assert "more/db7.py" not in checkout.holds(jobs=2)


def test_damaged_files_are_passed_over(checkout: Checkout) -> None:
    checkout.holds()
    for path in Path(checkout.cache).iterdir():
        path.write_bytes(path.read_bytes()[:-3] + b"xyz")
    assert checkout.holds() == []
    assert checkout.holds() == ALL


class Evil:
    def __reduce__(self) -> tuple[object, ...]:
        return os.system, ("touch evil",)


@pytest.mark.parametrize("value", [Evil(), os.path.join, Lookup, pickle.Unpickler])
def test_nothing_is_run_that_stands_in_the_cache(value: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert unpickled(pickled(value, MAGIC), MAGIC) is None
    assert list(tmp_path.iterdir()) == []
    assert unpickled(pickled((Severity.ERROR, frozenset({"x"})), MAGIC), MAGIC) == (Severity.ERROR, frozenset({"x"}))


def test_equal_values_have_one_text() -> None:
    names = [f"name{number}" for number in range(50)]
    assert canonical({"a": frozenset(names), "b": (1, None)}) == canonical({"b": (1, None), "a": frozenset(reversed(names))})
    assert canonical(frozenset({"a"})) != canonical(("a",))


def test_what_was_used_longest_ago_goes_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(LIMITS, ".file", 2)
    for number, name in enumerate(("old.file", "new.file", "newer.file", "kept.run")):
        put(tmp_path, name, "x")
        os.utime(tmp_path / name, (number, number))
    make_room(str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kept.run", "new.file", "newer.file"]


_EDITS = st.tuples(st.sampled_from(sorted(CONTENTS)), st.integers(0, 5))
_STEPS = st.lists(
    st.tuples(st.lists(_EDITS, max_size=2), st.sampled_from([(), ("db.py", "caller.py"), ("sub",), ("sub/db.py", "other.py")])), min_size=2, max_size=4
)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(_STEPS)
def test_with_memory_is_as_without_after_any_edits(at_rest: None, steps: list[tuple[list[tuple[str, int]], tuple[str, ...]]]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        checkout = Checkout(Path(folder))
        checkout.holds()
        for edits, paths in steps:
            for name, number in edits:
                texts = CONTENTS[name]
                if number < len(texts):
                    put(checkout.root, name, texts[number])
                elif (checkout.root / name).exists():
                    (checkout.root / name).unlink()
            checkout.holds(*(path for path in paths if (checkout.root / path).exists()))
