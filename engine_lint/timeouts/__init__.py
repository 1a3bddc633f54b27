"""Idle timeouts: where they come from, and which of them apply to an engine."""
