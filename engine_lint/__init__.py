"""engine-lint: finds SQLAlchemy engines whose pooled connections die while they rest, and mends them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from engine_lint.api import check_paths, check_source, engines, fix_source

__version__ = "0.1.0"
__all__ = ["__version__", "check_paths", "check_source", "engines", "fix_source"]


def __getattr__(name: str) -> Any:
    if name in ("check_paths", "check_source", "engines", "fix_source"):
        from engine_lint import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
