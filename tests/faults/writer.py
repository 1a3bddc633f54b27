"""Writes the files that its arguments name as a run of ``check --fix`` does, and reports as briefly: what can be stopped at every step."""

from __future__ import annotations

import sys
from pathlib import Path

from engine_lint.errors import Interrupted
from engine_lint.fixing import Mended
from engine_lint.model.outcome import Patch
from engine_lint.writeback import write_out

OLD, NEW = b"old = 1\r\n" * 40, b"new = 22\r\n" * 40

if __name__ == "__main__":
    mended = Mended()
    root = str(Path.cwd())
    try:
        done = write_out(mended, [Patch(f"{root}/{name}", OLD, NEW) for name in sys.argv[1:]], (root,), lambda texts: ())
    except Interrupted as error:
        sys.exit(str(error))
    print(*(Path(patch.path).name for patch in done))
    for failure in mended.failures:
        print(f"{Path(failure.path).name}: {failure.message}", file=sys.stderr)
    sys.exit(2 if mended.failures else 0)
