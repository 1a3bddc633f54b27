"""Executors by address: where work is done that is not done on this machine."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from engine_lint.errors import UsageError
from engine_lint.expression import expression

if TYPE_CHECKING:
    from concurrent.futures import Executor

_ADDRESS = expression(r"dask://(?P<where>[^/\s]+:[0-9]+)/?")


@contextmanager
def executor_at(address: str) -> Iterator[Executor | None]:
    """The executor at an address, closed behind it; None where the address is empty.

    Args:
        address: ``dask://host:port``, where a Dask scheduler listens.

    Raises:
        UsageError: the address is none, Dask is not installed, or nobody answers.
    """
    if not address:
        yield None
        return
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise UsageError(f"--executor: {address!r} is not an address", "`--executor dask://host:port`, where a Dask scheduler listens")
    try:
        dask: Any = import_module("distributed")
    except ImportError as error:
        raise UsageError("--executor needs Dask", "`pip install engine-lint[dask]`") from error
    try:
        client = dask.Client(f"tcp://{found['where']}", timeout=10, set_as_default=False)
    except (OSError, TimeoutError) as error:
        raise UsageError(f"--executor: no Dask scheduler answers at {found['where']}", "`dask scheduler` starts one, `dask worker ADDRESS` a worker") from error
    with client:
        yield client.get_executor()
