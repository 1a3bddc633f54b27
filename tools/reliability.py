"""Fix whole repositories on copies, and hold what has to hold; prints the table of docs/reliability.md.

    python -m tools.reliability [--results FILE] [--options OPTIONS] FOLDER...

A folder is a checkout or a bare repository. Each is copied, fixed with ``check --fix --unsafe-fixes --no-cache``, and every file that changed is compared
with what it was by ``tests/only_options.py``, which shares nothing with the tool. Then it is fixed again, which must change nothing.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from tests.only_options import differences, parses

ROOT = Path(__file__).resolve().parent.parent
CHECK = ["check", "--fix", "--unsafe-fixes", "--no-cache", "--show-fixes", "--color", "never", "--output-format", "concise"]
LARGEST = 20_000_000
"""Bytes of the largest file that is copied out of a bare repository: none that is read is larger."""
TIME_LIMIT = 900
FIXED = re.compile(r"  \d+ x (EL\d+) \(")
ENGINES = re.compile(r"\((\d+) files? checked, (\d+) engine sites?\)")
IDENTITY = re.compile(r"(?P<name>[^/@]+\+[^/@]+)")
Row = dict[str, Any]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--results", type=Path, help="a file of one JSON object a line that what is found is added to; folders that stand there are left out")
    parser.add_argument("--options", default="", help="further options of `check`")
    parser.add_argument("folders", nargs="+", type=Path, metavar="FOLDER")
    asked = parser.parse_args()
    rows = [json.loads(line) for line in asked.results.read_text(encoding="utf-8").splitlines()] if asked.results and asked.results.exists() else []
    known = {row["folder"] for row in rows}
    for folder in asked.folders:
        if str(folder) in known:
            continue
        try:
            row = tried(folder, asked.options.split())
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"{folder} cannot be copied: {error}", file=sys.stderr, flush=True)
            continue
        rows.append(row)
        if asked.results:
            with asked.results.open("a", encoding="utf-8") as stream:
                stream.write(json.dumps(row) + "\n")
        print(folder, row["seconds"], row["changed"], *row["troubles"][:3], sep=" | ", file=sys.stderr, flush=True)
    print("\n".join(table(rows)))


def tried(folder: Path, options: list[str]) -> Row:
    """What comes of fixing a copy of a folder."""
    with tempfile.TemporaryDirectory(prefix="reliability-") as place:
        before, after = Path(place) / "before", Path(place) / "after"
        copy(folder, before)
        shutil.copytree(before, after, symlinks=True)
        row: Row = {"folder": str(folder), "changed": 0, "troubles": [], "codes": {}, "refused": 0, **_run(after, options)}
        changed = list(_changed(before, after))
        row["changed"] = len(changed)
        codes = _codes(row.pop("out"))
        row["codes"] = Counter(code for each in codes.values() for code in each)
        everywhere = {code for each in codes.values() for code in each}
        for name in changed:
            row["troubles"] += _troubles(name, before / name, after / name, everywhere)
        if changed:
            once = Path(place) / "once"
            shutil.copytree(after, once, symlinks=True)
            again = _run(after, options)
            row["troubles"] += [f"second run changes {name}" for name in _changed(once, after)]
            row["again"] = again["seconds"]
    return row


def copy(folder: Path, target: Path) -> None:
    """A copy of a checkout without its history, or of the head of a bare repository."""
    if not (folder / "HEAD").exists():
        shutil.copytree(folder, target, symlinks=True, ignore=shutil.ignore_patterns(".git"))
    else:
        target.mkdir()
        for name, mode, data in _files(folder):
            path = target / os.fsdecode(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            if mode == b"120000":
                path.symlink_to(os.fsdecode(data))
            else:
                path.write_bytes(data)
                path.chmod(0o755 if mode == b"100755" else 0o644)
    (target / ".git").mkdir(exist_ok=True)
    (target / ".git" / "HEAD").write_text("ref: refs/heads/main\n", encoding="utf-8")


def _files(repository: Path) -> Iterator[tuple[bytes, bytes, bytes]]:
    """Name, mode and content of the files of a bare repository, those left out that are not at hand."""
    git = ["git", "--git-dir", str(repository)]
    environment = {**os.environ, "GIT_NO_LAZY_FETCH": "1"}
    listed = subprocess.run([*git, "ls-tree", "-r", "-z", "HEAD"], check=True, capture_output=True, env=environment).stdout
    entries = [(name, *head.split()) for head, _, name in (each.partition(b"\t") for each in listed.split(b"\0") if each)]
    reader = subprocess.Popen([*git, "cat-file", "--batch"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment)
    assert reader.stdin and reader.stdout
    try:
        for name, mode, kind, digest in entries:
            if kind != b"blob":
                continue
            reader.stdin.write(digest + b"\n")
            reader.stdin.flush()
            head = reader.stdout.readline().split()
            if len(head) != 3:
                continue
            data = reader.stdout.read(int(head[2]) + 1)[:-1]
            if len(data) <= LARGEST:
                yield name, mode, data
    finally:
        reader.stdin.close()
        reader.wait()


def _run(folder: Path, options: list[str]) -> Row:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    start = time.monotonic()
    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "engine_lint", *CHECK, *options, "."],
            check=False,
            cwd=folder,
            capture_output=True,
            timeout=TIME_LIMIT,
            env=environment,
        )
    except subprocess.TimeoutExpired:
        return {"seconds": TIME_LIMIT, "out": "", "code": None, "files": 0, "engines": 0, "troubles": ["it did not end"]}
    out, err = (text.decode("utf-8", "replace") for text in (done.stdout, done.stderr))
    files, engines = next(((int(a), int(b)) for a, b in ENGINES.findall(out)), (0, 0))
    troubles = [line[:300] for line in err.splitlines() if re.search(r"internal error|Traceback|not written", line)]
    if done.returncode not in (0, 1, 2):
        troubles.append(f"it ended with {done.returncode}: {err[-300:]}")
    return {"seconds": round(time.monotonic() - start, 1), "out": out, "code": done.returncode, "files": files, "engines": engines, "troubles": troubles}


def _changed(before: Path, after: Path) -> Iterator[str]:
    """The files that are not as they were, and those that came or went."""
    names = [{path.relative_to(root).as_posix() for path in root.rglob("*") if path.is_symlink() or path.is_file()} for root in (before, after)]
    for name in sorted(names[0] | names[1]):
        one, other = before / name, after / name
        if one.is_symlink() or other.is_symlink():
            if not (one.is_symlink() and other.is_symlink() and one.readlink() == other.readlink()):
                yield name
        elif not (one.exists() and other.exists()) or one.stat().st_mode != other.stat().st_mode or one.read_bytes() != other.read_bytes():
            yield name


def _codes(out: str) -> Mapping[str, list[str]]:
    """The rules whose fixes were made, by the file that the finding was in: a fix may write another file."""
    found: dict[str, list[str]] = defaultdict(list)
    name = ""
    for line in out.splitlines():
        if (fixed := FIXED.match(line)) and name:
            found[name] += [fixed[1]] * int(line.split()[0])
        else:
            name = line.removesuffix(":") if line.endswith(":") else ""
    return found


def _troubles(name: str, before: Path, after: Path, codes: set[str]) -> Iterator[str]:
    if not (before.is_file() and after.is_file()) or before.is_symlink():
        yield f"{name}: it came or went"
        return
    old, new = before.read_bytes(), after.read_bytes()
    if parses(name, old) and not parses(name, new):
        yield f"does not parse: {name}"
    for difference in differences(name, old, new, codes):
        yield f"beyond the options: {name}: {difference}"[:600]


def table(rows: list[Row]) -> Iterator[str]:
    """The figures, as a table for the page."""
    troubles = [trouble for row in rows for trouble in row["troubles"]]
    distinct = {found["name"].lower() if (found := IDENTITY.search(row["folder"])) else row["folder"] for row in rows}
    codes = sum((Counter(row["codes"]) for row in rows), Counter[str]())
    figures = {
        "checkouts": len(rows),
        "distinct repositories": len(distinct),
        "repositories with an engine": sum(row["engines"] > 0 for row in rows),
        "files checked": sum(row["files"] for row in rows),
        "engine sites": sum(row["engines"] for row in rows),
        "fixes made": sum(codes.values()),
        "files changed": sum(row["changed"] for row in rows),
        "files that failed to parse after a fix": sum(each.startswith("does not parse") for each in troubles),
        "changes beyond the intended options": sum(each.startswith("beyond") for each in troubles),
        "files that a second run changed": sum(each.startswith("second run") for each in troubles),
        "internal errors and refused rewrites": sum("internal error" in each or "Traceback" in each for each in troubles),
        "runs that did not end": sum(each.startswith("it ") for each in troubles),
        "hours": round(sum(row["seconds"] for row in rows) / 3600, 1),
    }
    yield "| | |\n| --- | ---: |"
    yield from (f"| {name} | {value:,} |" for name, value in figures.items())
    yield f"\nFixes by rule: {', '.join(f'{code} {count:,}' for code, count in sorted(codes.items()))}."


if __name__ == "__main__":
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    main()
