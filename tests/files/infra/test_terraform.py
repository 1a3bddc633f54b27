"""Terraform: what resources and modules set on managed database servers."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine_lint.files.servers import Around
from engine_lint.files.terraform import MISSING, TerraformFiles
from engine_lint.model.place import span_of
from engine_lint.model.source import Source
from tests.inprocess import engine_lint
from tests.servers import configs, told
from tests.shell import write

NAME = "main.tf"
GROUP = 'resource "aws_db_parameter_group" "db" {{\n  family = "{}"\n  {}\n}}\n'


def parameter(name: str, value: str) -> str:
    return f'parameter {{\n    name  = "{name}"\n    value = {value}\n  }}\n'


def group(value: str, name: str = "wait_timeout", family: str = "mysql8.0") -> str:
    return GROUP.format(family, parameter(name, value))


FLAGS = """\
resource "google_sql_database_instance" "db" {
  database_version = "POSTGRES_15"
  settings {
    tier = "db-f1-micro"
    database_flags {
      name  = "idle_session_timeout"
      value = "600000"
    }
  }
}
"""
DYNAMIC = """\
resource "aws_rds_cluster_parameter_group" "db" {
  family = "aurora-mysql8.0"
  dynamic "parameter" {
    for_each = local.parameters
    iterator = each_one
    content {
      name  = each_one.value.name
      value = each_one.value["value"]
    }
  }
}
locals {
  parameters = [
    { name = "wait_timeout", value = 300 },
    { name = "interactive_timeout", value = var.interactive },
  ]
}
variable "interactive" {
  default = "60"
}
"""
AZURE = """\
resource "azurerm_mysql_flexible_server_configuration" "all" {
  for_each = { wait_timeout = "600", interactive_timeout = "60", audit = "ON" }
  name     = each.key
  value    = each.value
}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (group('"180"'), ["aws_db_parameter_group.db mysql wait_timeout=180"]),
        (group("180"), ["aws_db_parameter_group.db mysql wait_timeout=180"]),
        (group('"180"', family="mariadb10.6"), ["aws_db_parameter_group.db mariadb wait_timeout=180"]),
        (group('"600000"', "idle_session_timeout", "postgres16"), ["aws_db_parameter_group.db postgresql idle_session_timeout=600"]),
        (group('"0"'), ["aws_db_parameter_group.db mysql wait_timeout=1"]),
        (group('"{DBInstanceClassMemory/12582880}"', "max_connections"), ["aws_db_parameter_group.db mysql max_connections=?"]),
        (group("var.wait"), ["aws_db_parameter_group.db mysql wait_timeout=?"]),
        (group("60 * 10"), ["aws_db_parameter_group.db mysql wait_timeout=?"]),
        (group('"${var.wait}"') + 'variable "wait" {\n  type = string\n  default = "90"\n}\n', ["aws_db_parameter_group.db mysql wait_timeout=90"]),
        (group("tostring(local.wait)") + "locals {\n  wait = 70\n}\n", ["aws_db_parameter_group.db mysql wait_timeout=70"]),
        (group("var.db.wait") + "variable db {\n  default = { wait = 70 }\n}\n", ["aws_db_parameter_group.db mysql wait_timeout=70"]),
        (group("local.a") + "locals {\n  a = local.b\n  b = local.a\n}\n", ["aws_db_parameter_group.db mysql wait_timeout=?"]),
        (group('"60"').replace("family", "# family"), ["aws_db_parameter_group.db mysql/mariadb wait_timeout=60"]),
        (FLAGS, ["google_sql_database_instance.db postgresql idle_session_timeout=600"]),
        (
            DYNAMIC,
            [f"aws_rds_cluster_parameter_group.db mysql {each}" for each in ("wait_timeout=300", "interactive_timeout=60")],
        ),
        (AZURE, [f"azurerm_mysql_flexible_server_configuration.all mysql {each}" for each in ("wait_timeout=600", "interactive_timeout=60")]),
        (
            'resource "azurerm_postgresql_configuration" "x" {\n  name = "idle_session_timeout"\n  value = "90000"\n}\n',
            ["azurerm_postgresql_configuration.x postgresql idle_session_timeout=90"],
        ),
        (
            'module "db" {\n  source = "terraform-aws-modules/rds/aws"\n  engine = "mysql"\n  parameters = [{ name = "wait_timeout", value = "3600" }]\n}\n',
            ["module.db mysql wait_timeout=3600"],
        ),
        (
            'module "db" {\n  db_cluster_parameter_group_family = "aurora-mysql8.0"\n  db_cluster_parameter_group_parameters = [{\n    "name" : "wait_timeout"\n    "value" : 3600\n  }]\n}\n',
            ["module.db mysql wait_timeout=3600"],
        ),
        (
            'module "db" {\n  cluster_parameter_group = {\n    family = "aurora-mysql8.0"\n    parameters = [{ name = "wait_timeout", value = 360 }]\n  }\n}\n',
            ["module.db mysql wait_timeout=360"],
        ),
        (
            'resource "alicloud_polardb_parameter_group" "x" {\n  db_type = "MySQL"\n  parameters {\n    param_name = "wait_timeout"\n    param_value = "86"\n  }\n}\n',
            ["alicloud_polardb_parameter_group.x mysql wait_timeout=86"],
        ),
        ('resource "digitalocean_database_mysql_config" "x" {\n  wait_timeout = 600\n}\n', ["digitalocean_database_mysql_config.x mysql wait_timeout=600"]),
        (
            'resource "oci_mysql_mysql_configuration" "x" {\n  variables {\n    max_connections = "501"\n  }\n}\n',
            ["oci_mysql_mysql_configuration.x mysql max_connections=501"],
        ),
        (
            'resource "aiven_mysql" "x" {\n  mysql_user_config {\n    mysql {\n      wait_timeout = 600\n    }\n  }\n}\n',
            ["aiven_mysql.x mysql wait_timeout=600"],
        ),
    ],
)
def test_what_a_file_sets(text: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, NAME, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        group('"5"').replace("aws_db_parameter_group", "aws_elasticache_parameter_group"),
        group('"5"').replace("resource", "data"),
        group('"5"', family="sqlserver-se-15.0"),
        group('"5"', "max_connections", "oracle-ee-19"),
        group('"5"', "innodb_lock_wait_timeout"),
        "# " + group('"5"').replace("\n", "\n# "),
        group('"5"', "max_connections").replace("family", "name"),
        'resource "null_resource" "x" {\n  triggers = { wait_timeout = "5" }\n}\n',
        'resource "helm_release" "x" {\n  wait_timeout = 5\n}\n',
        'variable "wait_timeout" {\n  default = 5\n}\n',
        'output "wait_timeout" {\n  value = "5"\n}\n',
        'module "pool" {\n  max_connections = 5\n  parameters = [{ name = "max_connections", value = 5 }]\n}\n',
        'locals {\n  parameters = [{ name = "wait_timeout", value = 5 }]\n}\n',
        'module "db" {\n  family = "mysql8.0"\n  parameters = concat(var.more, [{ name = "wait_timeout", value = 5 }])\n}\n',
        DYNAMIC.replace("local.parameters", "{ for each in local.parameters : each.name => each }"),
    ],
)
def test_near_misses(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, NAME, text) == []


