"""The closed list of errors. Each says whose fault it is and what to do."""

from __future__ import annotations

from collections.abc import Sequence


class EngineLintError(Exception):
    """Something that ends a run or a file. ``hint`` says what to do about it, and may be empty."""

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class UsageError(EngineLintError):
    """The command line asks for something that does not exist. The user's to mend."""


class SettingsError(EngineLintError):
    """A settings file says something it must not. ``line`` counts from 1, 0 where no line can be named."""

    def __init__(self, path: str, line: int, message: str, hint: str = "") -> None:
        super().__init__(message, hint)
        self.path = path
        self.line = line

    def __str__(self) -> str:
        where = f"{self.path}:{self.line}" if self.line else self.path
        return f"{where}: {super().__str__()}"


class CannotProbe(EngineLintError):
    """A database server could not be asked. Whose it is to mend the message says; it never holds a password."""


class UnreadableFile(EngineLintError):
    """A file could not be read, decoded or parsed. ``line`` and ``column`` count from 1, 0 where unknown."""

    def __init__(self, path: str, reason: str, line: int = 0, column: int = 0) -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason
        self.line = line
        self.column = column

    def __str__(self) -> str:
        return f"{self.path}: {self.reason}"


class TooLarge(UnreadableFile):
    """A file is larger than what is read of its kind. ``searched`` tells that the words that matter were looked for in it."""

    def __init__(self, path: str, size: int, most: int, *, searched: bool = True) -> None:
        done = "read" if searched else "searched"
        super().__init__(path, f"it is too large, {size / 1e6:.1f} MB: nothing above {most / 1e6:g} MB is {done}. Split it, or leave it out with `exclude`")
        self.searched = searched


class CannotRewrite(EngineLintError):
    """A change cannot be written without risk, so no fix is offered. ``reason`` is shown to the user."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class RewriteRefused(EngineLintError):
    """A rewritten file failed its verification and was left alone: an error of engine-lint itself."""

    def __init__(self, path: str, reason: str) -> None:
        super().__init__(reason)
        self.path = path
        self.reason = reason

    def __str__(self) -> str:
        return f"{self.path}: the rewrite was refused: {self.reason}"


class UnwritableFile(EngineLintError):
    """A mended file could not be put in the place of the old one, which is left as it was."""

    def __init__(self, path: str, reason: str, hint: str = "") -> None:
        super().__init__(f"{path}: {reason}", hint)
        self.path = path
        self.reason = reason


class FileChanged(UnwritableFile):
    """Another process changed a file between reading and writing it."""

    def __init__(self, path: str) -> None:
        super().__init__(path, "it changed since it was read", "run again")


class Interrupted(KeyboardInterrupt):
    """The user ended a run while it wrote. ``written`` and ``left`` are the files that are new and those that are old."""

    def __init__(self, written: Sequence[str], left: Sequence[str]) -> None:
        super().__init__(f"written: {', '.join(written) or 'nothing'}; left as they were: {', '.join(left) or 'nothing'}")
        self.written = written
        self.left = left
