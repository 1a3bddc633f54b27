"""The storefront, on Flask."""

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

from storefront.config import Production

db = SQLAlchemy()


def create_app() -> Flask:
    app = Flask(__name__)
    app.config.from_object(Production)
    db.init_app(app)
    return app