@pytest.mark.parametrize(
    "other",
    [
        'resource "aws_instance" "web" {\n  count = 2\n\n  tags = {\n    a = "b"\n  }\n}\n',
        'resource "aws_instance" "web" {\n  user_data = <<EOT\n{\n}\nEOT\n  count = 2\n}\n',
        'output "a" {\n  value = "wait_timeout"\n}\n',
        'terraform {\n  required_version = ">= 1"\n}\n',
        'data "x" "y" {}\n',
        'resource "aws_instance" "web" { count = 2 }\n',
    ],
)
def test_other_blocks_change_nothing(other: str, tmp_path: Path) -> None:
    (config,) = configs(tmp_path, NAME, other + group('"180"') + other)
    assert config.settings[0].written == "180"


def test_aurora_is_told_apart(tmp_path: Path) -> None:
    for family, product in [("aurora-mysql8.0", "aurora-mysql"), ("aurora5.6", "aurora-mysql"), ("mysql8.0", ""), ("aurora-postgresql15", "aurora-postgresql")]:
        name = "max_connections" if "postgres" in family else "wait_timeout"
        (config,) = configs(tmp_path, NAME, group('"60"', name, family))
        assert config.product == product


def test_resources_that_are_one_setting_each_belong_to_the_server_they_name(tmp_path: Path) -> None:
    one = 'resource "azurerm_mysql_configuration" "{0}" {{\n  name = "{0}"\n  value = "60"\n  server_name = azurerm_mysql_server.{1}.name\n}}\n'
    text = one.format("wait_timeout", "a") + one.format("interactive_timeout", "a") + one.format("max_connections", "b")
    assert [[each.variable for each in config.settings] for config in configs(tmp_path, NAME, text)] == [
        ["wait_timeout", "interactive_timeout"],
        ["max_connections"],
    ]


