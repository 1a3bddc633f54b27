"""A JSON, TOML or Python file that a Flask application loads its config from."""

from __future__ import annotations

from tests.fuzz.seeds import files, strings
from tests.fuzz.target import in_project

APP = b"""\
import json, tomllib
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
app = Flask(__name__)
app.config.from_file("config.json", load=json.load)
app.config.from_file("config.toml", load=tomllib.load, text=False)
app.config.from_pyfile("settings.cfg")
db = SQLAlchemy(app)
"""
TARGET = in_project(
    ("config.json", "config.toml", "settings.cfg"),
    lambda: [*files("config*.json", "config*.toml", "*.cfg"), *strings("files/test_json_files.py", "files/test_toml_files.py", "files/test_loaded_configs.py")],
    {"app.py": APP, "requirements.txt": b"flask-sqlalchemy==3.1.1\n"},
)
