"""Which files tell in how many processes a project runs, and which of them counts."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine_lint.files.deployment.deployments import Deployments
from engine_lint.files.deployment.finding import deployment_files, form_of
from engine_lint.python.project import Project
from tests.shell import write

GUNICORN = "gunicorn shop:app --workers 4 --threads 8"
SERVICE = "services:\n  web:\n    build: .\n    command: "

KUBERNETES = """\
apiVersion: apps/v1
kind: {kind}
metadata: {{name: web}}
spec:
  replicas: {replicas}
  template:
    spec:
      containers:
        - name: web
          command: {command}
"""


def deployments(root: Path, files: dict[str, str]) -> Deployments:
    write(root, {name: text.encode() for name, text in files.items()})
    base = root.as_posix()
    return Deployments(base, base, tuple(deployment_files(base, lambda path, *, folder=False: False)), lambda path: base, Project(base))


def of_sub_project(root: Path, files: dict[str, str]) -> list[str]:
    """Where the workers of a project in ``backend/`` are told of, as one of several in a repository."""
    write(root, {"backend/shop.py": b"", "frontend/pages.py": b"", **{name: text.encode() for name, text in files.items()}})
    base = root.as_posix()

    def root_of(path: str) -> str:
        folder = path.removeprefix(f"{base}/").partition("/")[0]
        return f"{base}/{folder}" if folder in ("backend", "frontend") else base

    found = tuple(each for each in deployment_files(base, lambda path, *, folder=False: False) if root_of(each) in (base, f"{base}/backend"))
    return [each.where for each in Deployments(f"{base}/backend", base, found, root_of, Project(f"{base}/backend")).workers()]


def told(root: Path, files: dict[str, str]) -> list[tuple[str, int | None, str]]:
    return [(each.program, each.processes, each.where) for each in deployments(root, files).workers()]


@pytest.mark.parametrize(
    ("name", "text", "line"),
    [
        ("Procfile", f"release: flask db upgrade\nweb: {GUNICORN}\n", 2),
        ("Dockerfile", f"FROM python:3.12\nRUN pip install gunicorn\nCMD {GUNICORN}\n", 3),
        ("Dockerfile", 'FROM python\nCMD ["gunicorn", "shop:app", "--workers", "4"]\n', 2),
        ("Dockerfile", 'FROM python\nENTRYPOINT ["gunicorn"]\nCMD ["shop:app", "-w", "4"]\n', 3),
        ("Dockerfile", 'FROM python\nENTRYPOINT ["tini", "--"]\nCMD ["sh", "-c", "flask db upgrade && exec gunicorn -w 4 shop:app"]\n', 3),
        ("Dockerfile", "FROM python\nENV PORT=80 \\\n    WEB_CONCURRENCY=4\nCMD gunicorn shop:app\n", 3),
        ("Dockerfile", "FROM python\nENV WEB_CONCURRENCY 4\nCMD gunicorn shop:app\n", 2),
        ("Dockerfile", "FROM python\nENV N=4\nCMD gunicorn --workers ${N} shop:app\n", 3),
        ("Dockerfile", "FROM a AS one\nCMD gunicorn -w 9 shop:app\nFROM b\nCMD gunicorn -w 4 shop:app\n", 4),
        ("docker/web.Dockerfile", "FROM python\nCMD gunicorn \\\n  --workers 4 shop:app\n", 3),
        ("docker-compose.yml", f"{SERVICE}{GUNICORN}\n", 4),
        ("compose.yaml", f"{SERVICE}[gunicorn, 'shop:app', -w, '4']\n", 4),
        ("docker-compose.prod.yml", f"{SERVICE}gunicorn shop:app\n    environment:\n      WEB_CONCURRENCY: 4\n", 6),
        ("docker-compose.yml", f"{SERVICE}gunicorn shop:app -w ${{WORKERS:-4}}\n", 4),
        ("deploy/supervisord.conf", f"[program:web]\ncommand = /srv/venv/bin/{GUNICORN}\nautostart = true\n", 2),
        ("etc/supervisor/conf.d/shop.conf", f"[program:web]\ncommand={GUNICORN}\n", 2),
        ("deploy/shop.service", f"[Service]\nUser=shop\nExecStart=/srv/venv/bin/{GUNICORN}\n", 3),
        ("start.sh", f"#!/bin/sh\nset -e\nflask db upgrade\nexec {GUNICORN}\n", 4),
        ("start.sh", '#!/bin/bash\nWORKERS=${WORKERS:-4}\nexec gunicorn shop:app --workers "$WORKERS"\n', 3),
        ("start.sh", "export WEB_CONCURRENCY=4\ngunicorn shop:app\n", 1),
        ("gunicorn.conf.py", "bind = '0.0.0.0:80'\nworkers = 2 * 2\n", 2),
        ("config/gunicorn_prod.py", "import os\nworkers = int(os.environ.get('WORKERS', '4'))\n", 2),
        ("Dockerfile", 'FROM python\nENV N=4\nCMD ["sh", "-c", "exec gunicorn -w $N shop:app"]\n', 3),
        ("Dockerfile", 'FROM python\nCMD ["sh", "-c", "exec gunicorn -w ${N:-4} shop:app"]\n', 2),
        ("compose.yml", "services:\n  web:\n    build: .\n    entrypoint: [gunicorn]\n    command: [-w, '4', 'shop:app']\n", 5),
        ("k8s/web.yaml", KUBERNETES.format(kind="Deployment", replicas=1, command="[gunicorn, -w, '4', 'shop:app']"), 10),
        ("k8s/web.yml", KUBERNETES.format(kind="StatefulSet", replicas=4, command="[sh, -c, 'exec gunicorn shop:app']"), 10),
        ("uwsgi.ini", "[uwsgi]\nmodule = shop\nprocesses = 4\n", 3),
        ("conf/uwsgi.ini", "[uwsgi]\nworkers = 4\nthreads = 2\n", 2),
    ],
)
def test_each_form_tells_how_many_workers_there_are(name: str, text: str, line: int, tmp_path: Path) -> None:
    ((program, processes, where),) = told(tmp_path, {name: text})
    assert (program in ("gunicorn", "uwsgi"), processes, where.rpartition(":")[0]) == (True, 4, name)
    assert abs(int(where.rpartition(":")[2]) - line) <= ("N=4" in text or "WORKERS=$" in text), where


@pytest.mark.parametrize(
    "files",
    [
        {"Procfile": "web: python app.py\n"},
        {"Dockerfile": "FROM python\nRUN pip install gunicorn -w 4\nCMD python app.py\n"},
        {"Dockerfile": "FROM python\nCMD gunicorn -w 4 shop:app\nFROM nginx\nCMD nginx\n", "README": "gunicorn -w 4"},
        {"docker-compose.test.yml": f"{SERVICE}{GUNICORN}\n"},
        {"docker-compose.dev.yml": f"{SERVICE}{GUNICORN}\n"},
        {"docker-compose.override.yml": f"{SERVICE}{GUNICORN}\n"},
        {"docker-compose.yml": f"services:\n  tests:\n    build: .\n    command: {GUNICORN}\n"},
        {"docker-compose.yml": f"services:\n  other:\n    build: ../other\n    command: {GUNICORN}\n"},
        {"docker-compose.yml": f"{SERVICE}{GUNICORN}\n    deploy:\n      replicas: 0\n"},
        {"docker-compose.yml": "services: [\n"},
        {"k8s/web.yaml": KUBERNETES.format(kind="Job", replicas=1, command="[gunicorn, -w, '4', 'shop:app']")},
        {"k8s/web.yaml": KUBERNETES.format(kind="Deployment", replicas=0, command="[gunicorn, -w, '4', 'shop:app']")},
        {"k8s/web.yaml": "command: [gunicorn, -w, '4', 'shop:app']\n"},
        {"chart/templates/web.yaml": "{{ if .Values.web }}\nkind: Deployment # gunicorn\n{{ end }}\n"},
        {".github/workflows/ci.yml": KUBERNETES.format(kind="Deployment", replicas=1, command="[gunicorn, -w, '4', 'shop:app']")},
        {"docker-compose.yml": f"x: 1\nneither:\n  command: {GUNICORN}\n"},
        {"tests/Dockerfile": f"FROM python\nCMD {GUNICORN}\n"},
        {"examples/Procfile": f"web: {GUNICORN}\n"},
        {"Dockerfile.dev": f"FROM python\nCMD {GUNICORN}\n"},
        {".devcontainer/Dockerfile": f"FROM python\nCMD {GUNICORN}\n"},
        {"node_modules/x/Procfile": f"web: {GUNICORN}\n"},
        {"notes.txt": f"web: {GUNICORN}\n"},
        {"start.sh": f"# {GUNICORN}\necho done\n"},
        {"nginx.conf": f"[program:web]\ncommand={GUNICORN}\n"},
        {"gunicorn.conf.py": "bind = '0.0.0.0:80'\n"},
        {"gunicorn.conf.py": "workers = (\n"},
        {"uwsgi.ini": "[other]\nprocesses = 4\n"},
        {"deploy/shop.service": f"[Service]\n# ExecStart={GUNICORN}\nExecStartPre={GUNICORN}\nExecStart=/usr/bin/true\n"},
        {},
    ],
)
def test_what_starts_nothing_for_production_tells_nothing(files: dict[str, str], tmp_path: Path) -> None:
    assert told(tmp_path, files) == []


def test_what_one_file_starts_runs_together(tmp_path: Path) -> None:
    text = "web: gunicorn -w 4 shop:app\nworker: celery -A shop worker -c 8\nclock: celery -A shop beat\n"
    assert told(tmp_path, {"Procfile": text}) == [("gunicorn", 4, "Procfile:1"), ("celery", 8, "Procfile:2")]


def test_of_two_files_the_one_that_starts_more_counts(tmp_path: Path) -> None:
    files = {"Procfile": "web: uvicorn shop:app --workers 2\n", "Dockerfile": "FROM python\nCMD uvicorn shop:app --workers 6\n"}
    assert told(tmp_path, files) == [("uvicorn", 6, "Dockerfile:2")]


def test_workers_that_serve_many_at_a_time_count_before_those_that_serve_one(tmp_path: Path) -> None:
    files = {"Procfile": "web: gunicorn -w 20 shop:app\n", "Dockerfile": "FROM python\nCMD uvicorn shop:app --workers 6\n"}
    assert told(tmp_path, files) == [("uvicorn", 6, "Dockerfile:2")]


def test_a_script_chooses_between_its_application_servers(tmp_path: Path) -> None:
    text = 'case "$1" in\n  small) exec gunicorn -w 2 shop:app ;;\n  large) exec gunicorn -w 8 shop:app ;;\n  jobs) celery -A shop worker -c 3 ;;\nesac\n'
    assert told(tmp_path, {"entrypoint.sh": text}) == [("gunicorn", 8, "entrypoint.sh:3"), ("celery", 3, "entrypoint.sh:4")]


@pytest.mark.parametrize(
    ("files", "where"),
    [
        ({"docker/Dockerfile.web": f"FROM python\nCMD {GUNICORN}\n"}, "docker/Dockerfile.web:2"),
        ({"backend/Dockerfile": "FROM python\nCMD gunicorn -w 4 app\n"}, "backend/Dockerfile:2"),
        ({"compose.yml": "services:\n  web:\n    build: backend\n    command: gunicorn -w 4 app\n"}, "compose.yml:4"),
        (
            {
                "compose.yml": "services:\n  web:\n    build:\n      context: .\n      dockerfile: backend/Dockerfile\n",
                "backend/Dockerfile": "FROM python\nCMD gunicorn -w 4 app\n",
            },
            "backend/Dockerfile:2",
        ),
    ],
)
def test_files_of_the_repository_count_for_the_project_that_they_run(files: dict[str, str], where: str, tmp_path: Path) -> None:
    assert of_sub_project(tmp_path, files) == [where]


@pytest.mark.parametrize(
    "files",
    [
        {"docker/Dockerfile.web": "FROM python\nCMD gunicorn -w 4 pages:app\n"},
        {"docker/Dockerfile.web": "FROM python\nCMD gunicorn -w 4 app\n"},
        {"frontend/Dockerfile": f"FROM python\nCMD {GUNICORN}\n"},
        {"compose.yml": "services:\n  web:\n    build: frontend\n    command: gunicorn -w 4 shop:app\n"},
        {"compose.yml": "services:\n  web:\n    image: pages\n    command: gunicorn -w 4 pages:app\n"},
        {"gunicorn.conf.py": "workers = 4\n"},
    ],
)
def test_files_of_the_repository_that_may_run_another_project_do_not_count(files: dict[str, str], tmp_path: Path) -> None:
    assert of_sub_project(tmp_path, files) == []


def test_replicas_multiply(tmp_path: Path) -> None:
    text = f"{SERVICE}{GUNICORN}\n    deploy:\n      replicas: 3\n"
    assert told(tmp_path, {"docker-compose.yml": text}) == [("gunicorn", 12, "docker-compose.yml:4")]


def test_supervisor_starts_copies(tmp_path: Path) -> None:
    text = f"[program:web]\ncommand={GUNICORN}\nnumprocs=2\n\n[program:other]\ncommand=/usr/bin/true\n"
    assert told(tmp_path, {"supervisord.conf": text}) == [("gunicorn", 8, "supervisord.conf:2")]


def test_a_service_without_a_command_runs_what_its_image_starts(tmp_path: Path) -> None:
    files = {
        "docker-compose.yml": "services:\n  web:\n    build:\n      context: .\n      dockerfile: docker/Dockerfile\n    deploy: {replicas: 2}\n",
        "docker/Dockerfile": f"FROM python\nCMD {GUNICORN}\n",
    }
    assert told(tmp_path, files) == [("gunicorn", 8, "docker/Dockerfile:2")]


@pytest.mark.parametrize("name", ["gunicorn.conf.py", "config/gunicorn.py"])
def test_the_configuration_of_gunicorn_is_read_where_its_command_leads(name: str, tmp_path: Path) -> None:
    option = "" if name == "gunicorn.conf.py" else f" -c {name}"
    files = {"Procfile": f"web: gunicorn{option} shop:app\n", name: "workers = 6\nworker_class = 'uvicorn.workers.UvicornWorker'\n"}
    (found,) = deployments(tmp_path, files).workers()
    assert (found.processes, found.at_once, found.where) == (6, None, f"{name}:1")


def test_workers_by_processors_are_unknown_with_the_reason(tmp_path: Path) -> None:
    files = {"gunicorn.conf.py": "import multiprocessing\n\nworkers = multiprocessing.cpu_count() * 2 + 1\n"}
    (found,) = deployments(tmp_path, files).workers()
    assert (found.processes, found.where) == (None, "gunicorn.conf.py:3")
    assert "cpu_count" in found.reason


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("edoburu/pgbouncer:1.21", True),
        ("docker.io/bitnami/pgbouncer@sha256:abc", True),
        ("proxysql/proxysql", True),
        ("postgres:16", False),
        ("prom/pgbouncer-exporter", False),
    ],
)
def test_poolers_are_told_by_their_images(image: str, expected: bool, tmp_path: Path) -> None:
    assert deployments(tmp_path, {"docker-compose.yml": f"services:\n  pool:\n    image: {image}\n"}).has_pooler() is expected


@settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    name=st.sampled_from(["Procfile", "Dockerfile", "docker-compose.yml", "x.service", "supervisord.conf", "run.sh", "gunicorn.conf.py", "uwsgi.ini"]),
    parts=st.lists(
        st.sampled_from(["gunicorn ", "-w ", "4", "\n", "'", '"', "[", "]", "web: ", "CMD ", "\\\n", "$(", "${A:-", "}", ":", "\0", "é", "=", "[uwsgi]"])
    ),
)
def test_no_text_breaks_a_reader(name: str, parts: list[str], tmp_path: Path) -> None:
    assert form_of(name)
    for each in deployments(tmp_path, {name: "".join(parts)}).workers():
        assert each.processes is None or each.processes >= 0
    (tmp_path / name).unlink()
