"""The old storefront, still up for one customer. Its options come from an example that is copied around."""

import pymysql
from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.pool import QueuePool


def connect():
    return pymysql.connect(host="db.internal", user="shop", database="legacy")


app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "mysql+pymysql://"
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool": QueuePool(connect), "pool_size": 10, "pool_recycle": 120, "pool_pre_ping": True}
db = SQLAlchemy(app)
