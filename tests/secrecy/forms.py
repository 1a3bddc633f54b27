"""Places where passwords stand in projects, each as a small file that something is found in."""

from __future__ import annotations

import json

PASSWORD = "@PASSWORD@"
"""Stands for the password."""
_HEAD = "import os\nfrom sqlalchemy import URL, create_engine\n\n"

MODULES = {
    "literal": 'engine = create_engine("mysql+pymysql://shop:@PASSWORD@@db/shop", pool_recycle=30000)\n',
    "percent-encoded": 'engine = create_engine("mysql+pymysql://shop:%40%3A@PASSWORD@%2F%40@db/shop", pool_recycle=30000)\n',
    "in lines": 'engine = create_engine(\n    "mysql+pymysql://shop:@PASSWORD@@db/shop",\n    pool_recycle=30000,\n)\n',
    "f-string": 'host = "db"\nengine = create_engine(f"mysql+pymysql://shop:@PASSWORD@@{host}/shop")\n',
    "f-string, half of it": 'end = os.getenv("END")\nengine = create_engine(f"mysql+pymysql://shop:@PASSWORD@{end}@db/shop")\n',
    "f-string, a name": 'pw = "@PASSWORD@"\nengine = create_engine(f"mysql+pymysql://shop:{pw}@db/shop", pool_recycle=30000)\n',
    "f-string, a string": "engine = create_engine(f\"mysql+pymysql://shop:{'@PASSWORD@'}@db/shop\")\n",
    "f-string, a call": "from urllib.parse import quote_plus\nengine = create_engine(f\"mysql://shop:{quote_plus('@PASSWORD@')}@db/shop\")\n",
    "percent": 'engine = create_engine("mysql+pymysql://%s:%s@db/shop" % ("shop", "@PASSWORD@"))\n',
    "percent, one": 'engine = create_engine("mysql+pymysql://shop:%s@db/shop" % "@PASSWORD@")\n',
    "percent, by name": 'engine = create_engine("mysql://%(u)s:%(p)s@db/shop" % {"u": "shop", "p": "@PASSWORD@"})\n',
    "format": 'engine = create_engine("mysql+pymysql://{}:{}@db/shop".format("shop", "@PASSWORD@"))\n',
    "format, by name": 'engine = create_engine("mysql://{u}:{p}@db/shop".format(u="shop", p="@PASSWORD@"))\n',
    "plus": 'engine = create_engine("mysql+pymysql://shop:" + "@PASSWORD@" + "@db/shop", pool_recycle=30000)\n',
    "plus, in lines": 'engine = create_engine(\n    "mysql+pymysql://"\n    + "shop"\n    + ":"\n    + "@PASSWORD@"\n    + "@db/shop"\n)\n',
    "neighbours": 'engine = create_engine(\n    "mysql+pymysql://shop:"\n    "@PASSWORD@"\n    "@db/shop"\n)\n',
    "query": 'engine = create_engine("postgresql://db/shop?user=shop&password=@PASSWORD@", pool_recycle="300")\n',
    "query, with a pool": 'engine = create_engine("postgresql://shop:@PASSWORD@@db/shop?pool_size=5")\n',
    "odbc": 'engine = create_engine("mssql+pyodbc:///?odbc_connect=DRIVER%3DX%3BPWD%3D@PASSWORD@%3BUID%3Dsa", pool_pre_ping=False)\n',
    "create": 'engine = create_engine(URL.create("mysql+pymysql", "shop", "@PASSWORD@", "db"))\n',
    "create, by name": 'engine = create_engine(URL.create("mysql+pymysql", username="shop", password="@PASSWORD@", host="db"))\n',
    "create, in lines": 'engine = create_engine(\n    URL.create(\n        "mysql",\n        password=(\n            "@PASSWORD@"\n        ),\n    )\n)\n',
    "connect_args": 'engine = create_engine("mysql+pymysql://db/shop", connect_args={"password": "@PASSWORD@", "user": "a"})\n',
    "connect_args, apart": 'ARGS = dict(\n    password="@PASSWORD@",\n)\nengine = create_engine("mysql+pymysql://db/shop", connect_args=ARGS)\n',
    "dsn": 'engine = create_engine("postgresql://", connect_args={"dsn": "host=db password=@PASSWORD@ user=a"})\n',
    "creator": 'import pymysql\nengine = create_engine("mysql+pymysql://", creator=lambda: pymysql.connect("db", "shop", "@PASSWORD@", "shop"))\n',
    "environment": 'url = os.environ.get("DATABASE_URL", "mysql+pymysql://shop:@PASSWORD@@db/shop")\nengine = create_engine(url)\n',
    "environment, a part": 'PW = os.environ.get("DB_PASSWORD", "@PASSWORD@")\nengine = create_engine(f"mysql+pymysql://shop:{PW}@db/shop")\n',
    "settings class": 'class S:\n    db_pass: str = "@PASSWORD@"\n    url = f"mysql://u:{db_pass}@db"\n\nengine = create_engine(S.url)\n',
    "unpacked": 'user, password = "shop", "@PASSWORD@"\nengine = create_engine("mysql://" + user + ":" + password + "@db/shop")\n',
    "comment": 'engine = create_engine("mysql://db/shop")  # was mysql://shop:@PASSWORD@@db/shop\n',
    "condition": 'url = os.environ["U"]\nif url != "mysql://shop:@PASSWORD@@db":\n    engine = create_engine(url, pool_pre_ping=False)\n',
    "pool": 'import pymysql\nfrom sqlalchemy.pool import QueuePool\npool = QueuePool(lambda: pymysql.connect(host="db", password="@PASSWORD@"))\n'
    'engine = create_engine("mysql+pymysql://", pool=pool, pool_size=5)\n',
    "pool, inline": "import pymysql\nfrom sqlalchemy.pool import QueuePool\n"
    'engine = create_engine("mysql://", pool=QueuePool(lambda: pymysql.connect("db", "shop", "@PASSWORD@"), pool_size=3), pool_recycle=9)\n',
    "broken": 'engine = create_engine("mysql+pymysql://shop:@PASSWORD@@db/shop"\nclass :\n',
    "number": 'engine = create_engine("mysql://shop:@PASSWORD@@db/shop", pool_recycle="300")\n',
    "flask": 'class Config:\n    SQLALCHEMY_DATABASE_URI = "mysql+pymysql://shop:@PASSWORD@@db/shop"\n    SQLALCHEMY_POOL_SIZE = 5\n'
    '    SECRET_KEY = "@PASSWORD@"\n    SQLALCHEMY_BINDS = {"other": "mysql://shop:@PASSWORD@@other/shop"}\n',
    "unknown key": 'app.config["SQLALCHEMY_POOL_PRE_PING"] = "mysql://shop:@PASSWORD@@db"\napp.config["SQLALCHEMY_DATABASE_URI"] = "mysql://a:@PASSWORD@@b"\n',
}
"""Python code."""


