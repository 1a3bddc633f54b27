"""The rules' examples and the fixture projects against the installed libraries: what they build is what is computed.

Each text is imported, as it is and as it is mended. Every engine that this makes has to be one that engine-lint reads at
one of the lines it was made on, with the same pool; where SQLAlchemy refuses what it is given, engine-lint has to know.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import pytest

from engine_lint.errors import UnreadableFile
from engine_lint.files.kinds import kind_of
from engine_lint.knowledge.effective import effective
from engine_lint.model.engine import Effective, Engine, Hooks
from engine_lint.model.value import Known, Unknown, Value, alternatives
from engine_lint.model.versions import VersionRange, Versions
from engine_lint.python.index import Index
from engine_lint.python.parsing import decode
from engine_lint.python.project import Project
from engine_lint.python.reading import read
from engine_lint.rules.registry import load

OUT_OF_REACH = {"EL305 The wrong way round": "options that are assigned too late are taken at their word; EL305 says that nothing reads them"}
HERE = Path(__file__).parent
PROJECTS = HERE.parent / "fixtures" / "projects"


def installed() -> Versions:
    ranges = {}
    for name in ("sqlalchemy", "flask-sqlalchemy"):
        try:
            numbers = tuple(int(part) for part in version(name).split(".")[:3] if part.isdigit())
        except PackageNotFoundError:
            continue
        ranges[name] = VersionRange(numbers, (*numbers[:-1], numbers[-1] + 1), "the environment")
    return Versions(ranges, True)


VERSIONS = installed()


@dataclass(frozen=True)
class Text:
    """A module to be built: an example's or a project's file."""

    name: str
    files: Mapping[str, bytes]
    path: str

    @property
    def module(self) -> str:
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def examples() -> Iterator[Text]:
    for rule in load():
        for example in rule.examples:
            for twin, source in (("", example.source), (" mended", example.fixed)):
                if source is not None and example.name.endswith(".py") and not (twin and source == example.source):
                    files = {name: text.encode() for name, text in example.files.items()}
                    yield Text(f"{rule.code} {example.title}{twin}", {**files, "shop.py": source.encode("utf-8", "surrogateescape")}, "shop.py")


def projects() -> Iterator[Text]:
    for folder in sorted(path for path in PROJECTS.iterdir() if path.is_dir()):
        before = {path.relative_to(folder / "before").as_posix(): path.read_bytes() for path in sorted((folder / "before").rglob("*")) if path.is_file()}
        after = {path.relative_to(folder / "after").as_posix(): path.read_bytes() for path in sorted((folder / "after").rglob("*")) if path.is_file()}
        for twin, files in (("", before), (" mended", {**before, **after})):
            for path, data in files.items():
                changed = not twin or path in after
                if path.endswith(".py") and changed and kind_of(path).may_hold_site(data):
                    yield Text(f"{folder.name}/{path}{twin}", files, path)


TEXTS = {text.name: text for text in (*examples(), *projects())}


@dataclass(frozen=True)
class Built:
    """A text, read and built."""

    engines: tuple[Engine, ...]
    made: tuple[tuple[list[tuple[str, int]], dict[str, Any]], ...]
    configs: dict[str, dict[str, Any] | None]
    failed: dict[str, Any] | None


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Built]:
    """Every text, built in one process of its own."""
    read_texts, jobs = {}, []
    for number, text in enumerate(TEXTS.values()):
        root = tmp_path_factory.mktemp(f"text{number}").resolve()
        for name, data in text.files.items():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            (root / name).write_bytes(data)
        engines = _engines(root, text)
        read_texts[text.name] = engines
        own = (each.site for each in engines if each.site.place.path == (root / text.path).as_posix())
        configs = sorted({site.callee for site in own if site.kind == "flask-config"})
        jobs.append({"name": text.name, "root": root.as_posix(), "module": text.module, "configs": configs})
    ran = subprocess.run([sys.executable, HERE / "building.py"], input=json.dumps(jobs), capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stderr[-2000:]
    results = json.loads(ran.stdout)
    for job in jobs:
        shutil.rmtree(job["root"], ignore_errors=True)
    return {name: Built(engines, **{**results[name], "made": tuple(map(tuple, results[name]["made"]))}) for name, engines in read_texts.items()}


def _engines(root: Path, text: Text) -> tuple[Engine, ...]:
    paths = [path.as_posix() for path in sorted(root.rglob("*.py"))]
    project = Project(root.as_posix(), lambda: Index(paths))
    found = []
    for name in text.files:
        if name.endswith(".py"):
            with suppress(UnreadableFile):
                found += read(decode((root / name).as_posix(), (root / name).read_bytes()), project).engines
    return tuple(found)


def at(engine: Engine, lines: list[tuple[str, int]]) -> bool:
    span, path = engine.site.place.span, engine.site.place.path
    return any(path == each and span.start.line <= line <= span.end.line for each, line in lines)


def agrees(found: Effective, facts: Mapping[str, Any]) -> bool:
    """Whether what is computed allows what was built; something unknown allows everything."""
    if not facts["accepted"]:
        return bool(found.rejected or found.fails)
    if found.rejected or found.fails or (found.pool_class and found.pool_class != facts["pool_class"]):
        return False
    return _allows(found.pre_ping, facts["pre_ping"]) and _allows(found.recycle, facts["recycle"])


def _allows(value: Value, fact: object) -> bool:
    return any(isinstance(each, Unknown) or fact in (_plain(each.value), repr(_plain(each.value))) for each in alternatives(value))


def _plain(value: object) -> object:
    return tuple(_plain(each.value) for each in value if isinstance(each, Known)) if isinstance(value, tuple) else value


@pytest.mark.parametrize("name", TEXTS)
def test_builds_what_is_computed(name: str, built: dict[str, Built]) -> None:
    result = built[name]
    wrong = []
    for lines, facts in result.made:
        own = [each for each in result.engines if at(each, lines)]
        if lines and not any(agrees(effective(each, VERSIONS), facts) for each in own):
            wrong.append(("made", lines, facts, [effective(each, VERSIONS) for each in own]))
    for config, seen in result.configs.items():
        own = [each for each in result.engines if each.site.callee == config and each.site.place.path.endswith(f"/{TEXTS[name].path}")]
        own = [each for each in own if each.hooks == Hooks()]
        if seen is not None and own and not any(agrees(effective(each, VERSIONS), seen) for each in own):
            wrong.append(("config", config, seen, [effective(each, VERSIONS) for each in own]))
    if result.failed is not None and result.failed["refused"]:
        own = [each for each in result.engines if at(each, result.failed["lines"][-1:])]
        if own and not any(agrees(effective(each, VERSIONS), {"accepted": False}) for each in own):
            wrong.append(("failed", result.failed["error"], [effective(each, VERSIONS) for each in own]))
    assert wrong == [] or name in OUT_OF_REACH


def test_most_texts_build_an_engine(built: dict[str, Built]) -> None:
    """So that the comparison cannot come to nothing unnoticed."""
    engines = sum(len(each.made) + sum(seen is not None for seen in each.configs.values()) for each in built.values())
    assert engines > len(TEXTS) // 3, (engines, len(TEXTS))
