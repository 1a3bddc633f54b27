"""Kubernetes manifests: what containers set on database servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers import configs, told

NAME = "db.yaml"


def stateful_set(container: str, kind: str = "StatefulSet") -> str:
    return (
        f"apiVersion: apps/v1\nkind: {kind}\nmetadata: {{name: shop}}\nspec:\n  template:\n    spec:\n      containers:\n        - {{name: db, {container}}}\n"
    )


@pytest.mark.parametrize(
    ("container", "expected"),
    [
        ("image: mysql, args: [--wait_timeout=600]", ["mysql wait_timeout=600"]),
        ("image: mysql, command: [mysqld, --wait_timeout=600]", ["mysql wait_timeout=600"]),
        ("image: mysql, command: [mysqld], args: [--wait-timeout, '600', --max_connections=7]", ["mysql wait_timeout=600", "mysql max_connections=7"]),
        ("image: mysql, command: [docker-entrypoint.sh], args: [--wait-timeout=600]", ["mysql wait_timeout=600"]),
        ("image: mariadb, command: [sh, -c, 'exec mariadbd --wait_timeout=600']", ["mariadb wait_timeout=600"]),
        ("image: ' ', args: [--max-connections=1000], volumeMounts: [{mountPath: /var/lib/mysql}]", ["mysql/mariadb max_connections=1000"]),
        ("image: mysql, args: ['--wait_timeout=$(WAIT)'], env: [{name: WAIT, value: '600'}]", ["mysql wait_timeout=600"]),
        ("image: mysql, args: ['--wait_timeout=$(WAIT)'], env: [{name: WAIT, valueFrom: {configMapKeyRef: {key: a}}}]", ["mysql wait_timeout=?"]),
        ("image: postgres, args: [-c, idle_session_timeout=5min]", ["postgresql idle_session_timeout=300"]),
        ("image: bitnami/postgresql, env: [{name: POSTGRESQL_MAX_CONNECTIONS, value: '300'}]", ["postgresql max_connections=300"]),
    ],
)
def test_what_a_container_sets(container: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, NAME, stateful_set(container)) == [f"StatefulSet/shop, container db {line}" for line in expected]


@pytest.mark.parametrize(
    "container",
    [
        "image: shop, args: [--wait_timeout=600]",
        "image: mysql, args: [mysqldump, --wait_timeout=600]",
        "image: mysql, readinessProbe: {exec: {command: [mysqld, --wait_timeout=600]}}",
        "image: mysql, env: [{name: MYSQL_WAIT_TIMEOUT, value: '600'}]",
        "image: mysql, args: ['--wait_timeout']",
        "image: bitnami/mysqld-exporter, args: [--wait_timeout=600]",
        "image: envoy, args: [--max_connections=600]",
    ],
)
def test_near_misses(container: str, tmp_path: Path) -> None:
    found = told(tmp_path, NAME, stateful_set(container))
    assert [line for line in found if not line.endswith("!")] == []


@pytest.mark.parametrize("kind", ["CronJob", "Service", "ConfigMap", "MySQL"])
def test_other_kinds_run_no_server_that_stays(kind: str, tmp_path: Path) -> None:
    assert told(tmp_path, NAME, stateful_set("image: mysql, args: [--wait_timeout=600]", kind)) == []


def test_several_documents_and_lists(tmp_path: Path) -> None:
    pod = "apiVersion: v1\nkind: Pod\nmetadata: {name: a}\nspec: {containers: [{image: mysql, args: [--wait_timeout=60]}]}\n"
    assert told(tmp_path, NAME, f"---\nkind: Service\n---\n{pod}---\n") == ["Pod/a mysql wait_timeout=60"]
    listed = "apiVersion: v1\nkind: List\nitems:\n- " + pod.replace("\n", "\n  ").rstrip() + "\n"
    assert told(tmp_path, NAME, listed) == ["Pod/a mysql wait_timeout=60"]


def test_charts_are_passed_over(tmp_path: Path) -> None:
    text = stateful_set("image: mysql, args: [--wait_timeout=600]").replace("name: shop", 'name: {{ include "shop.name" . }}')
    assert told(tmp_path, NAME, "{{- if .Values.db }}\n" + text + "{{- end }}\n") == []


def test_an_example_is_no_production(tmp_path: Path) -> None:
    (config,) = configs(tmp_path, "examples/db.yaml", stateful_set("image: mysql, args: [--wait_timeout=600]"))
    assert config.in_tests


CONFIG_MAP = """\
apiVersion: v1
kind: ConfigMap
metadata: {name: settings}
data:
  app.properties: |
    wait_timeout=5
  my.cnf: |-
    [client]
    wait_timeout = 7
    [mysqld]
    # ten minutes
    wait_timeout = 600 # idle
    max_connections=70
