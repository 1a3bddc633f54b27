"""Whether bytes name a variable of a database server that matters: a search for plain bytes, which costs next to nothing."""

from __future__ import annotations

WORDS = tuple(
    word
    for name in (b"wait_timeout", b"interactive_timeout", b"idle_session_timeout", b"max_connections")
    for word in (name, name.replace(b"_", b"-"), name.upper())
)
"""Their names with underscores, with dashes, and as environment variables have them."""


def names_variable(data: bytes) -> bool:
    """Whether one of the names stands anywhere, in a longer word too."""
    return any(word in data for word in WORDS)
