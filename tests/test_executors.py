"""``--executor``: a real Dask cluster does the work, and nobody can tell."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests import inprocess
from tests.shell import engine_lint, write
from tests.test_spreading import FILES


@pytest.fixture(scope="module")
def scheduler() -> Iterator[str]:
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        yield cluster.scheduler_address.removeprefix("tcp://")


@pytest.mark.parametrize("output_format", ["json", "full"])
def test_a_cluster_says_the_same_byte_for_byte(tmp_path: Path, scheduler: str, output_format: str) -> None:
    write(tmp_path, FILES)
    asked = ("check", "--no-cache", "--pedantic", "--output-format", output_format)
    here = engine_lint(*asked, "-j", "1", ".", cwd=tmp_path)
    there = engine_lint(*asked, "--executor", f"dask://{scheduler}", ".", cwd=tmp_path)
    assert here.code == 2 and b"EL101" in here.out and there == here


def test_a_cluster_mends_the_same(tmp_path: Path, scheduler: str) -> None:
    write(tmp_path, FILES)
    here = engine_lint("check", "--diff", ".", cwd=tmp_path)
    assert engine_lint("check", "--diff", "--executor", f"dask://{scheduler}", ".", cwd=tmp_path) == here


@pytest.mark.parametrize("address", ["dask://", "tcp://127.0.0.1:8786", "dask://127.0.0.1", "dask://a b:1"])
def test_what_is_no_address_is_refused(tmp_path: Path, address: str) -> None:
    refused = inprocess.engine_lint("check", "--executor", address, ".", cwd=tmp_path)
    assert refused.code == 2 and "is not an address" in refused.err and "dask://host:port" in refused.err


def test_a_scheduler_that_does_not_answer_is_told_of(tmp_path: Path) -> None:
    pytest.importorskip("distributed")
    refused = engine_lint("check", "--executor", "dask://127.0.0.1:1", ".", cwd=tmp_path)
    assert refused.code == 2 and "no Dask scheduler answers at 127.0.0.1:1" in refused.err
