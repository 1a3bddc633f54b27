"""Classes that declare fields: dataclasses, attrs, named tuples, pydantic models and settings."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping

from engine_lint.python.conditions import ALWAYS
from engine_lint.python.dict_values import DictValue
from engine_lint.python.possibilities import choose, read
from engine_lint.python.scope import Class, Frame, Module
from engine_lint.python.values import Abstract, Arguments, Built, ClassValue, Declaration, External, Instance, Opaque, Scalar, Write

SETTINGS_BASES = ("BaseSettings", "BaseModel")
_RECORD_BASES = (*SETTINGS_BASES, "NamedTuple", "SQLModel", "Struct")
_RECORD_DECORATORS = frozenset({"dataclass", "define", "frozen", "mutable", "attrs", "s"})
_ENUM_BASES = ("enum.Enum", "enum.StrEnum", "enum.IntEnum")
_FIELD_MAKERS = frozenset({"Field", "field", "mapped_column", "ib", "attrib"})
_FIRST_IS_DEFAULT = frozenset({"Field", "ib", "attrib", "mapped_column"})


def last_name(node: ast.expr) -> str:
    """The last part of a name, of a call the function's."""
    target = node.func if isinstance(node, ast.Call) else node
    return target.attr if isinstance(target, ast.Attribute) else target.id if isinstance(target, ast.Name) else ""


def is_enum(cls: Class) -> bool:
    """Whether the class is an enumeration."""
    return any(name in _ENUM_BASES for name in cls.external_bases())


def is_settings(cls: Class) -> bool:
    """Whether objects of the class take their values from outside: the environment, a constructor's arguments."""
    return _has_base(cls, SETTINGS_BASES) or any(last_name(each) in {"dataclass", "define", "attrs"} for each in cls.node.decorator_list)


def is_record(cls: Class) -> bool:
    """Whether the constructor takes the fields that the class declares."""
    return _has_base(cls, _RECORD_BASES) or any(last_name(each) in _RECORD_DECORATORS for one in cls.lineage() for each in one.node.decorator_list)


def is_typed_dict(cls: Class) -> bool:
    """Whether the class is only a type for dicts."""
    return _has_base(cls, ("TypedDict",))


def is_from_environment(cls: Class) -> bool:
    """Whether objects of the class take what they are not given from the environment: pydantic's settings."""
    return _has_base(cls, ("BaseSettings",))


def _has_base(cls: Class, names: tuple[str, ...]) -> bool:
    return any(each.rpartition(".")[2].endswith(names) for each in cls.external_bases())


def fields(cls: Class) -> Mapping[str, tuple[ast.expr | None, Class]]:
    """The fields in the order of the constructor: the annotation, and the class that declares it."""
    return cls.module.once(_fields, cls)


def _fields(module: Module, cls: Class) -> dict[str, tuple[ast.expr | None, Class]]:
    found: dict[str, tuple[ast.expr | None, Class]] = {}
    for each in reversed(cls.lineage()):
        for statement in each.node.body:
            for name, annotation in _declared(statement):
                found[name] = (annotation, each)
    return found


def _declared(statement: ast.stmt) -> Iterator[tuple[str, ast.expr | None]]:
    match statement:
        case ast.AnnAssign(target=ast.Name(id=name), annotation=annotation):
            if "ClassVar" not in ast.dump(annotation):
                yield name, annotation
        case ast.Assign(targets=[ast.Name(id=name)], value=ast.Call() as made) if last_name(made) in {"ib", "attrib"}:
            yield name, None


def field_default(value: Abstract, cls: Class, name: str = "") -> Abstract | None:
    """A class attribute as its objects show it: ``Field(default=...)`` unwrapped, a factory called; None where a field has no default."""
    if not isinstance(value, Built):
        return value
    kind = value.dotted.rpartition(".")[2]
    if kind == "auto" and name and _has_base(cls, ("StrEnum",)):
        return Scalar(name.lower(), value.origin)
    if kind == "Factory" and value.arguments.positional:
        return _made(value.arguments.positional[0], value, cls)
    if kind not in _FIELD_MAKERS:
        return value
    given = {key: read(value.arguments.keywords.entries.get(key, []), ALWAYS) for key in ("default", "default_factory", "factory", "insert_default")}
    factory = given["default_factory"] or given["factory"]
    if factory is not None:
        return _made(factory, value, cls)
    default = given["default"] or given["insert_default"]
    if default is None and kind in _FIRST_IS_DEFAULT and value.arguments.positional:
        default = value.arguments.positional[0]
    if default is None or (isinstance(default, Scalar) and default.value is Ellipsis):
        return None
    return field_default(default, cls)