SPLIT = 'resource "azurerm_mysql_flexible_server_configuration" "{0}" {{\n  name = "{0}"\n  value = "600"\n  server_name = {1}\n}}\n'


@pytest.mark.parametrize(
    ("server", "other", "elsewhere"),
    [
        ("azurerm_mysql_flexible_server.a.name", SPLIT.format("wait_timeout", "azurerm_mysql_flexible_server.a.name"), {"wait_timeout"}),
        ("azurerm_mysql_flexible_server.a.name", SPLIT.format("wait_timeout", '"${azurerm_mysql_flexible_server.a.name}"'), {"wait_timeout"}),
        ("azurerm_mysql_flexible_server.a[0].name", SPLIT.format("wait_timeout", "azurerm_mysql_flexible_server.a[0].name"), {"wait_timeout"}),
        ('"shop"', SPLIT.format("wait_timeout", "local.server") + 'locals {\n  server = "shop"\n}\n', {"wait_timeout"}),
        ("azurerm_mysql_flexible_server.a.name", SPLIT.format("wait_timeout", "azurerm_mysql_flexible_server.b.name"), set()),
        ("azurerm_mysql_flexible_server.a.name", SPLIT.format("max_connections", "azurerm_mysql_flexible_server.a.name"), {"max_connections"}),
        ("azurerm_mysql_flexible_server.a.name", group('"600"'), set()),
        ("azurerm_mysql_flexible_server.a.name", 'resource "azurerm_mysql_flexible_server_configuration" {{{', set()),
    ],
)
def test_other_files_of_the_folder_may_set_the_rest_of_a_server(server: str, other: str, elsewhere: set[str], tmp_path: Path) -> None:
    (config,) = configs(tmp_path, NAME, SPLIT.format("interactive_timeout", server), **{"other.tf": other})
    assert [each.variable for each in config.settings] == ["interactive_timeout"]
    assert config.elsewhere == elsewhere


def test_places_are_those_of_the_values(tmp_path: Path) -> None:
    (config,) = configs(tmp_path, NAME, group('"180" # seconds'))
    assert config.settings[0].place.span == span_of(5, 14, 5, 17)
    assert config.form == "Terraform resource"
    (config,) = configs(tmp_path, NAME, group("var.wait"))
    assert (config.settings[0].written, config.settings[0].reason) == ("var.wait", "var.wait has no default in this folder")


