"""Engines of the background jobs."""

import os

from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool, QueuePool

URL = "mysql+pymysql://jobs@db.internal/jobs"


def mail_engine():
    # A new connection every five seconds.
    return create_engine(URL, pool_pre_ping=True, pool_recycle=5)


def invoice_engine():
    # bool("False") is True.
    return create_engine(URL, pool_pre_ping=bool(os.getenv("PING", "False")), pool_recycle=300)


def export_engine():
    # NullPool has no size: TypeError at start-up.
    return create_engine(URL, poolclass=NullPool, pool_size=5)


def import_engine(creator):
    # Pool options beside a finished pool: TypeError at start-up.
    return create_engine("mysql+pymysql://", pool=QueuePool(creator, recycle=300), pool_pre_ping=True)


def search_engine(creator):
    # A pool built by hand needs a pre_ping of its own.
    return create_engine("mysql+pymysql://", pool=QueuePool(creator, recycle=300))


def cache_engine():
    # True is one second.
    return create_engine(URL, pool_pre_ping=True, pool_recycle=True)


def report_engine():
    # Pre-ping switched off on purpose; recycle does the work.
    return create_engine(URL, pool_pre_ping=False, pool_recycle=300)


def batch_engine():
    return create_engine(URL, pool_recycle=300)  # engine-lint: ignore[EL101] one connection, used all the time


def archive_engine():
    return create_engine(URL, pool_pre_ping=True, pool_recycle=300)  # engine-lint: ignore[EL101] no longer needed
