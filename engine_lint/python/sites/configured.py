"""Calls of ``engine_from_config`` whose configuration stands outside of the code: what they add to what a file says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.factories import factories
from engine_lint.model.engine import Backend, Ping
from engine_lint.model.place import Place
from engine_lint.model.value import Option
from engine_lint.python import backends
from engine_lint.python.callers import open_callers, run_functions
from engine_lint.python.conditions import Path
from engine_lint.python.project import Project
from engine_lint.python.sites.engine_calls import described
from engine_lint.python.sites.factory_inputs import from_mapping
from engine_lint.python.sites.importers import stands_among_scripts
from engine_lint.python.sites.lifetimes import one_shot
from engine_lint.python.sites.recorder import EngineCall
from engine_lint.python.sites.surroundings import Surroundings, surroundings
from engine_lint.python.values import Opaque
from engine_lint.python.views import is_complete, on_each_path

DEFAULT_PREFIX = "sqlalchemy."


@dataclass(frozen=True)
class Configured:
    """One call on one path.

    ``options`` are those that the code gives, which win over the file's; ``unseen`` the reasons why it may give others. ``backend``
    is that of the URL if the code gives it, None where the file does.
    """

    place: Place
    callee: str
    prefix: str
    options: Mapping[str, Option]
    unseen: tuple[str, ...]
    backend: Backend | None
    is_async: bool
    around: Surroundings
    one_shot: bool
    conditions: tuple[str, ...]
    ping: Ping | None


def configured(project: Project, leads: Iterable[str] = ()) -> tuple[Configured, ...]:
    """The calls of a project that leave its configuration to a file; ``leads`` are modules that such a file names itself."""
    project.budget.refill(0)
    modules = list(project.modules_that(lambda words: words.reads_configuration))
    modules += [module for path in leads if (module := project.module_at(path)) is not None and module not in modules]
    for module in modules:
        run_functions(module)
        open_callers(module)
    return tuple(each for call in _calls(project) for each in _on_paths(call, project))


def _calls(project: Project) -> Iterator[EngineCall]:
    """Each call of such a factory as its callers make it, or alone where none is seen."""
    found = [call for call in project.sites.calls if _reads_mapping(call) and not call.way.by_default]
    called = {call.node for call in found if call.way.calls}
    seen = set()
    for call in found:
        key = (call.node, call.way.calls, None if call.way.calls else call.path)
        if (call.way.calls or call.node not in called) and key not in seen:
            seen.add(key)
            yield call


def _reads_mapping(call: EngineCall) -> bool:
    factory = factories().get(call.factory)
    return factory is not None and bool(factory.mapping_parameter)


def _on_paths(call: EngineCall, project: Project) -> Iterator[Configured]:
    def compute(path: Path, strict: bool) -> Configured | None:
        if not is_complete(call.arguments.keywords, path, strict):
            return None
        inputs = from_mapping(call, path, strict)
        if not inputs.elsewhere:
            return None
        pings = project.listeners.for_call(call.node, (call.module, *call.way.modules))
        ping = next((each for each in pings if each.listens(path, strict)), None)
        around = surroundings(call.reporter.path, project.base)
        return Configured(
            call.module.place(call.node),
            call.callee,
            DEFAULT_PREFIX if inputs.prefix is None else inputs.prefix,
            inputs.options,
            tuple(dict.fromkeys(why.reason for why in inputs.unseen)),
            None if isinstance(inputs.url, Opaque) else backends.of_url(inputs.url, path, strict),
            factories()[call.factory].is_async,
            around,
            stands_among_scripts(call.reporter) or one_shot(call),
            described(path, project.conditions),
            Ping(ping.place, ping.event) if ping is not None else None,
        )

    yield from (each for _, each in on_each_path(call.path, compute, project.conditions, call.dead) if each is not None)