def _notebook(code: str) -> str:
    cell = {"cell_type": "code", "execution_count": 1, "id": "a", "metadata": {}, "source": code.splitlines(keepends=True)}
    output = {"output_type": "stream", "name": "stdout", "text": ["Engine(mysql://shop:@PASSWORD@@db/shop)\n"]}
    return json.dumps({"cells": [{**cell, "outputs": [output]}], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}, indent=1, ensure_ascii=False)


FILES = {
    **{f"m{number}.py": _HEAD + code for number, code in enumerate(MODULES.values())},
    "alembic.ini": "[alembic]\nsqlalchemy.url = mysql://shop:@PASSWORD@@db/shop\nsqlalchemy.pool_pre_ping = false\npool_recycle = 300\npassword = @PASSWORD@\n"
    "[other]\nsqlalchemy.url = mysql://shop:%%40@PASSWORD@%%2F@db/shop\nsqlalchemy.pool_pre_ping = false\n"
    "[third]\nsecret = @PASSWORD@\nsqlalchemy.url = mysql://shop:%(secret)s@db/shop\nsqlalchemy.pool_recycle = 1h\n",
    "migrations/env.py": "from alembic import context\nfrom sqlalchemy import engine_from_config\n"
    'engine = engine_from_config(context.config.get_section("alembic"), prefix="sqlalchemy.")\n',
    ".env": "FLASK_SQLALCHEMY_DATABASE_URI=mysql://shop:@PASSWORD@@db/shop\nFLASK_SQLALCHEMY_POOL_RECYCLE=300\nDB_PASSWORD=@PASSWORD@\n"
    'FLASK_SQLALCHEMY_BINDS={"other": "mysql://shop:%40@PASSWORD@%2F@db/shop"}\nOTHER_URL=\'mysql://shop:%40@PASSWORD@%2F@db/shop\'\n',
    "my.cnf": "[client]\npassword=@PASSWORD@\n[mysqld]\nwait_timeout = 20 # @PASSWORD@? no\n".replace(" # @PASSWORD@? no", ""),
    "docker-compose.yml": "services:\n  db:\n    image: mysql:8\n    command: --wait_timeout=30\n    environment:\n      MYSQL_ROOT_PASSWORD: @PASSWORD@\n"
    "      URL: mysql://shop:@PASSWORD@@db/shop\n",
    "k8s.yaml": "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: db}\nspec:\n  template:\n    spec:\n      containers:\n      - name: db\n        image: mysql:8\n"
    "        args: [--wait_timeout=30]\n        env:\n        - name: MYSQL_ROOT_PASSWORD\n          value: @PASSWORD@\n",
    "flask.json": '{"SQLALCHEMY_DATABASE_URI": "mysql://shop:@PASSWORD@@db/shop", "SQLALCHEMY_POOL_SIZE": 5, "SECRET_KEY": "@PASSWORD@"}\n',
    "flask.toml": 'SQLALCHEMY_DATABASE_URI = "mysql://shop:@PASSWORD@@db/shop"\nSQLALCHEMY_POOL_SIZE = 5\nSECRET_KEY = "@PASSWORD@"\n',
    "loads.py": "import json, tomllib\nfrom flask import Flask\nfrom flask_sqlalchemy import SQLAlchemy\napp = Flask(__name__)\n"
    'app.config.from_file("flask.json", load=json.load)\napp.config.from_file("flask.toml", load=tomllib.load, text=False)\napp.config.from_prefixed_env()\ndb = SQLAlchemy(app)\n',
    "note.ipynb": _notebook(_HEAD + MODULES["f-string, a name"]),
    "README.md": f"# Shop\n\n```python\n{_HEAD}{MODULES['neighbours']}```\n",
}
"""A project with all of them."""
