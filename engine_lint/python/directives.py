"""Comments that speak to a tool instead of a reader."""

from __future__ import annotations

from engine_lint.expression import expression

_DIRECTIVE = expression(r"#\s*(?:noqa|type:|pyright:|mypy:|pylint:|pragma:|nosec|nosemgrep|fmt:|ruff:|isort:|flake8:|engine-lint:|lint-)")


def is_directive(comment: str) -> bool:
    """Whether a comment is about its own line for some tool, so that it means nothing once that line is gone."""
    return bool(_DIRECTIVE.match(comment))
