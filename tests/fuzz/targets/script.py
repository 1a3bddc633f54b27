"""SQL, shell scripts, Dockerfiles, units of services: whatever sets timers or starts the application."""

from __future__ import annotations

from tests.fuzz.seeds import files, strings
from tests.fuzz.target import in_project

TARGET = in_project(
    ("init.sql", "start.sh", "Dockerfile", "mysql.container", "Procfile", "app.service", "gunicorn.conf.py", "uwsgi.ini", "supervisord.conf"),
    lambda: [*files("*.sql", "Dockerfile", "Procfile"), *strings("files/infra/test_sql.py", "files/infra/test_containers.py", "files/deployment/*.py")],
)
