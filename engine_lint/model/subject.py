"""The subjects that rules judge."""

from __future__ import annotations

from typing import TypeAlias

from engine_lint.model.capacity import Capacity
from engine_lint.model.engine import Engine
from engine_lint.model.flask import ConfigKeys, LateOptions, PoolHook
from engine_lint.model.server import ServerConfig

SiteSubject: TypeAlias = Engine | ConfigKeys | PoolHook | LateOptions
"""What stands at an engine site."""
Subject: TypeAlias = SiteSubject | ServerConfig | Capacity
"""What a rule can judge: what a file holds, and what is worked out of the engines of several."""
