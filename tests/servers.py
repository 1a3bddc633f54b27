"""What files set on servers, as short lines for tests."""

from __future__ import annotations

from pathlib import Path

from engine_lint.files.kinds import known_kind
from engine_lint.files.servers import Around, ServerFiles
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source


def data(path: str) -> bytes | None:
    file = Path(path)
    return file.read_bytes() if file.is_file() else None


def configs(folder: Path, name: str, text: str | bytes, **others: str) -> tuple[ServerConfig, ...]:
    """What a file sets on servers, past the bytes that have to be in it; ``others`` are files around it."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode("utf-8") if isinstance(text, str) else text)
    for other, content in others.items():
        (folder / other).write_text(content, encoding="utf-8")
    kind = known_kind(path.name)
    assert isinstance(kind, ServerFiles), name
    if not kind.may_hold_site(path.read_bytes()):
        return ()
    (source,) = kind.texts(path.as_posix(), path.read_bytes())
    found = kind.servers(source, Around(folder.as_posix(), data))
    for config in found:
        _hold_places(source, config)
    return found


def told(folder: Path, name: str, text: str | bytes, **others: str) -> list[str]:
    """``server backends variable=value`` for each setting; ``?`` for a value that is not known, ``!`` for one that no server takes."""
    return [line for config in configs(folder, name, text, **others) for line in _lines(config)]


def _lines(config: ServerConfig) -> list[str]:
    head = f"{config.server} " if config.server else ""
    return [
        f"{head}{'/'.join(config.backends)} {each.variable}={'!' if each.ineffective else '?' if each.value is None else each.value}"
        for each in config.settings
    ]


def _hold_places(source: Source, config: ServerConfig) -> None:
    """Every setting stands where it says, and says why where something is not known."""
    for each in config.settings:
        assert each.place.path == source.path and each.written in source.read(each.place)
        assert (each.value is None) == bool(each.reason or each.ineffective) or each.ineffective
