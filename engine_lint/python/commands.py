"""What commands are given: the defaults of ``argparse`` arguments, of ``click`` and ``typer`` options."""

from __future__ import annotations

import ast

from engine_lint.python.library_objects import Namespace
from engine_lint.python.possibilities import choose, read
from engine_lint.python.records import last_name
from engine_lint.python.scope import Frame
from engine_lint.python.values import Abstract, Arguments, Function, Opaque, Scalar, Write

_OPTIONS = frozenset({"option", "argument"})
GIVEN = "it is given on the command line"


def option_default(function: Function, name: str) -> Abstract | None:
    """The default of a parameter that ``@click.option(...)`` fills; None where no option has one."""
    from engine_lint.python.evaluate import evaluate

    for decorator in getattr(function.node, "decorator_list", ()):
        if isinstance(decorator, ast.Call) and last_name(decorator) in _OPTIONS and name in _names_of(decorator):
            default = next((each.value for each in decorator.keywords if each.arg == "default"), None)
            return evaluate(default, function.frame) if default is not None else None
    return None


def _names_of(decorator: ast.Call) -> frozenset[str]:
    words = [each.value for each in decorator.args if isinstance(each, ast.Constant) and isinstance(each.value, str)]
    plain = [word for word in words if word.isidentifier()]
    return frozenset(plain or [word.split("/")[0].lstrip("-").replace("-", "_").lower() for word in words])


def parser(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """``argparse.ArgumentParser()``: the arguments that are added to it."""
    return Namespace("argparse.ArgumentParser", reason=GIVEN)


def namespace(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract:
    """``SimpleNamespace(...)``."""
    made = Namespace("types.SimpleNamespace", {name: list(log) for name, log in arguments.keywords.entries.items()})
    if arguments.keywords.unseen or arguments.positional or arguments.more:
        made.reason = "it is made with arguments that cannot be seen"
    return made


def method(base: Namespace, name: str, arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    """Methods of a parser, its groups and its subcommands, which share their arguments; None for others."""
    if base.dotted != "argparse.ArgumentParser":
        return None
    if name == "add_argument":
        _add(base, arguments, frame)
    elif name == "set_defaults":
        for key, log in arguments.keywords.entries.items():
            base.attributes.setdefault(key, []).extend(log)
    elif name not in {"add_argument_group", "add_mutually_exclusive_group", "add_subparsers", "add_parser", "parse_args", "parse_intermixed_args"}:
        return Opaque(GIVEN, frame.module.place(node))
    return base


def _add(base: Namespace, arguments: Arguments, frame: Frame) -> None:
    words = [each.value for each in arguments.positional if isinstance(each, Scalar) and isinstance(each.value, str)]
    entries = arguments.keywords.entries
    given = read(entries.get("dest", []), frame.path)
    long = next((word for word in words if word.startswith("--")), words[0] if words else "")
    name = given.value if isinstance(given, Scalar) else long.lstrip("-").replace("-", "_")
    default, action = read(entries.get("default", []), frame.path), read(entries.get("action", []), frame.path)
    if default is None and isinstance(action, Scalar) and action.value in {"store_true", "store_false"}:
        default = Scalar(action.value == "store_false", action.origin)
    written = entries.get("default", [])
    if default is None or (isinstance(default, Scalar) and default.value is None):
        default = Opaque(GIVEN)
    last = written[-1] if written else None
    base.attributes.setdefault(str(name), []).append(Write(frame.path, default, last.place if last else None, last.slot if last else None))


def typer_option(arguments: Arguments, node: ast.Call, frame: Frame) -> Abstract | None:
    """``typer.Option(300)`` as a parameter's default."""
    default = arguments.positional[0] if arguments.positional else read(arguments.keywords.entries.get("default", []), frame.path)
    unknown = Opaque(GIVEN, frame.module.place(node))
    if default is None or (isinstance(default, Scalar) and default.value in (Ellipsis, None)):
        return unknown
    return choose((default, unknown))
