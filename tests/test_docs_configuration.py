"""What the documentation puts into files of other tools: hooks, workflows, pipelines and editors, each read as its tool reads it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import tomlkit
import yaml

from tests.pages import BLOCKS, Block
from tests.shell import REPOSITORY
from tests.test_docs_examples import accept_own

YAML = [block for block in BLOCKS if block.language == "yaml" and not block.is_of_a_rule]
COMMIT = "0123456789abcdef0123456789abcdef01234567"
ACTION = yaml.safe_load((REPOSITORY / "action.yml").read_text(encoding="utf-8"))
EDITORS = [block for block in BLOCKS if block.page == "docs/editors.md" and block.language != "console" and "autocmd" not in block.text]
GENERIC_CLIENT = {"glspc.server.command": str, "glspc.server.commandArguments": list, "glspc.server.languageId": list}
"""What the package.json of zsol.vscode-glspc 0.2.1 declares, of what the page sets."""


def kind_of(block: Block) -> str:
    """Which tool reads a block of YAML."""
    content = yaml.safe_load(block.text)
    kinds = {"repos": "pre-commit", "ci": "pre-commit.ci", "include": "gitlab", "jobs": "workflow", "steps": "steps"}
    return next(kind for key, kind in kinds.items() if key in content)


def of_kind(*kinds: str) -> list[Any]:
    return [pytest.param(block, id=block.where) for block in YAML if kind_of(block) in kinds]


def filled(text: str) -> str:
    """A block with words in place of what readers fill in."""
    return re.sub(r"<[^>\n]*>(?=/engine-lint)", "owner", text).replace("<URL of this repository>", "https://example.org/engine-lint").replace(
        "<tag or commit>", COMMIT
    ).replace("<commit>", COMMIT)


def validated(schema: str, text: str, path: Path) -> None:
    path.write_text(text, encoding="utf-8")
    command = [str(Path(sys.executable).parent / "check-jsonschema"), "--builtin-schema", schema, str(path)]
    done = subprocess.run(command, check=False, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr


def test_each_block_of_yaml_is_of_a_known_kind() -> None:
    assert {kind_of(block) for block in YAML} == {"pre-commit", "pre-commit.ci", "gitlab", "workflow", "steps"}


@pytest.mark.parametrize("block", of_kind("pre-commit"))
def test_hooks_are_taken_by_pre_commit(block: Block, tmp_path: Path) -> None:
    from pre_commit.clientlib import load_config

    path = tmp_path / ".pre-commit-config.yaml"
    path.write_text(filled(block.text), encoding="utf-8")
    (repository,) = load_config(str(path))["repos"]
    offered = {hook["id"] for hook in yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))}
    assert {hook["id"] for hook in repository["hooks"]} <= offered


@pytest.mark.parametrize("block", of_kind("pre-commit.ci"))
def test_pre_commit_ci_knows_what_it_is_told(block: Block) -> None:
    assert yaml.safe_load(block.text) == {"ci": {"autofix_prs": False}}


def steps_of(text: str) -> Iterator[dict[str, Any]]:
    content = yaml.safe_load(text)
    yield from content.get("steps", [step for job in content.get("jobs", {}).values() for step in job["steps"]])


@pytest.mark.parametrize("block", of_kind("workflow", "steps"))
def test_workflows_are_valid_and_give_the_action_what_it_takes(block: Block, tmp_path: Path) -> None:
    text = filled(block.text)
    whole = {"on": "push", **(yaml.safe_load(text) if kind_of(block) == "workflow" else {"jobs": {"lint": {"runs-on": "ubuntu-latest", **yaml.safe_load(text)}}})}
    validated("vendor.github-workflows", yaml.safe_dump(whole), tmp_path / "workflow.yml")
    (given,) = (step.get("with", {}) for step in steps_of(text) if step["uses"] == f"owner/engine-lint@{COMMIT}")
    assert set(given) <= set(ACTION["inputs"])
    if "args" in given:
        accept_own(["check", *given["args"].split()])


def test_pages_use_the_checkout_that_our_workflows_use() -> None:
    used = set(re.findall(r"actions/checkout@\S+", "".join(path.read_text(encoding="utf-8") for path in (REPOSITORY / ".github/workflows").glob("*.yml"))))
    shown = {step["uses"] for block in YAML for step in steps_of(block.text) if step["uses"].startswith("actions/checkout")}
    assert shown == used


@pytest.mark.parametrize("block", of_kind("gitlab"))
def test_pipelines_are_valid_and_give_the_component_what_it_takes(block: Block, tmp_path: Path) -> None:
    validated("vendor.gitlab-ci", block.text, tmp_path / ".gitlab-ci.yml")
    head = next(yaml.safe_load_all((REPOSITORY / "templates/engine-lint.yml").read_text(encoding="utf-8")))
    (given,) = (each["inputs"] for each in yaml.safe_load(block.text)["include"])
    assert set(given) <= set(head["spec"]["inputs"])
    accept_own(["check", *given["args"].split()])


def test_the_page_lists_the_inputs_and_outputs_that_there_are() -> None:
    text = (REPOSITORY / "docs/ci.md").read_text(encoding="utf-8")
    rows = dict(re.findall(r"^\| `([\w-]+)` \| `?([^|`]*?)`? ?\|", text, re.MULTILINE))
    assert rows == {name: each["default"] for name, each in ACTION["inputs"].items()}
    (outputs,) = re.findall(r"^Outputs: (.*)\.", text, re.MULTILINE)
    assert set(ACTION["outputs"]) <= set(re.findall(r"`([\w-]+)`", outputs))
    head = next(yaml.safe_load_all((REPOSITORY / "templates/engine-lint.yml").read_text(encoding="utf-8")))
    (inputs,) = re.findall(r"^Inputs: (.*)\.", text, re.MULTILINE)
    assert set(re.findall(r"`([\w-]+)`", inputs)) == set(head["spec"]["inputs"])


def command_in(block: Block) -> list[str]:
    """The command that an editor's lines start."""
    match block.language:
        case "json":
            content = json.loads(block.text)
            return [content["glspc.server.command"], *content["glspc.server.commandArguments"]]
        case "toml":
            server = tomlkit.parse(block.text).unwrap()["language-server"]["engine-lint"]
            return [server["command"], *server["args"]]
        case "lua":
            return re.findall(r'"([^"]*)"', "".join(re.findall(r"cmd = \{(.*?)\}", block.text)))
        case _:
            return re.findall(r'"([^"]*)"', block.text)


