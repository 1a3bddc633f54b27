"""Work that is spread over processes: the same outcome for any number of them, wherever they are and however they began."""

from __future__ import annotations

import gc
import multiprocessing
import signal
import subprocess
import sys
from concurrent.futures import Executor, ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path

import psutil
import pytest

from engine_lint.model.outcome import Outcome
from engine_lint.pieces import CHECKED_AT_ONCE
from engine_lint.pipeline import Fixing, Request, run
from engine_lint.scanning import Scans
from engine_lint.settings import Lookup
from engine_lint.spreading import MIN_SCANNED, Workers, available, cut, rare_collection
from tests.shell import REPOSITORY, engine_lint, write

FILES = {
    "pyproject.toml": '[project]\nname = "x"\ndependencies = ["SQLAlchemy==2.0.30"]\n',
    "wrapper.py": "from sqlalchemy import create_engine\n\n\ndef make(url, **options):\n    return create_engine(url, **options)\n",
    "broken.py": "from sqlalchemy import create_engine\ncreate_engine(\n",
    **{f"a{i}.py": f'from wrapper import make\n\nengine{i} = make("mysql://h/d", pool_recycle={i * 60})\n' for i in range(2 * CHECKED_AT_ONCE)},
    **{f"b{i}.py": 'from sqlalchemy import create_engine\n\nengine = create_engine("postgresql://h/d")\n' for i in range(CHECKED_AT_ONCE)},
    "plain.py": "import os\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return write(tmp_path, FILES)


def request_for(project: Path, jobs: int = 1, fixing: Fixing = Fixing.SHOW) -> Request:
    return Request((project.as_posix(),), Lookup(project.as_posix(), isolated=True), fixing=fixing, jobs=jobs)


def told(outcome: Outcome) -> tuple[object, ...]:
    return outcome.findings, outcome.failures, outcome.notes, outcome.patches, outcome.summary, sorted(outcome.sources)


@pytest.mark.parametrize("fixing", [Fixing.SHOW, Fixing.COMPUTE])
def test_the_outcome_is_the_same_for_any_number_of_jobs(project: Path, fixing: Fixing) -> None:
    alone = run(request_for(project, fixing=fixing))
    assert (len(alone.findings) > CHECKED_AT_ONCE) is (fixing is Fixing.SHOW) and alone.summary.files_with_sites == 3 * CHECKED_AT_ONCE
    assert told(run(request_for(project, 2, fixing))) == told(alone)
    assert told(run(request_for(project, 5, fixing))) == told(alone)


@pytest.mark.parametrize("make", [lambda: ThreadPoolExecutor(2), lambda: ProcessPoolExecutor(2, multiprocessing.get_context("spawn"))])
def test_the_outcome_is_the_same_with_an_executor_that_is_given(project: Path, make: type[Executor]) -> None:
    with make() as executor:
        assert told(run(request_for(project), executor)) == told(run(request_for(project)))


def test_many_files_are_scanned_in_pieces(tmp_path: Path) -> None:
    write(tmp_path, {f"{i}.py": "create_engine\n" if i % 100 == 7 else "\n" for i in range(MIN_SCANNED + 10)})
    paths = [f"{tmp_path}/{i}.py" for i in range(MIN_SCANNED + 10)]
    with Workers(2) as workers:
        spread = Scans(workers)
        assert spread.of(paths) == Scans().of(paths)
        assert spread.standing(["create_engine"], paths) == Scans().standing(["create_engine"], paths)


def asking(workers: Workers, number: int) -> list[int]:
    return list(workers.map(abs, [number, -number]))


def test_threads_that_are_asked_ask_nobody() -> None:
    with Workers(2, ThreadPoolExecutor(2)) as workers:
        assert list(workers.map(partial(asking, workers), [1, 2, 3, 4])) == [[1, 1], [2, 2], [3, 3], [4, 4]]


COPIES = """
from engine_lint.spreading import Workers

def asking(number):
    return list(workers.map(abs, [number, -number]))

with Workers(2) as workers:
    print(list(workers.map(asking, [1, 2, 3, 4])))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere processes that are asked are no copies")
def test_copies_that_are_asked_ask_nobody() -> None:
    """In a process of its own: one with several threads makes no copies."""
    ran = subprocess.run([sys.executable, "-c", COPIES], capture_output=True, text=True, timeout=120, check=True)
    assert ran.stdout == "[[1, 1], [2, 2], [3, 3], [4, 4]]\n"


def test_what_is_printed_is_the_same_byte_for_byte(project: Path) -> None:
    printed = [engine_lint("check", "-j", jobs, "--output-format", "json", ".", cwd=project) for jobs in ("1", "3", "auto")]
    assert printed[0].code == 2 and printed[0].out
    assert all(each == printed[0] for each in printed)


@pytest.mark.parametrize("jobs", ["0", "-1", "many", ""])
def test_a_number_of_jobs_that_is_none_is_refused(tmp_path: Path, jobs: str) -> None:
    refused = engine_lint("check", f"--jobs={jobs}", ".", cwd=tmp_path)
    assert refused.code == 2 and "neither a number from 1 up nor `auto`" in refused.err


def test_pieces_hold_everything_in_order() -> None:
    assert cut([1, 2, 3, 4, 5], 2) == [[1, 2], [3, 4], [5]] and cut([], 2) == []
    assert available() >= 1


def test_the_collector_is_left_as_it_was() -> None:
    with rare_collection() as collect:
        assert not gc.isenabled()
        collect()
    assert gc.isenabled()


ENDLESS = """\
import os, time
from engine_lint.spreading import Workers

def wait(number):
    os.write(1, b"%d\\n" % os.getpid())
    time.sleep(600)

with Workers(2) as workers:
    list(workers.map(wait, [1, 2]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="processes are asked for by their numbers")
@pytest.mark.parametrize("number", ["SIGKILL", "SIGTERM", "SIGHUP"])
def test_nobody_goes_on_when_the_process_that_asked_is_gone(number: str) -> None:
    with subprocess.Popen([sys.executable, "-c", ENDLESS], cwd=REPOSITORY, stdout=subprocess.PIPE) as asking:
        assert asking.stdout is not None
        workers = [psutil.Process(int(asking.stdout.readline())) for _ in range(2)]
        asking.send_signal(getattr(signal, number))
        asking.wait(timeout=60)
        gone, _ = psutil.wait_procs(workers, timeout=60)
    assert len(gone) == 2
