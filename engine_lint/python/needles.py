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
CONFIG_WORDS: tuple[bytes, ...] = (b"SQLALCHEMY_", b"engine_options", b"apply_pool_defaults", b"apply_driver_hacks", b"SQLAlchemy(", *LOADING_WORDS)
THIRD_PARTY_WORDS: tuple[bytes, ...] = (
    b"SQLAlchemyJobStore",
    b"add_jobstore",
    b"dataset.connect",
    b"RDBStorage",
    b"SQLDatabase",
    b"engine_args",
    b"engine_kwargs",
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
)
"""Names out of ``third_party.toml``: of its makers or of the parameters without which they are not judged."""

LISTENER_WORDS: tuple[bytes, ...] = (b"listens_for", b"event.listen")
"""They hold no site, but a function with one of them is run when a function with a site calls it."""

NEEDLES: tuple[bytes, ...] = FACTORY_WORDS + CONFIG_WORDS + THIRD_PARTY_WORDS
"""A Python file without any of these is never parsed. Lines with one of them mark the functions worth running."""
