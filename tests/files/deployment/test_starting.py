"""Commands of application servers: how many processes, and how much each serves at a time."""

from __future__ import annotations

import pytest

from engine_lint.files.deployment.procfile import commands
from engine_lint.files.deployment.starting import Config, Count, workers_of
from engine_lint.knowledge.application_servers import Program
from engine_lint.model.capacity import Workers
from engine_lint.model.place import Place, span_of
from engine_lint.model.source import Source

PATH = "/repo/Procfile"


def no_config(name: str, program: Program) -> Config | None:
    return None


def told(command: str) -> list[Workers]:
    source = Source(PATH, f"web: {command}\n")
    return [each for one in commands(source) if (each := workers_of(one, no_config))]


def counted(command: str) -> tuple[str, int | None, int | None]:
    (found,) = told(command)
    return found.program, found.processes, found.at_once


@pytest.mark.parametrize(
    ("command", "processes", "at_once"),
    [
        ("gunicorn app:app -w 4", 4, 1),
        ("gunicorn app:app -w4", 4, 1),
        ("gunicorn --workers=4 app:app", 4, 1),
        ("gunicorn --workers 4 --threads 8 app:app", 4, 8),
        ("gunicorn -w 2 -w 6 app:app", 6, 1),
        ("gunicorn app:app", 1, 1),
        ("gunicorn -w 4 -k uvicorn.workers.UvicornWorker app:app", 4, None),
        ("gunicorn -w 4 -k gevent app:app", 4, None),
        ("gunicorn -w 4 -k sync app:app", 4, 1),
        ("gunicorn -w 4 --worker-class=$CLASS app:app", 4, None),
        ("WEB_CONCURRENCY=3 gunicorn app:app", 3, 1),
        ("WEB_CONCURRENCY=3 gunicorn -w 5 app:app", 5, 1),
        ("GUNICORN_CMD_ARGS='--workers 7 --threads 2' gunicorn app:app", 7, 2),
        ("GUNICORN_CMD_ARGS='--workers 7' gunicorn -w 2 app:app", 2, 1),
        ("uvicorn app:app --workers 4", 4, None),
        ("uvicorn app:app", 1, None),
        ("hypercorn -w 3 app:app", 3, None),
        ("fastapi run --workers 4 app.py", 4, None),
        ("granian --interface asgi --workers 2 app:app", 2, None),
        ("daphne app:app", 1, None),
        ("waitress-serve --threads=16 app:app", 1, 16),
        ("uwsgi --http :80 --processes 4 --threads 2", 4, 2),
        ("uwsgi -p 8", 8, 1),
        ("celery -A app worker -c 8", 8, 1),
        ("celery -A app worker --concurrency=8 --pool=threads", 1, 8),
        ("celery -A app worker --pool gevent -c 100", 1, 100),
        ("celery -A app worker --pool solo", 1, 1),
        ("celery -A app worker --autoscale=10,3", 10, 1),
        ("dramatiq -p 2 -t 4 app", 2, 4),
    ],
)
def test_options_and_variables_of_a_program_count(command: str, processes: int, at_once: int | None) -> None:
    assert counted(command)[1:] == (processes, at_once)


@pytest.mark.parametrize(
    "before",
    [
        "exec ",
        "python -m ",
        "/opt/venv/bin/python3.12 -m ",
        "/opt/venv/bin/",
        "poetry run ",
        "uv run --frozen ",
        "pipenv run ",
        "newrelic-admin run-program ",
        "ddtrace-run ",
        "tini -- ",
        "dumb-init ",
        "gosu app ",
        "nice -n 10 ",
        "env A=1 ",
        "./wait-for-it.sh db:3306 -- ",
        "flask db upgrade && ",
        "cd src; ",
        "sh -c ",
    ],
)
def test_what_stands_before_the_program_is_passed_over(before: str) -> None:
    command = "gunicorn -w 4 app:app"
    assert counted(f'{before}"{command}"' if before == "sh -c " else before + command) == ("gunicorn", 4, 1)


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("gunicorn -w $WEB_CONCURRENCY app:app", "$WEB_CONCURRENCY comes from the environment"),
        ("gunicorn -w $(nproc) app:app", "$(nproc) is worked out when it starts"),
        ("celery -A app worker", "the machine's processors decide"),
        ("gunicorn -c conf.py app:app", "gunicorn reads conf.py, which is not read here"),
    ],
)
def test_a_number_that_is_not_in_the_text_is_unknown_with_a_reason(command: str, reason: str) -> None:
    (found,) = told(command)
    assert (found.processes, found.reason, found.at_least) == (None, reason, 1)


def test_a_default_of_the_shell_is_the_number() -> None:
    assert counted("gunicorn -w ${WEB_CONCURRENCY:-6} app:app") == ("gunicorn", 6, 1)


@pytest.mark.parametrize(
    "command",
    [
        "pip install gunicorn -w 4",
        "echo gunicorn -w 4 app:app",
        "uvicorn app:app --reload --workers 4",
        "gunicorn --reload -w 4 app:app",
        "fastapi dev --workers 4 app.py",
        "celery -A app beat -c 4",
        "celery -A app flower",
        "flask run",
        "python manage.py runserver",
        "python gunicorn_tools.py -w 4",
        "mygunicorn -w 4",
        "bash ./gunicorn.sh -w 4",
        "poetry install gunicorn",
        "",
    ],
)
def test_other_commands_start_nothing(command: str) -> None:
    assert told(command) == []


def test_the_place_is_that_of_the_number() -> None:
    (found,) = told("gunicorn app:app --workers=12")
    assert found.place == Place(PATH, span_of(1, 33, 1, 35))


def test_a_configuration_file_gives_way_to_options_and_comes_before_the_variable() -> None:
    at = Place("/repo/gunicorn.conf.py", span_of(1, 1, 1, 2))
    config = {"processes": Count(9, at), "threads": Count(3, at), "kind": Count(None, at, text="gthread")}
    source = Source(PATH, "web: WEB_CONCURRENCY=2 gunicorn app:app\nmore: gunicorn -w 5 app:app\n")
    found = [workers_of(each, lambda name, program: config) for each in commands(source)]
    assert [(each.processes, each.at_once) for each in found if each] == [(9, 3), (5, 3)]
