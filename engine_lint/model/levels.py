"""How bad, how sure and how safe: what findings are sorted by, and what settings name."""

from __future__ import annotations

from enum import Enum, IntEnum


class Severity(IntEnum):
    """How bad it is. error: breaks or is ignored outright; warning: fails when a connection idles out; info: worth a look."""

    INFO = 1
    WARNING = 2
    ERROR = 3


class Confidence(IntEnum):
    """How sure it is. high: every fact used is known; medium: backend or version is not; low: judged past something unresolved."""

    LOW = 1
    MEDIUM = 2
    HIGH = 3


class Safety(str, Enum):
    """safe: a working program cannot stop working and no comment is lost."""

    SAFE = "safe"
    UNSAFE = "unsafe"
