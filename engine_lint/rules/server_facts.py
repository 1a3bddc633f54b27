"""What rules about database servers share."""

from __future__ import annotations

from engine_lint.model.finding import Confidence
from engine_lint.model.server import ServerConfig


def server_confidence(config: ServerConfig, most: Confidence) -> Confidence:
    """The confidence, low for servers of tests and CI, whose timers are often short or long on purpose."""
    return Confidence.LOW if config.in_tests else most