def _made(factory: Abstract, field: Built, cls: Class) -> Abstract:
    """What a default factory makes."""
    from engine_lint.python.calls import apply
    from engine_lint.python.lookup import settle

    made = settle(apply(factory, Arguments((), DictValue()), field.node, Frame(cls.module, cls.frame, depth=1)))
    if isinstance(made, DictValue) and isinstance(factory, External):
        made.carrier = None
    return made


def field_value(instance: Instance, name: str, value: Abstract | None, owner: Class | None, node: ast.expr, frame: Frame) -> Abstract | None:
    """A class attribute or declared field as an object shows it; None where the class knows no such name."""
    cls = instance.cls
    annotation, declarer = fields(cls).get(name, (None, cls)) if value is None or is_settings(cls) or is_record(cls) else (None, cls)
    if value is None and annotation is None:
        return None
    default = _default_of(value, owner, annotation, declarer, name)
    declared = Declaration(annotation, declarer.frame) if annotation is not None else None
    if default is None:
        reason = f"{cls.name}.{name} has no default"
        return Opaque(reason, frame.module.place(node), parameter=instance.built_by_caller, declared=declared)
    if not is_record(cls):
        return default
    default = _of_its_own(instance, name, default, frame)
    if not (instance.built_by_caller or instance.open or is_from_environment(cls)):
        return default
    by_caller = instance.built_by_caller and not is_from_environment(cls)
    return choose((default, Opaque(f"{cls.name}.{name} can be set from outside", frame.module.place(node), by_caller, declared=declared)))


def _default_of(value: Abstract | None, owner: Class | None, annotation: ast.expr | None, declarer: Class, name: str) -> Abstract | None:
    if value is not None:
        return field_default(value, owner or declarer, name)
    if not (isinstance(annotation, ast.Subscript) and last_name(annotation.value) == "Annotated" and isinstance(annotation.slice, ast.Tuple)):
        return None
    from engine_lint.python.evaluate import evaluate

    makers = [each for each in annotation.slice.elts[1:] if isinstance(each, ast.Call) and last_name(each) in _FIELD_MAKERS]
    return field_default(evaluate(makers[0], declarer.frame), declarer) if makers else None


def _of_its_own(instance: Instance, name: str, default: Abstract, frame: Frame) -> Abstract:
    """Each object has a dict of its own, not the class's."""
    if not isinstance(default, DictValue):
        return default
    kept = instance.defaults.get(name)
    if kept is None:
        kept = instance.defaults[name] = default.copy(default.carrier, default.place, ALWAYS)
    return kept


def declared_class(declaration: Declaration) -> Class | None:
    """The project's class that an annotation names, also ``Optional[...]``, ``Annotated[...]``, ``... | None`` and text."""
    from engine_lint.python.evaluate import evaluate

    annotation: ast.expr = declaration.annotation
    if isinstance(annotation, ast.Constant) and isinstance(annotation.value, str):
        try:
            annotation = ast.parse(annotation.value, mode="eval").body
        except SyntaxError:
            return None
    sides = [annotation.left, annotation.right] if isinstance(annotation, ast.BinOp) else [annotation]
    for side in sides:
        if isinstance(side, (ast.Name, ast.Attribute, ast.Subscript)):
            found = evaluate(side, declaration.frame)
            if isinstance(found, ClassValue):
                return found.cls
    return None


def as_dict(instance: Instance, frame: Frame) -> DictValue:
    """The fields of an object and what was set on it, as a dict."""
    from engine_lint.python.attributes import of_instance

    result = DictValue()
    for name, (_, owner) in fields(instance.cls).items():
        node = ast.copy_location(ast.Name(name, ast.Load()), owner.node)
        value = of_instance(instance, name, node, Frame(owner.module, owner.frame, path=frame.path))
        log = owner.frame.names.get(name)
        written = log[-1] if log else None
        result.write(name, Write(frame.path, value, written.place if written else owner.module.place(owner.node), written.slot if written else None))
    for name, log in instance.attributes.items():
        if name not in result.entries and not name.startswith("_"):
            result.entries[name] = list(log)
    if instance.open:
        result.unseen.append((frame.path, Opaque(f"{instance.cls.name}() is made with arguments that cannot be seen")))
    return result
