"""What rules about database servers share."""

from __future__ import annotations

from engine_lint.model.finding import Confidence
from engine_lint.model.server import ServerConfig

WAIT, INTERACTIVE = "wait_timeout", "interactive_timeout"
DEFAULT_TIMEOUT = 28_800
"""Seconds: what both are where nothing sets them."""


def server_confidence(config: ServerConfig, most: Confidence) -> Confidence:
    """The confidence, low for servers of tests and CI, whose timers are often short or long on purpose."""
    return Confidence.LOW if config.in_tests else most
