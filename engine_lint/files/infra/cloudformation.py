"""CloudFormation templates: parameter groups of RDS and Aurora.

Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/aws-resource-rds-dbparametergroup.html
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from engine_lint.expression import expression
from engine_lint.files.infra.assignments import assigned, winning
from engine_lint.files.infra.engines import backends_of_engine
from engine_lint.files.infra.words import HOLE, Word
from engine_lint.files.infra.yaml_nodes import Tagged, child, entries, locator, text_of
from engine_lint.files.servers import Around
from engine_lint.files.tree import Node
from engine_lint.model.server import ServerConfig
from engine_lint.model.source import Source

FORM = "CloudFormation resource"
_TYPES = ("AWS::RDS::DBParameterGroup", "AWS::RDS::DBClusterParameterGroup")
_ONE_REFERENCE = expression(r"\$\{(\w+)\}")


def read_cloudformation(source: Source, documents: Sequence[Node], around: Around) -> tuple[ServerConfig, ...]:
    """The parameter groups of a template, of a serverless.yml too; none for other YAML files."""
    templates = (template for root in documents for template in (root, child(root, "resources")) if template is not None)
    return tuple(config for template in templates for config in _groups(source, template, around))


def _groups(source: Source, template: Node, around: Around) -> Iterator[ServerConfig]:
    for name, node in entries(child(template, "Resources")):
        if text_of(child(node, "Type")) not in _TYPES:
            continue
        family = child(node, "Properties", "Family")
        backends, product = backends_of_engine(_word(source, family, template).text) if family is not None else ((), "")
        pairs = entries(child(node, "Properties", "Parameters"))
        settings = winning(assigned(source, backends, variable, _word(source, value, template)) for variable, value in pairs) if backends else ()
        if settings:
            yield ServerConfig(FORM, name, backends, settings, source.place(source.span(node.start, node.end)), product, around.in_tests(source.path))


def _word(source: Source, node: Node, template: Node) -> Word:
    """A value as text: its own, or the default of the parameter that it refers to."""
    name = _referred(node)
    default = child(template, "Parameters", name, "Default") if name else None
    text = text_of(default) or (text_of(node) if not name else "")
    start, end = locator(source, node)(text_of(node)) if text_of(node) else (node.start, node.end)
    if not text or text.startswith("{"):
        return Word(HOLE, start, end, f"the parameter {name} has no default" if name else "CloudFormation works it out")
    return Word(text, start, end)


def _referred(node: Node) -> str:
    """The parameter that ``!Ref``, ``Ref`` or ``!Sub`` of it alone means; empty for anything else."""
    if isinstance(node.value, Tagged):
        match = _ONE_REFERENCE.fullmatch(node.value.text)
        return node.value.text if node.value.tag == "!Ref" else match[1] if match and node.value.tag == "!Sub" else ""
    return text_of(child(node, "Ref"))
