"""Configuration of the storefront, grown over the years."""

import os


class Base:
    SQLALCHEMY_DATABASE_URI = "mysql+pymysql://shop:tulip@db.internal/shop"
    SQLALCHEMY_ECHO = False


class Production(Base):
    # Flask-SQLAlchemy 2 read these. Version 3 does not, and says nothing.
    SQLALCHEMY_POOL_RECYCLE = 280
    SQLALCHEMY_POOL_SIZE = 20  # the web server has 16 threads


class Staging(Base):
    # This key never existed.
    SQLALCHEMY_POOL_PRE_PING = True


class Kiosk(Base):
    SQLALCHEMY_ENGINE_OPTIONS = {
        "pool_size": 2,
        "pool_recycle": 7200,  # two hours, but the server waits ten minutes
    }


class Testing(Base):
    SQLALCHEMY_DATABASE_URI = os.environ.get("TEST_DATABASE_URL", "sqlite:///:memory:")
