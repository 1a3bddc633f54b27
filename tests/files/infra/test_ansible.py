"""Ansible: what tasks and variables of roles set on database servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.servers import configs, told

TASKS = "roles/db/tasks/main.yml"
VARS = "group_vars/db.yml"
BOTH = "mysql/mariadb wait_timeout="


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("- community.mysql.mysql_variables: {variable: wait_timeout, value: 600, mode: persist}\n", [BOTH + "600"]),
        ("- name: tune\n  mysql_variables:\n    variable: wait_timeout\n    value: '600'\n", [BOTH + "600"]),
        ("- mysql_variables: variable=wait_timeout value=600 login_user=root\n", [BOTH + "600"]),
        ("- mysql_variables: {variable: '{{ item.name }}', value: '{{ item[\"value\"] }}'}\n  loop:\n  - {name: wait_timeout, value: 600}\n", [BOTH + "600"]),
        ("- mysql_variables: {variable: '{{ item.key }}', value: '{{ item.value }}'}\n  with_dict: {wait_timeout: 600, x: 1}\n", [BOTH + "600"]),
        ("- mysql_variables: {variable: wait_timeout, value: '{{ wait | default(600) }}'}\n", [BOTH + "600"]),
        ("- mysql_variables: {variable: wait_timeout, value: '{{ wait }}'}\n", [BOTH + "?"]),
        ("- block:\n  - block:\n    - mysql_variables: {variable: wait_timeout, value: 600}\n", [BOTH + "600"]),
        ("- hosts: db\n  tasks:\n  - mysql_variables: {variable: wait_timeout, value: 600}\n", [BOTH + "600"]),
        ("- community.postgresql.postgresql_set: {name: idle_session_timeout, value: 10min}\n", ["postgresql idle_session_timeout=600"]),
        ("- hosts: db\n  roles: [geerlingguy.mysql]\n  vars: {mysql_wait_timeout: '600'}\n", [BOTH + "600"]),
        ("- hosts: db\n  roles:\n  - {role: geerlingguy.mysql, mysql_wait_timeout: '600'}\n", [BOTH + "600"]),
        ("- hosts: db\n  roles:\n  - role: geerlingguy.mysql\n    vars: {mysql_wait_timeout: '600'}\n", [BOTH + "600"]),
    ],
)
def test_what_plays_and_tasks_set(text: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, TASKS, text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("mysql_wait_timeout: 28800\nmysql_key_buffer_size: 256M\n", [BOTH + "28800"]),
        ('mysql_max_connections: "300"\nmysql_innodb_buffer_pool_size: "5G"\n', ["mysql/mariadb max_connections=300"]),
        ("galera_wait_timeout: \"{{ recycle | default('600') }}\"\ngalera_cluster_name: x\n", ["mariadb wait_timeout=600"]),
        ("mariadb_server_cnf: {wait_timeout: 600, slow-query-log: }\n", ["mariadb wait_timeout=600"]),
        ("mariadb_custom_cnf:\n  mysqld: {wait-timeout: 600}\n  client: {wait_timeout: 5}\n", ["mariadb wait_timeout=600"]),
        (
            "postgresql_global_config_options:\n- {option: idle_session_timeout, value: 5min}\n- {option: max_connections, value: 50}\n",
            ["postgresql idle_session_timeout=300", "postgresql max_connections=50"],
        ),
    ],
)
def test_what_variables_of_roles_set(text: str, expected: list[str], tmp_path: Path) -> None:
    for path in (VARS, "roles/db/defaults/main.yml", "host_vars/one/main.yml", "vars.yml"):
        assert told(tmp_path, path, text) == expected


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (VARS, "mysql_wait_timeout: 30\nmysql_host: db\nmysql_user: app\n"),
        (VARS, "wait_timeout: 600\nmysql_key_buffer_size: 1M\n"),
        (VARS, "proxysql_mysql_variables: {max_connections: 600}\n"),
        (VARS, "mysql_settings: {wait_timeout: 600}\n"),
        (VARS, "mariadb_wait_timeout: 600\nmariadb_port: 3306\n"),
        (VARS, "mysql_interactive_timeout: 600\nmysql_datadir: /x\n"),
        ("config.yml", "mysql_wait_timeout: 600\nmysql_key_buffer_size: 1M\n"),
        (TASKS, "- wait_for: {port: 3306, timeout: '{{ mysql_wait_timeout }}'}\n  vars: {mysql_wait_timeout: 30}\n"),
        (TASKS, "- hosts: web\n  roles: [nginx]\n  vars: {mysql_wait_timeout: 30}\n"),
        (TASKS, "- mysql_variables: {variable: wait_timeout}\n"),
        (TASKS, "- mysql_variables: {variable: '{{ item }}', value: 5}\n  loop: '{{ wait_timeout }}'\n"),
        (TASKS, "- proxysql_global_variables: {variable: mysql-max_connections, value: 4096}\n"),
        (TASKS, "- mysql_query: {query: SET GLOBAL wait_timeout = 5}\n"),
        (TASKS, "- debug: {msg: 'mysql_variables: {variable: wait_timeout, value: 5}'}\n"),
        (TASKS, "mysql_variables: {variable: wait_timeout, value: 5}\n"),
    ],
)
def test_near_misses(path: str, text: str, tmp_path: Path) -> None:
    assert told(tmp_path, path, text) == []


def test_places_and_reasons(tmp_path: Path) -> None:
    (config,) = configs(tmp_path, VARS, 'mysql_wait_timeout: "{{ wait }}"\nmysql_datadir: /x\n')
    (setting,) = config.settings
    assert (setting.written, setting.reason) == ("{{ wait }}", "{{ wait }} is set elsewhere")
    assert (setting.place.span.start.line, setting.place.span.start.column) == (1, 22)


TEMPLATE = """\
{{ ansible_managed | comment }}
[mysqld]
{% if (version is version('8.0', '<')) or
      flavour == 'mariadb' %}
query_cache_size = 1M
{% endif %}
{# wait_timeout = 7 #}
"""


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ("wait_timeout = 600\n", ["mysql/mariadb wait_timeout=600"]),
        ("wait_timeout = {{ mysql_wait_timeout | default('600') }}\n", ["mysql/mariadb wait_timeout=600"]),
        ("wait_timeout = {{ mysql_wait_timeout }}\n", ["mysql/mariadb wait_timeout=?"]),
        ("{{ anything }}\nmax-connections={{ n | default(70) | int }} # so many\n", ["mysql/mariadb max_connections=70"]),
        ("[client]\nwait_timeout = 5\n", []),
        ("{% for each in options %}\n{{ each.name }} = {{ each.value }}\n{% endfor %}\n# wait_timeout\n", []),
        ("lock_wait_timeout = {{ wait_timeout }}\n", []),
    ],
)
def test_templates_of_option_files(lines: str, expected: list[str], tmp_path: Path) -> None:
    assert told(tmp_path, "roles/db/templates/my.cnf.j2", TEMPLATE + lines) == expected
