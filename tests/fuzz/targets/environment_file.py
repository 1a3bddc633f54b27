"""A file of environment variables, as Flask and pydantic load it."""

from __future__ import annotations

from tests.fuzz.seeds import files, strings
from tests.fuzz.target import in_project

APP = b"""\
import os
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
app = Flask(__name__)
app.config.from_prefixed_env()
app.config["SQLALCHEMY_POOL_RECYCLE"] = int(os.environ.get("POOL_RECYCLE", "900"))
db = SQLAlchemy(app)
"""
TARGET = in_project((".env", ".flaskenv"), lambda: [*files("*.env", ".env", ".flaskenv"), *strings("files/test_env_files.py")], {"app.py": APP})
