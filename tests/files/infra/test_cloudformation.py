"""CloudFormation: parameter groups of RDS and Aurora."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers import configs, told

NAME = "template.yaml"


def template(value: str, family: str = "mysql8.0", kind: str = "AWS::RDS::DBParameterGroup", name: str = "wait_timeout") -> str:
    return f"""\
Parameters:
  Wait: {{Type: Number, Default: 90}}
  Free: {{Type: Number}}
Resources:
  Group:
    Type: {kind}
    Properties:
      Family: {family}
      Parameters:
        {name}: {value}
"""


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (template("600"), ["Group mysql wait_timeout=600"]),
        (template("'600'", "MariaDB10.6"), ["Group mariadb wait_timeout=600"]),
        (template("!Ref Wait"), ["Group mysql wait_timeout=90"]),
        (template("{Ref: Wait}"), ["Group mysql wait_timeout=90"]),
        (template('!Sub "${Wait}"'), ["Group mysql wait_timeout=90"]),
        (template("!Ref Free"), ["Group mysql wait_timeout=?"]),
        (template("!If [Prod, 600, 60]"), ["Group mysql wait_timeout=?"]),
        (template("'{DBInstanceClassMemory/12582880}'", name="max_connections"), ["Group mysql max_connections=?"]),
        (template("300000", "postgres16", name="idle_session_timeout"), ["Group postgresql idle_session_timeout=300"]),
        ("resources:\n" + "".join(f"  {line}\n" for line in template("600").splitlines()), ["Group mysql wait_timeout=600"]),
    ],
)
def test_what_a_template_sets(text: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, NAME, text) == expected


@pytest.mark.parametrize(
    "text",
    [
        template("600", kind="AWS::ElastiCache::ParameterGroup"),
        template("600", "sqlserver-se-15.0", name="max_connections"),
        template("600", name="innodb_lock_wait_timeout"),
        template("600").replace("Resources", "Outputs"),
        template("600").replace("Parameters:\n        ", "Tags:\n        "),
        template("600", "!ImportValue family"),
    ],
)
def test_near_misses(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, NAME, text) == []


def test_aurora_is_told_apart(tmp_path: Path) -> None:
    (config,) = configs(tmp_path, NAME, template("600", "aurora-mysql8.0", "AWS::RDS::DBClusterParameterGroup"))
    assert config.product == "aurora-mysql"
    assert config.settings[0].place.span.start.line == 10
