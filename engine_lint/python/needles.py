"""The words without which no file can hold a site, for the byte prefilter."""

from __future__ import annotations

FACTORY_WORDS: tuple[bytes, ...] = (
    b"create_engine",
    b"create_async_engine",
    b"engine_from_config",
    b"create_pool_from_url",
    b"create_async_pool_from_url",
)
LOADING_WORDS: tuple[bytes, ...] = (b"config.from_file", b"config.from_json", b"config.from_prefixed_env")
"""They load keys from files of other kinds, so that no other word need stand in the module."""
CONFIG_WORDS: tuple[bytes, ...] = (b"SQLALCHEMY_", b"apply_pool_defaults", b"apply_driver_hacks", b"SQLAlchemy(", *LOADING_WORDS)
PARAMETER_WORDS: tuple[bytes, ...] = (b"engine_args", b"engine_kwargs", b"engine_options")
"""Parameters of other libraries, and of Flask-SQLAlchemy. Alone they say little: pandas and others have engines that are none of SQLAlchemy's."""
THIRD_PARTY_WORDS: tuple[bytes, ...] = (
    b"SQLAlchemyJobStore",
    b"add_jobstore",
    b"dataset.connect",
    b"RDBStorage",
    b"SQLDatabase",
    b"PGEngine",
    b"DatabaseSessionService",
    b"SQLAlchemyAsyncConfig",
    b"SQLAlchemySyncConfig",
    b"EngineConfig",
    b"BindConfig",
    b"ENGINE_OPTIONS",
    b"JupyterHub.db_",
    b"DBSessionMiddleware",
    b"SQLAlchemyMiddleware",
    b"records.Database",
    b"nameko_sqlalchemy",
    *PARAMETER_WORDS,
)
"""Names out of ``third_party.toml``, which is read later than this: of its makers or of the parameters without which they are not judged."""

LISTENER_WORDS: tuple[bytes, ...] = (b"listens_for", b"event.listen")
"""They hold no site, but a function with one of them is run when a function with a site calls it."""

NEEDLES: tuple[bytes, ...] = FACTORY_WORDS + CONFIG_WORDS + THIRD_PARTY_WORDS
"""A Python file without any of these is never parsed. Lines with one of them mark the functions worth running."""

_WITHOUT_PARAMETERS = tuple(word for word in NEEDLES if word not in PARAMETER_WORDS)

PROJECT_WORDS: tuple[bytes, ...] = (
    *(b"SQLALCHEMY_", b"engine_from_config", b"engine_options", b"flask_sqlalchemy", *LISTENER_WORDS),
    *(b"def apply_pool_defaults", b"def apply_driver_hacks"),
)
"""What the files of a project tell each other of: keys, options, listeners, hooks."""

TELLING_WORDS: tuple[bytes, ...] = FACTORY_WORDS + PROJECT_WORDS

_PARTS: tuple[bytes, ...] = (
    *(b"ngine", b"ENGINE_O", b"SQLA", b"_sqlalchemy", b"SQLDatabase", b"RDBStorage", b"add_jobstore", b"dataset.connect", b"DatabaseSess"),
    *(b"BindConfig", b"JupyterHub.db_", b"DBSession", b"records.Database", b"config.from_", b"listens_for", b"event.listen", b"apply_pool", b"apply_driver"),
    b"_pool_from_url",
)
"""Parts of the words above, few and each quickly found: one of them stands in each word."""


def may_hold_word(data: bytes) -> bool:
    """Whether any of the words of this page may stand in some bytes. A search for one text is so much faster than one for several that a loop wins."""
    for part in _PARTS:  # noqa: SIM110 - a generator would cost as much as the search in a short file
        if part in data:
            return True
    return False


def holds_one(words: tuple[bytes, ...], data: bytes) -> bool:
    """Whether one of some words stands in the bytes."""
    for word in words:  # noqa: SIM110
        if word in data:
            return True
    return False


def holds_parameters_alone(data: bytes) -> bool:
    """Whether a file with one of the needles holds none but parameters that other libraries have."""
    return not holds_one(_WITHOUT_PARAMETERS, data)
