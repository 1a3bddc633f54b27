"""The progress bar: on a terminal only, and only for those who wait."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

from engine_lint.cli.progress import Bar
from engine_lint.pieces import CHECKED_AT_ONCE
from engine_lint.pipeline import Request, run
from engine_lint.settings import Lookup
from tests.shell import write


def test_it_shows_how_far_the_work_is_and_goes_away() -> None:
    stream = io.StringIO()
    bar = Bar(stream, patience=0)
    bar(1, 4)
    bar(4, 4)
    bar.close()
    assert "Checking" in stream.getvalue() and "100%" in stream.getvalue()


def test_nobody_sees_it_who_need_not_wait() -> None:
    stream = io.StringIO()
    patient, single = Bar(stream, patience=60), Bar(stream, patience=0)
    patient(1, 4)
    single(1, 1)
    patient.close()
    single.close()
    assert stream.getvalue() == ""


def test_every_piece_of_work_is_told_of(tmp_path: Path) -> None:
    write(tmp_path, {f"{number}.py": "create_engine\n" for number in range(2 * CHECKED_AT_ONCE + 1)})
    told: list[tuple[int, int]] = []
    run(Request((str(tmp_path),), Lookup(str(tmp_path), isolated=True)), progress=lambda done, total: told.append((done, total)))
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_a_short_run_imports_nothing_for_it(tmp_path: Path) -> None:
    write(tmp_path, {"a.py": "import os\n"})
    code = "import sys; sys.argv = ['engine-lint', '--no-cache', '.']\ntry:\n    from engine_lint.cli import main; main()\nfinally:\n    print([name for name in ('rich', 'libcst', 'sqlalchemy') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.stdout.endswith("[]\n"), done.stderr
