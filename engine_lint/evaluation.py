"""Resolve and evaluate: engines with what they really get and what may cut them, judged by every rule."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace

from engine_lint.dataclass import dataclass
from engine_lint.failures import internal_error
from engine_lint.knowledge.frameworks import applies
from engine_lint.model.capacity import Capacity
from engine_lint.model.engine import Backend, Engine, Site
from engine_lint.model.finding import Finding, SiteReference
from engine_lint.model.outcome import Failure
from engine_lint.model.place import Place
from engine_lint.model.server import ServerConfig
from engine_lint.model.subject import Subject
from engine_lint.model.timeout import IdleTimeout
from engine_lint.model.versions import Versions
from engine_lint.rules.flask_keys import foreign, reads_no_options
from engine_lint.rules.rule import Context, Report, Rule
from engine_lint.settings import Settings
from engine_lint.telling import with_telling


@dataclass(frozen=True, slots=True)
class Evaluated:
    """What all rules say of one file, and which of them crashed."""

    findings: tuple[Finding, ...]
    failures: tuple[Failure, ...]


FLASK_KINDS = frozenset({"flask-config", "flask-bind"})


FoundTimeouts = Callable[[], Sequence[IdleTimeout]]
"""Gives the timeouts that the files of a project set. It is asked only for engines that may heed one."""


def resolve(engines: Sequence[Engine], settings: Settings, versions: Versions, found: FoundTimeouts = tuple) -> tuple[list[Engine], list[Failure]]:
    """The engines with what the settings say of their file, their effective configuration and idle timeouts; what crashed is left out."""
    resolved: list[Engine] = []
    failures: list[Failure] = []
    for engine in engines:
        if (engine.site.kind in FLASK_KINDS and foreign(engine, versions)) or not applies(engine.site.framework, versions):
            continue
        if engine.config_unseen and not reads_no_options(versions):
            continue
        try:
            resolved.append(_resolved(engine, settings, versions, found))
        except Exception as error:
            where = f"judging the engine on {engine.site.place.line}"
            failures.append(internal_error(engine.site.place.path, where, error))
    return resolved, failures


def _resolved(engine: Engine, settings: Settings, versions: Versions, found: FoundTimeouts) -> Engine:
    from engine_lint.knowledge.dialects import networked
    from engine_lint.knowledge.effective import effective
    from engine_lint.timeouts.measured import measured_timeouts
    from engine_lint.timeouts.resolve import timeouts_for

    path = engine.site.place.path
    engine = replace(engine, site=_placed(engine.site, settings), backend=_declared_backend(engine.backend, settings, path))
    engine = replace(_hooked(engine, versions), effective=effective(engine, versions))
    others = (*settings.platforms_for(path), *measured_timeouts(settings.measured), *(found() if networked(engine.backend) else ()))
    return replace(engine, timeouts=timeouts_for(engine, settings.declared_for(path), others))


def _hooked(engine: Engine, versions: Versions) -> Engine:
    """Where a method of the extension that the project overrides may be called, options may come from it."""
    from engine_lint.knowledge.flask import removed_in

    pinned, why = versions.of("flask-sqlalchemy"), list(engine.unseen)
    if engine.hooks.before_3 and not pinned.surely_at_least(removed_in()):
        why.append("a pool hook (apply_pool_defaults) sets options too")
    if engine.hooks.since_3 and not pinned.surely_below(removed_in()):
        why.append("the extension makes its engines itself")
    return replace(engine, unseen=tuple(why)) if len(why) > len(engine.unseen) else engine


def _placed(site: Site, settings: Settings) -> Site:
    path = site.place.path
    if settings.test_paths is not None:
        site = replace(site, in_tests=settings.test_paths.match(path))
    if settings.script_paths is not None and settings.script_paths.match(path):
        site = replace(site, one_shot=True)
    return site


def _declared_backend(backend: Backend, settings: Settings, path: str) -> Backend:
    """What ``per-path`` says, where the code itself does not tell."""
    name = settings.backend_for(path)
    if not name or backend.complete or name in backend.excluded:
        return backend
    return replace(backend, names=frozenset({name}), complete=True, evidence=settings.origins.get("per-path", "the settings"))


def evaluate(subjects: Sequence[Subject], rules: Sequence[Rule], context: Context) -> Evaluated:
    """Every rule on every subject of its type; a rule that crashes costs its own findings only."""
    findings: list[Finding] = []
    failures: list[Failure] = []
    sites = _by_site(subjects)
    for rule in rules:
        told: list[tuple[Subject, list[Report]]] = []
        for subject in subjects:
            if rule.subject is not None and isinstance(subject, rule.subject):
                try:
                    told.append((subject, _reports(rule, subject, context)))
                except Exception as error:
                    failures.append(internal_error(_whole(subject).path, f"rule {rule.code}", error))
        findings += [_finding(rule, report, subject) for subject, reports in _with_paths(rule, told, sites, context, failures) for report in reports]
    return Evaluated(tuple(findings), tuple(dict.fromkeys(failures)))


def _reports(rule: Rule, subject: Subject, context: Context) -> list[Report]:
    assert rule.check is not None
    return list(rule.check(subject, context))


def _by_site(subjects: Sequence[Subject]) -> Mapping[Place, list[Engine]]:
    found: dict[Place, list[Engine]] = {}
    for subject in subjects:
        if isinstance(subject, Engine):
            found.setdefault(subject.site.place, []).append(subject)
    return found


def _with_paths(
    rule: Rule, told: Sequence[tuple[Subject, list[Report]]], sites: Mapping[Place, list[Engine]], context: Context, failures: list[Failure]
) -> Iterator[tuple[Subject, list[Report]]]:
    """The same reports, naming of an engine's conditions only those without which they would not be true; all of them where that crashes."""
    concerned = _by_site([subject for subject, reports in told if reports])
    for subject, reports in told:
        if reports and isinstance(subject, Engine) and _depends(subject, concerned, sites):
            place = subject.site.place
            try:
                reports = _reports(rule, with_telling(subject, concerned[place], sites[place]), context)
            except Exception as error:
                failures.append(internal_error(place.path, f"rule {rule.code}", error))
            yield subject, reports
        else:
            yield subject, reports


def _depends(engine: Engine, concerned: Mapping[Place, list[Engine]], sites: Mapping[Place, list[Engine]]) -> bool:
    """Whether it depends on something that a report is true of an engine: on conditions that have words, or on what sets it apart from others of its site."""
    place = engine.site.place
    return bool(engine.conditions) or len(concerned[place]) < len(sites[place])


def _whole(subject: Subject) -> Place:
    return subject.place if isinstance(subject, ServerConfig | Capacity) else subject.site.place


def _site(subject: Subject) -> Site | None:
    if isinstance(subject, Capacity):
        return subject.told_at.engine.site
    return None if isinstance(subject, ServerConfig) else subject.site


def _finding(rule: Rule, report: Report, subject: Subject) -> Finding:
    site = _site(subject)
    place = report.place or (_place(report, site) if site is not None else _whole(subject))
    return Finding(
        code=rule.code,
        name=rule.name,
        severity=report.severity or rule.severity,
        confidence=report.confidence,
        message=report.message,
        place=place,
        site=SiteReference(site.kind, site.callee) if site is not None else None,
        related=tuple(each for each in report.related if each.place != place),
        fix=report.fix,
        help=report.help,
        cause=report.cause,
        also=report.also,
    )


def _place(report: Report, site: Site) -> Place:
    """Where a finding stands: at the site, or on the option's own line where the site is made of lines."""
    if site.by_line and report.about is not None and report.about.place.path == site.place.path:
        return report.about.place
    return site.place
