"""Trees of real Python files, unpacked from wheels that are pinned by version and hash."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).parent
BUILD = HERE.parent / "build" / "benchmarks"
WHEELS = HERE / "wheels.txt"
SIZES = {"1k": 1_000, "3k": 3_000, "10k": 12_900, "30k": 30_000}
"""How many Python files a tree has at least, as far as there are so many."""
_PLATFORMS = ("manylinux_2_28_x86_64", "manylinux_2_27_x86_64", "manylinux_2_24_x86_64", "manylinux2014_x86_64", "any")


def wheels() -> list[Path]:
    """The wheels in the order of their list, fetched where they are not at hand."""
    folder = BUILD / "wheels"
    folder.mkdir(parents=True, exist_ok=True)
    names = [line.split("==")[0].strip().replace("-", "_") for line in WHEELS.read_text(encoding="utf-8").splitlines() if "==" in line]
    if any(not list(folder.glob(f"{name}-*.whl")) for name in names):
        platforms = [part for platform in _PLATFORMS for part in ("--platform", platform)]
        command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary=:all:", "--python-version=3.12", *platforms]
        subprocess.run([*command, "--require-hashes", "--requirement", str(WHEELS), "--dest", str(folder)], check=True)
    return [next(folder.glob(f"{name}-*.whl")) for name in names]


def tree(size: str) -> Path:
    """A folder with so many Python files, each wheel in a folder of its own; it is a repository, as what people check is."""
    root = BUILD / "trees" / size
    if (root / ".git").exists():
        return root
    count = 0
    for wheel in wheels():
        count += _unpack(wheel, root / wheel.name.partition("-")[0], SIZES[size] - count)
        if count >= SIZES[size]:
            break
    subprocess.run(["git", "init", "--quiet", str(root)], check=True)
    return root


def _unpack(wheel: Path, target: Path, at_most: int) -> int:
    """Unpack a wheel until there are so many Python files; what tells that it was installed is left out, since that is left out of runs."""
    count = 0
    with zipfile.ZipFile(wheel) as archive:
        for name in archive.namelist():
            if count >= at_most and ".dist-info/" not in name:
                continue
            if ".dist-info/" in name:
                if name.endswith("/METADATA"):
                    _write_requirements(archive.read(name).decode("utf-8"), target)
                continue
            archive.extract(name, target)
            count += name.endswith((".py", ".pyi"))
    return count


def _write_requirements(metadata: str, target: Path) -> None:
    """Let the folder be a project that says what it depends on, as the wheel does."""
    target.mkdir(parents=True, exist_ok=True)
    needed = [line.removeprefix("Requires-Dist:").strip() for line in metadata.splitlines() if line.startswith("Requires-Dist:") and "extra ==" not in line]
    (target / "requirements.txt").write_text("\n".join(needed) + "\n", encoding="utf-8")


def figures(root: Path) -> tuple[int, int, int]:
    """How many Python files a tree has, how many lines, how many bytes."""
    found = [path.read_bytes() for path in root.rglob("*.py*") if path.suffix in (".py", ".pyi")]
    return len(found), sum(data.count(b"\n") for data in found), sum(map(len, found))
