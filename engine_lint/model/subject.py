"""The subjects that rules judge."""

from __future__ import annotations

from typing import TypeAlias

from engine_lint.model.engine import Engine
from engine_lint.model.flask import ConfigKeys, LateOptions, PoolHook
from engine_lint.model.server import ServerConfig

SiteSubject: TypeAlias = Engine | ConfigKeys | PoolHook | LateOptions
"""What stands at an engine site."""
Subject: TypeAlias = SiteSubject | ServerConfig
"""What a rule can judge."""