@pytest.mark.parametrize("block", [pytest.param(block, id=block.where) for block in EDITORS])
def test_editors_start_a_command_that_there_is(block: Block) -> None:
    words = command_in(block)
    assert words[0] == "engine-lint"
    accept_own(words[1:])


def test_four_editors_are_told_what_to_start() -> None:
    assert sorted(block.language for block in EDITORS) == ["elisp", "json", "lua", "toml"]


def test_visual_studio_code_is_given_what_its_extension_declares() -> None:
    (content,) = (json.loads(block.text) for block in EDITORS if block.language == "json")
    assert {name: type(value) for name, value in content.items() if name.startswith("glspc")} == GENERIC_CLIENT
    assert content["editor.codeActionsOnSave"] == {"source.fixAll.engine-lint": "explicit"}


def test_helix_starts_the_server_that_it_is_told_of() -> None:
    (content,) = (tomlkit.parse(block.text).unwrap() for block in EDITORS if block.language == "toml")
    (language,) = content["language"]
    assert set(content["language-server"]) <= set(language["language-servers"])


def test_emacs_is_given_forms_that_close() -> None:
    (text,) = (block.text for block in EDITORS if block.language == "elisp")
    depth = 0
    for mark in re.findall(r"[()]", re.sub(r'"[^"]*"', "", text)):
        depth += 1 if mark == "(" else -1
        assert depth >= 0
    assert depth == 0


def test_engine_parameters_in_json_are_taken_by_sqlalchemy() -> None:
    from sqlalchemy import create_engine

    (options,) = (json.loads(block.text) for block in BLOCKS if block.page == "docs/how-to/superset.md" and block.language == "json")
    pool = create_engine("postgresql+psycopg2://h/d", **options).pool
    assert (pool._pre_ping, pool._recycle) == (options["pool_pre_ping"], options["pool_recycle"])


def test_each_block_of_json_is_read_by_one_of_these() -> None:
    assert {block.page for block in BLOCKS if block.language == "json"} == {"docs/editors.md", "docs/how-to/superset.md"}
