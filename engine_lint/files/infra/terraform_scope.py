"""What names stand for in a folder of Terraform files: defaults of variables, what ``terraform.tfvars`` sets, local values.

Source: https://developer.hashicorp.com/terraform/language/values/variables
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from engine_lint.dataclass import dataclass
from engine_lint.errors import UnreadableFile
from engine_lint.expression import expression
from engine_lint.files.infra.folders import siblings
from engine_lint.files.infra.hcl import Expression, read_terraform
from engine_lint.files.infra.words import HOLE, Filled
from engine_lint.files.servers import Around
from engine_lint.model.source import Source

CODE = (".tf", ".tf.json")
_VALUES = expression(r"terraform\.tfvars|.*\.auto\.tfvars")
_WORKED_OUT = "Terraform works it out"
_STEPS = 10


@dataclass(slots=True)
class Scope:
    """The names of one folder. ``bound`` are those that ``for_each`` gives (``each.value``)."""

    source: Source
    around: Around
    bound: Mapping[str, Expression] = field(default_factory=dict)
    _names: dict[str, Expression] = field(default_factory=dict)
    _read: list[bool] = field(default_factory=list)

    def within(self, name: str, key: Expression, value: Expression) -> Scope:
        """The scope of one round of a ``for_each``."""
        return replace(self, bound={**self.bound, f"{name}.key": key, f"{name}.value": value})

    def unbound(self, expression: Expression) -> Expression:
        """What an expression stands for by the names of ``for_each`` alone."""
        found = _along(expression.reference, self.bound) if expression.reference else None
        return found or expression

    def resolved(self, expression: Expression, steps: int = _STEPS) -> Expression:
        """What an expression stands for, as far as the files of the folder tell."""
        found = self.unbound(expression)
        if found.reference is None or not steps:
            return found
        target = _along(found.reference, self.names())
        return self.resolved(target, steps - 1) if target is not None else found

    def text(self, expression: Expression) -> Filled:
        """An expression as text, or why it is not known."""
        found = self.resolved(expression)
        if found.text is not None and found.text != "null":
            return found.text, ""
        name = found.reference or ""
        if name.startswith("var."):
            return HOLE, f"{name} has no default in this folder"
        return HOLE, f"{name} is not known here" if name else _WORKED_OUT

    def names(self) -> Mapping[str, Expression]:
        """The variables and local values of the folder, read when first asked for."""
        if not self._read:
            self._read.append(True)
            for file in siblings(self.source, (*CODE, ".tfvars"), self.around):
                self._names.update(_names_of(file))
            for file in siblings(self.source, (".tfvars",), self.around):
                if _VALUES.fullmatch(file.path.rpartition("/")[2]):
                    self._names.update(_values_of(file))
        return self._names


def _along(reference: str, names: Mapping[str, Expression]) -> Expression | None:
    """What a dotted name leads to: the longest part of it that is known, and the members behind that."""
    parts = reference.split(".")
    for length in range(len(parts), 0, -1):
        found = names.get(".".join(parts[:length]))
        if found is not None:
            for name in parts[length:]:
                found = found.get(name) if found is not None else None
            return found
    return None


def _names_of(source: Source) -> Iterator[tuple[str, Expression]]:
    if not source.path.endswith(CODE) or not ("variable" in source.text or "locals" in source.text):
        return
    root = _content(source)
    for block in root.all("variable") if root is not None else ():
        for name, body in block.members or ():
            default = body.get("default")
            if default is not None:
                yield f"var.{name}", default
    for block in root.all("locals") if root is not None else ():
        yield from ((f"local.{name}", value) for name, value in block.members or ())


def _values_of(source: Source) -> Iterator[tuple[str, Expression]]:
    root = _content(source)
    yield from ((f"var.{name}", value) for name, value in (root.members or () if root is not None else ()))


def _content(source: Source) -> Expression | None:
    try:
        return read_terraform(source)
    except UnreadableFile:
        return None
