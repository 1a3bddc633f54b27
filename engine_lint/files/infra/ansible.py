"""Ansible: what tasks and variables of roles set on database servers.

Source: https://docs.ansible.com/ansible/latest/playbook_guide/playbooks_variables.html
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.files.infra.assignments import assigned, winning
from engine_lint.files.infra.jinja import rendered
from engine_lint.files.infra.words import Fill, Locator, Word, located
from engine_lint.files.infra.yaml_nodes import child, entries, items, locator, text_of
from engine_lint.files.servers import Around
from engine_lint.files.tree import Node
from engine_lint.knowledge.ansible import modules, role_options, role_variables
from engine_lint.model.server import ServerConfig, ServerSetting
from engine_lint.model.source import Source

TASK, VARIABLES = "Ansible task", "Ansible variables"
_VARIABLE_FILE = expression(r"/(?:group_vars|host_vars|defaults|vars)/|/(?:[\w-]+[_-])?vars\.ya?ml$")
_TASKS = ("tasks", "pre_tasks", "post_tasks", "handlers", "block", "rescue", "always")
_LOOPS = ("loop", "with_items", "with_list")
_SERVER_GROUPS = ("mysqld", "mariadb", "mariadbd", "server")
_FREE_FORM = expression(r"(\w+)=('[^']*'|\"[^\"]*\"|\{\{.*?\}\}|\S+)")
_DEPTH = 8


@dataclass(frozen=True, slots=True)
class _Set:
    """One variable of a server that is set to something."""

    form: str
    backends: tuple[str, ...]
    variable: str
    value: Word


def read_ansible(source: Source, documents: Sequence[Node], around: Around) -> tuple[ServerConfig, ...]:
    """What playbooks, task files and files of variables set; none for other YAML files."""
    found = [each for root in documents for each in (*_of_variable_file(source, root), *_of_list(source, root, _DEPTH))]
    return tuple(_configs(source, found, around))


def _configs(source: Source, found: Sequence[_Set], around: Around) -> Iterator[ServerConfig]:
    """A configuration for each kind of server, tasks and variables apart."""
    groups: dict[tuple[str, tuple[str, ...]], list[ServerSetting]] = {}
    for each in found:
        setting = assigned(source, each.backends, each.variable, each.value)
        if setting is not None:
            groups.setdefault((each.form, each.backends), []).append(setting)
    for (form, backends), settings in groups.items():
        yield ServerConfig(form, "", backends, winning(settings), settings[0].place, in_tests=around.in_tests(source.path))


def _of_variable_file(source: Source, root: Node) -> Iterator[_Set]:
    if root.members is not None and _VARIABLE_FILE.search(source.path):
        yield from _of_variables(source, root, ())


def _of_list(source: Source, root: Node, left: int) -> Iterator[_Set]:
    """What the plays or tasks of a list set, and those within them."""
    for entry in items(root):
        if entry.members is None or not left:
            continue
        yield from _of_task(source, entry)
        roles = tuple(_role(each) for each in items(child(entry, "roles")))
        yield from _of_variables(source, child(entry, "vars"), roles)
        for each in items(child(entry, "roles")):
            yield from _of_variables(source, each, (_role(each),))
            yield from _of_variables(source, child(each, "vars"), (_role(each),))
        for key in _TASKS:
            yield from _of_list(source, child(entry, key) or Node(0, 0), left - 1)


def _role(node: Node) -> str:
    return text_of(node) or text_of(child(node, "role")) or text_of(child(node, "name"))


def _of_variables(source: Source, node: Node | None, roles: Sequence[str]) -> Iterator[_Set]:
    names = [name for name, _ in entries(node)]
    for name, value in entries(node):
        known = role_variables().get(name)
        if known is not None and (any(map(known.companions.fullmatch, names)) or any(map(known.role.search, roles))):
            yield _Set(VARIABLES, known.backends, known.variable, _word(source, value))
        options = role_options().get(name)
        if options is not None and options.own_group is None:
            for each in items(value):
                option, setting = child(each, "option"), child(each, "value")
                yield from [_Set(VARIABLES, options.backends, text_of(option), _word(source, setting))] if setting is not None else []
        elif options is not None:
            for group in [value] if options.own_group else [inner for key, inner in entries(value) if key.lower() in _SERVER_GROUPS]:
                yield from (_Set(VARIABLES, options.backends, option, _word(source, setting)) for option, setting in entries(group))


def _of_task(source: Source, task: Node) -> Iterator[_Set]:
    """What a task of one of the modules sets, in each round of its loop."""
    for name, arguments in entries(task):
        module = modules().get(name)
        if module is None:
            continue
        for round_ in _rounds(task):
            given = _arguments(source, arguments, partial(rendered, lookup=round_.get))
            variable, value = given.get(module.variable), given.get(module.value)
            if variable is not None and value is not None:
                yield _Set(TASK, module.backends, variable.text, value)


def _arguments(source: Source, node: Node, fill: Fill) -> dict[str, Word]:
    """The arguments of a module, as a mapping or in one line."""
    if node.members is not None:
        return {name: located(text_of(value), locator(source, value), fill) for name, value in entries(node)}
    locate = Locator(source.text[node.start : node.end], node.start)
    return {match[1]: located(match[2].strip("'\""), locate, fill) for match in _FREE_FORM.finditer(text_of(node))}


def _rounds(task: Node) -> Iterator[Mapping[str, str]]:
    """What ``item`` stands for in each round of a task's loop; one round of nothing where there is none, or one that is not known."""
    over = next((node for key in _LOOPS if (node := child(task, key)) is not None), None)
    pairs = [{"item.key": key, "item.value": text_of(value)} for key, value in entries(child(task, "with_dict"))]
    rounds = [{"item": text_of(each), **{f"item.{key}": text_of(value) for key, value in entries(each)}} for each in items(over)]
    yield from rounds or pairs or [{}]


def _word(source: Source, node: Node) -> Word:
    return located(text_of(node), locator(source, node), rendered)
