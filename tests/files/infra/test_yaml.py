"""YAML as it is read: places, tags, bounds; whatever the bytes are, reading them ends."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from engine_lint.errors import UnreadableFile
from engine_lint.files.infra.yaml_nodes import Tagged, child, entries, items, read_yaml, text_of
from engine_lint.files.servers import Around
from engine_lint.files.tree import Node
from engine_lint.files.yaml import YamlFiles
from engine_lint.model.source import Source
from engine_lint.python.project import Project
from tests.servers import told

PIECES = st.sampled_from(
    [
        *("services:\n", "  db:\n", "    image: mysql\n", "    command: --wait_timeout=600\n", "    command: [mysqld, '--wait_timeout", "=${A:-${B", "}}']\n"),
        *(
            "kind: Pod\n",
            "apiVersion: v1\n",
            "spec: {containers: [{image: mysql, args: [",
            "--max_connections=5",
            "]}]}\n",
            "&a ",
            "*a",
            "<<: *a\n",
            "!Ref x",
            "? ",
        ),
        *("- ", "\t", "\x00", "\ufeff", "---\n", "...\n", "{{ x }}", "%YAML 1.1\n", "|\n", ">-\n", "'", '"', "\\", "#", "é😀", "\u2028", "\r", "extends: db\n"),
        *("kind: ConfigMap\n", "data:\n", "  my.cnf: |\n", "    [mysqld]\n", "    wait_timeout=6\n", "- mysql_variables: {variable: wait_timeout, value: 5}\n"),
    ]
)


@given(st.lists(PIECES, max_size=25).map("".join) | st.text(max_size=200))
def test_whatever_the_text_reading_it_ends(text: str) -> None:
    source = Source("/repo/docker-compose.yml", text)
    found = YamlFiles().servers(source, Around("/repo", lambda path: None))
    assert all(each.written in source.read(each.place) for config in found for each in config.settings)
    reading = YamlFiles().read([source], Project("/repo"))
    assert not (reading.unread and reading.servers)


@given(st.binary(max_size=200))
def test_whatever_the_bytes_they_are_a_text(data: bytes) -> None:
    (source,) = YamlFiles().texts("/repo/compose.yml", data)
    YamlFiles().servers(source, Around("/repo", lambda path: None))


def plain(node: Node) -> object:
    if node.members is not None:
        return {key: plain(value) for key, value in entries(node)}
    return [plain(each) for each in items(node)] if isinstance(node.value, list) else node.value


@given(st.recursive(st.text("ab:#-&*!|>{}[]'\"\n é"), lambda inner: st.lists(inner) | st.dictionaries(st.text("abc", min_size=1), inner)))
def test_what_pyyaml_writes_is_read_back(data: object) -> None:
    (root,) = read_yaml(Source("a.yml", yaml.safe_dump(data, allow_unicode=True)))
    assert plain(root) == data


def test_foreign_tags_are_kept() -> None:
    (root,) = read_yaml(Source("a.yml", "a: !Ref Name\nb: !Sub [x, {y: z}]\nc: !reference [a, b]\nd: !!str 5\n"))
    assert [value.value for _, value in entries(root)] == [Tagged("!Ref", "Name"), Tagged("!Sub"), Tagged("!reference"), "5"]
    assert child(root, "a", "b") is None and text_of(child(root, "a")) == ""


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("a: [", "node content"),
        ("a: b: c", "mapping values are not allowed"),
        ("a: *b", "nothing is called &b"),
        ("[" * 5000, "nest"),
        ("- " * 5000, "nested too deeply"),
        ("a: \x00", "character"),
        ("a" * 1_000_001, "nothing above 1 MB is read"),
        ("a: &a {" + ",".join(f"k{i}: 1" for i in range(5000)) + "}\nb:\n" + "- {<<: *a}\n" * 100, "too large"),
    ],
)
def test_what_is_refused(text: str, reason: str) -> None:
    with pytest.raises(UnreadableFile, match=reason):
        read_yaml(Source("a.yml", text))


def test_aliases_are_shared() -> None:
    lines = ["a0: &a0 {image: mysql, command: --wait_timeout=60}"] + [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * 9)}]" for i in range(1, 40)]
    assert read_yaml(Source("a.yml", "\n".join(lines)))


def test_broken_compose_files_are_told_of_and_broken_others_are_not(tmp_path: Path) -> None:
    text = "services:\n  db:\n    image: mysql\n   command: --wait_timeout=60\n"
    project = Project(tmp_path.as_posix())
    ((place, reason),) = YamlFiles().read([Source("/repo/compose.yml", text)], project).unread
    assert place.span.start.line == 4 and "YAML" in reason
    assert YamlFiles().read([Source("/repo/values.yml", text)], project).unread == ()
    assert YamlFiles().read([Source("/repo/compose.yml", "{% if x %}\n" + text)], project).unread == ()
    assert told(tmp_path, "compose.yml", text) == []


@pytest.mark.parametrize(
    "data",
    [
        b"services: {web: {image: shop}}",
        b"timeout: 5\nimage: mysql",
        b"wait_timeout: 5",
        b"max_connections: 100\npool: 5\n",
    ],
)
def test_bytes_that_cannot_matter_are_not_parsed(data: bytes) -> None:
    assert not YamlFiles().may_hold_site(data)