def test_other_files_of_the_folder_say_what_variables_are(tmp_path: Path) -> None:
    variables = 'variable "wait" {\n  default = 90\n}\nvariable "none" {}\n'
    assert told(tmp_path, NAME, group("var.wait"), **{"variables.tf": variables}) == ["aws_db_parameter_group.db mysql wait_timeout=90"]
    (tmp_path / "prod.tfvars").write_text("wait = 5\n")
    assert told(tmp_path, NAME, group("var.wait")) == ["aws_db_parameter_group.db mysql wait_timeout=90"]
    (tmp_path / "terraform.tfvars").write_text("wait = 60\n")
    assert told(tmp_path, NAME, group("var.wait")) == ["aws_db_parameter_group.db mysql wait_timeout=60"]
    (tmp_path / "variables.tf").write_text("variable {{{")
    (tmp_path / "terraform.tfvars").unlink()
    assert told(tmp_path, NAME, group("var.wait")) == ["aws_db_parameter_group.db mysql wait_timeout=?"]


def test_values_of_another_file_stand_where_they_are_used(tmp_path: Path) -> None:
    text, locals_block = DYNAMIC.split("locals")
    (config,) = configs(tmp_path, NAME, text, **{"locals.tf": "locals" + locals_block})
    assert {each.written for each in config.settings} == {'each_one.value["value"]'}


def test_the_json_form(tmp_path: Path) -> None:
    body = {"family": "mysql8.0", "parameter": [{"name": "wait_timeout", "value": "${var.wait}"}, {"name": "max_connections", "value": 70}]}
    text = json.dumps({"resource": {"aws_db_parameter_group": {"db": body}}, "variable": {"wait": {"default": 60}}}, indent=2)
    assert told(tmp_path, "main.tf.json", text) == [f"aws_db_parameter_group.db mysql {each}" for each in ("wait_timeout=60", "max_connections=70")]
    assert told(tmp_path, "other.tf.json", "[" + text) == []


def test_what_cannot_be_parsed_is_said_and_breaks_nothing(tmp_path: Path) -> None:
    write(
        tmp_path, {"app.py": "from sqlalchemy import create_engine\ne = create_engine('mysql://a@b/c', pool_pre_ping=True)\n", "db.tf": "wait_timeout = {{{\n"}
    )
    ran = engine_lint("check", ".", "--isolated", cwd=tmp_path)
    assert (ran.code, ran.err.count("db.tf:2 may set idle timeouts of database servers and was not read")) == (0, 1)


def test_a_missing_library_is_said_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "hcl2", None)
    source = Source((tmp_path / NAME).as_posix(), group('"180"'))
    from engine_lint.python.project import Project

    reading = TerraformFiles().read([source], Project(tmp_path.as_posix()))
    assert reading.remarks == (MISSING,) and "engine-lint[infra]" in MISSING and not reading.servers


PIECES = st.sampled_from(
    [
        *'{}[]()="\n,.:#',
        "${",
        "%{",
        "<<EOT\n",
        "EOT\n",
        'resource "aws_db_parameter_group" "x" {\n',
        "parameter {\n",
        'name = "wait_timeout"\n',
        "value = ",
        "5\n",
        "var.x",
        "é",
    ]
)


@settings(deadline=None)
@given(st.lists(PIECES, max_size=30).map("".join) | st.text(max_size=50))
@pytest.mark.parametrize("name", ["/repo/a.tf", "/repo/a.tf.json"])
def test_whatever_the_text_reading_it_ends(name: str, text: str) -> None:
    source = Source(name, text)
    for config in TerraformFiles().servers(source, Around("/repo", lambda path: None)):
        assert all(source.read(each.place) == each.written for each in config.settings)


@pytest.mark.parametrize("text", ["a = " + "[" * 3000, "a = " + "[" * 3000 + "]" * 3000, "a {\n" * 3000 + "}\n" * 3000, "a = 1\n" * 100_000, '{"a":' * 3000])
def test_hostile_files_end(text: str) -> None:
    for name in ("/repo/a.tf", "/repo/a.tf.json"):
        assert TerraformFiles().servers(Source(name, text), Around("/repo", lambda path: None)) == ()
