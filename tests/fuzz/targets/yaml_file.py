"""Compose files, Kubernetes manifests, Ansible roles, CloudFormation templates."""

from __future__ import annotations

from tests.fuzz.seeds import files, strings
from tests.fuzz.target import in_project

TARGET = in_project(
    ("compose.yaml", "k8s/mysql.yml", "roles/mysql/defaults/main.yml", "stack.yaml", "docker-compose.prod.yml"),
    lambda: [*files("*.yml", "*.yaml"), *strings("files/infra/*.py", "files/deployment/*.py", holding=":")],
)
