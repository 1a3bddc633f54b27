"""One target under libFuzzer, which keeps the inputs that reach code no other one reached: ``python -m tests.fuzz.guided TARGET FOLDER SECONDS``."""

from __future__ import annotations

import hashlib
import json
import pkgutil
import random
import resource
import sys
import time
import traceback
import warnings
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path

import atheris

from tests.fuzz.mutation import LARGEST, mutated
from tests.fuzz.target import Target

SLOWER = 4
"""Counting which code is reached takes so many times as long."""
LIMIT_MB = 2_000


@dataclass
class Record:
    """What was run, and what came of it; ``crashes`` are inputs by what tells one mistake from another."""

    folder: Path
    inputs: int = 0
    crashes: dict[str, bytes] = field(default_factory=dict)
    slowest: tuple[float, int] = (0.0, 0)

    def crashed(self, data: bytes, error: BaseException) -> None:
        """Keep the shortest input of each mistake."""
        frames = [f"{Path(each.filename).name}:{each.lineno}" for each in traceback.extract_tb(error.__traceback__)[-3:]]
        key = hashlib.sha256(" ".join((type(error).__name__, str(error)[:80], *frames)).encode("utf-8", "replace")).hexdigest()[:12]
        if len(data) < len(self.crashes.get(key, data + b" ")):
            self.crashes[key] = data
            (self.folder / f"crash-{key}").write_bytes(data)
            (self.folder / f"crash-{key}.txt").write_text(f"{type(error).__name__}: {error}\n{' '.join(frames)}\n", encoding="utf-8", errors="replace")

    def write(self) -> None:
        """Put the figures down, for whoever started this."""
        figures = {"inputs": self.inputs, "crashes": len(self.crashes), "seconds": time.process_time(), "slowest": self.slowest}
        (self.folder / "figures.json").write_text(json.dumps(figures), encoding="utf-8")


def main(name: str, folder: Path, seconds: int) -> None:
    """Run one target for some seconds of the clock."""
    resource.setrlimit(resource.RLIMIT_AS, (2 * LIMIT_MB << 20, 2 * LIMIT_MB << 20))
    warnings.simplefilter("ignore")
    target = _instrumented(name)
    seeds = list(target.seeds())
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for seed in seeds:
        (corpus / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    record = Record(folder)

    def change(data: bytes, most: int, number: int) -> bytes:
        chance = random.Random(number)
        return atheris.Mutate(data, most) if chance.random() < 0.2 else mutated(data, seeds, chance)[:most]

    options = [f"-max_total_time={seconds}", f"-max_len={LARGEST}", f"-rss_limit_mb={LIMIT_MB}", "-timeout=300", "-report_slow_units=300", "-verbosity=0", f"-artifact_prefix={folder}/"]
    atheris.Setup([sys.argv[0], *options, str(corpus)], lambda data: _tried(data, target, record), custom_mutator=change)
    atheris.Fuzz()


def _instrumented(name: str) -> Target:
    with atheris.instrument_imports(include=["engine_lint"]):
        package = import_module("engine_lint")
        for found in pkgutil.walk_packages(package.__path__, "engine_lint."):
            if ".bundled" not in found.name and not found.name.endswith("__main__"):
                import_module(found.name)
        from tests.fuzz.targets import target

        return target(name)


def _tried(data: bytes, target: Target, record: Record) -> None:
    from tests.fuzz.outcomes import Hang, bounded

    begun = time.process_time()
    try:
        with bounded(len(data), SLOWER):
            target.run(data)
    except (Exception, Hang) as error:
        record.crashed(data, error)
    took = time.process_time() - begun
    record.inputs += 1
    record.slowest = max(record.slowest, (round(took, 2), len(data)))
    if record.inputs % 20 == 0:
        record.write()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]))
