"""Terraform, in both of its syntaxes."""

from __future__ import annotations

from tests.fuzz.seeds import files, strings
from tests.fuzz.target import in_project

TARGET = in_project(("main.tf", "main.tf.json", "modules/db/main.tf"), lambda: [*files("*.tf"), *strings("files/infra/test_terraform.py")])