"""


def test_option_files_in_config_maps(tmp_path: Path) -> None:
    (config,) = configs(tmp_path, NAME, CONFIG_MAP)
    assert [(each.variable, each.value, each.place.span.start.line) for each in config.settings] == [("wait_timeout", 600, 12), ("max_connections", 70, 13)]
    assert (config.server, config.form) == ("ConfigMap/settings, my.cnf", "option file in a Kubernetes resource")


@pytest.mark.parametrize(
    ("head", "spec", "expected"),
    [
        ("k8s.mariadb.com/v1alpha1 MariaDB", "myCnf: |\n    [mariadb]\n    wait_timeout=600", ["mariadb wait_timeout=600"]),
        ("mysql.oracle.com/v2 InnoDBCluster", "mycnf: |\n    [mysqld]\n    max_connections=162", ["mysql max_connections=162"]),
        ("pxc.percona.com/v1 PerconaXtraDBCluster", "pxc:\n    configuration: |\n      [mysqld]\n      wait_timeout=60", ["mysql wait_timeout=60"]),
        ("ps.percona.com/v1 PerconaServerMySQL", "mysql:\n    configuration: |-\n      max_connections=250", ["mysql max_connections=250"]),
        ("ps.percona.com/v1 PerconaServerMySQL", "mysql:\n    configuration: |\n      [mysqld]\n      wait_timeout=60", ["mysql wait_timeout=60"]),
        ("ps.percona.com/v1 PerconaServerMySQL", "mysql:\n    configuration: |\n      [client]\n      wait_timeout=60", ["mysql wait_timeout=!"]),
        (
            "ps.percona.com/v1 PerconaServerMySQL",
            "mysql:\n    configuration: |\n      wait_timeout={{containerMemoryLimit * 3/4}}",
            ["mysql wait_timeout=?"],
        ),
        ("pxc.percona.com/v1 PerconaXtraDBCluster", "pxc:\n    configuration: |\n      wait_timeout=60", []),
        (
            "postgresql.cnpg.io/v1 Cluster",
            "postgresql:\n    parameters: {max_connections: '200', idle_session_timeout: 5min}",
            ["postgresql max_connections=200", "postgresql idle_session_timeout=300"],
        ),
        ("acid.zalan.do/v1 postgresql", "postgresql: {version: '15', parameters: {max_connections: '10'}}", ["postgresql max_connections=10"]),
        (
            "sql.cnrm.cloud.google.com/v1beta1 SQLInstance",
            "databaseVersion: MYSQL_8_0\n  settings: {databaseFlags: [{name: wait_timeout, value: '300'}]}",
            ["mysql wait_timeout=300"],
        ),
    ],
)
def test_resources_of_operators(head: str, spec: str, expected: list[str], tmp_path: Path) -> None:
    version, kind = head.split()
    found = told(tmp_path, NAME, f"apiVersion: {version}\nkind: {kind}\nmetadata: {{name: db}}\nspec:\n  {spec}\n")
    assert found == [f"{kind}/db {line}" for line in expected]


@pytest.mark.parametrize(
    "text",
    [
        CONFIG_MAP.replace("my.cnf", "my.conf"),
        CONFIG_MAP.replace("ConfigMap", "Secret"),
        CONFIG_MAP.replace("|-", ">-"),
        CONFIG_MAP.replace("apiVersion: v1\n", ""),
        "apiVersion: example.com/v1\nkind: Cluster\nspec: {postgresql: {parameters: {max_connections: '200'}}}\n",
        "apiVersion: pxc.percona.com/v1\nkind: PerconaXtraDBCluster\nspec: {proxysql: {configuration: 'max_connections=2048'}}\n",
        "apiVersion: sql.cnrm.cloud.google.com/v1beta1\nkind: SQLInstance\nspec: {databaseVersion: SQLSERVER_2019, settings: {databaseFlags: [{name: max_connections, value: '3'}]}}\n",
        "apiVersion: networking.istio.io/v1\nkind: DestinationRule\nspec: {trafficPolicy: {connectionPool: {tcp: {max_connections: 100}}}}\n",
    ],
)
def test_near_misses_among_other_objects(text: str, tmp_path: Path) -> None:
    assert told(tmp_path, NAME, text) == []
