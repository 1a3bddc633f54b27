"""Engines of the orders API, on FastAPI."""

import os

from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

# No pre-ping: after a quiet night the first order fails.
orders = create_async_engine(
    "postgresql+asyncpg://orders:fern@db.internal/orders",
    pool_size=10,
    max_overflow=20,
)
Session = async_sessionmaker(orders, expire_on_commit=False)

# Recycled long after the server has hung up.
stock = create_engine("mysql+pymysql://stock@db.internal/stock", pool_pre_ping=True, pool_recycle=60 * 60 * 8)

# A string where the pool does arithmetic: TypeError at the first connect that is old enough.
prices = create_engine(os.environ["PRICES_URL"], pool_pre_ping=True, pool_recycle=os.environ["PRICES_RECYCLE"])

# As it should be.
audit = create_engine("mysql+pymysql://audit@db.internal/audit", pool_pre_ping=True, pool_recycle=570)
