"""``text``: what the server said, when a resting connection is cut, and which engines fall short of that."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from textwrap import wrap

from engine_lint.model.answer import Rest, Variable
from engine_lint.model.measured import IN_TRANSACTION, INTERACTIVE, SESSION, WAIT
from engine_lint.model.probed import Compared, Probed, Shortfall
from engine_lint.report.closing import plural
from engine_lint.report.inventory.wording import callee, clean, option_text, where
from engine_lint.report.view import View
from engine_lint.timeouts.measured import CUT_OFF_LABEL, CUT_OFF_TIMER
from engine_lint.timeouts.resolve import recycle_below

TITLES = {"mysql": "MySQL", "mariadb": "MariaDB", "postgresql": "PostgreSQL"}
ACTS = {
    WAIT: "cuts what rests",
    INTERACTIVE: "for interactive clients",
    SESSION: "cuts what rests",
    IN_TRANSACTION: "in transactions only",
}
_SHOWN = (("pool_recycle", "recycle"), ("pool_pre_ping", "pre-ping"), ("poolclass", "pool"))


def render(probed: Probed, view: View) -> Iterator[str]:
    """Everything that was found out, in the order in which one asks."""
    answer = probed.answer
    server = f"{TITLES[answer.backend]} {clean(answer.version)}{' (Aurora)' if answer.product else ''}"
    how = f"through {answer.driver}{', in a read-only transaction' if answer.read_only else ''}"
    yield from _sentence(view.painter.paint(f"{server}{f' at {clean(probed.host)}' if probed.host else ''}", "bold") + f", asked {how}.", view)
    yield ""
    yield from _variables(answer.variables)
    yield ""
    for sentence in _limits(probed):
        yield from _sentence(sentence, view)
    yield ""
    yield from _engines(probed, view)
    if probed.written:
        yield ""
        yield from _sentence(f"Recorded in {view.name(probed.written)}.", view)


def _variables(variables: Sequence[Variable]) -> Iterator[str]:
    width = max((len(each.name) for each in variables), default=0)
    yield f"  {'':<{width}} {'session':>9} {'server':>9}"
    for each in variables:
        values = f"{_amount(each.session, each):>9} {_amount(each.server, each):>9}"
        note = f"set by the {clean(each.set_by)}" if each.set_by else ACTS.get(each.name, "")
        yield f"  {each.name:<{width}} {values} {note}".rstrip()


def _amount(value: float | None, variable: Variable) -> str:
    if value is None:
        return "" if variable.is_count else "?"
    if variable.is_count:
        return f"{value:g}"
    return f"{value:.10g} s" if value else "off"


def _limits(probed: Probed) -> Iterator[str]:
    if not probed.limits:
        yield "The server cuts no connection that rests. What stands between may: --watch-idle finds out, `platform` names it."
    else:
        first = probed.limits[0]
        recycle = recycle_below(first.seconds, None)
        advice = f"`pool_recycle` must be below that: {recycle}" if recycle else "So short a limit leaves no room for a recycle; pre-ping helps, or NullPool"
        yield f"A connection that rests is cut after {first.seconds} s ({first.label}). {advice}."
    for each in probed.answer.variables:
        if each.session is not None and each.server is not None and each.session != each.server:
            yield f"This session has another {each.name} than new connections begin with: the URL, init_connect or the account sets it."
    if probed.rest is not None:
        yield _rest(probed.rest, probed)


def _rest(rest: Rest, probed: Probed) -> str:
    alive = f"; one still answered after {rest.alive_after:.0f} s" if rest.alive_after else ""
    if rest.cut_after is None:
        early = ", when it was ended early" if rest.ended_early else ""
        return f"Connections were let rest for {rest.rested:.0f} s{early}, and none was cut{alive}."
    if rest.silent:
        return (
            f"Connections were let rest. After {rest.cut_after:.0f} s one gave no answer, and nobody had closed it{alive}: "
            "something on the path drops packets without a word, so that pre-ping hangs too."
        )
    found = f"Connections were let rest. They were cut after {rest.cut_after:.1f} s{alive}"
    if any(each.timer == CUT_OFF_TIMER for each in probed.limits):
        return f"{found}: before any timer of the server, so by something between, a proxy, load balancer or NAT gateway ({CUT_OFF_LABEL})."
    return f"{found}, as the server says."


def _engines(probed: Probed, view: View) -> Iterator[str]:
    compared = probed.compared
    for each in compared.overridden:
        yield from _sentence(f"note: {each.where} declares {each.seconds} s, which comes before what was measured and is longer.", view)
    yield from _group(compared.certain, _head(compared), view)
    if compared.possible:
        one = len(_sites(compared.possible)) == 1
        yield ""
        condition = f"if {'it connects' if one else 'they connect'} to this server"
        yield from _group(compared.possible, f"{_share(compared.possible, compared.unknown)} whose backend nothing shows would fall short, {condition}:", view)


def _head(compared: Compared) -> str:
    if not compared.known:
        unknown = f"; of {plural(compared.unknown, 'engine')} nothing shows the backend" if compared.unknown else ""
        return f"No engine of the project is known to connect to such a server{unknown}."
    if not compared.certain:
        return f"{plural(compared.known, 'engine')} for such a server, and none falls short."
    return f"{_share(compared.certain, compared.known)} for such a server {'falls' if len(_sites(compared.certain)) == 1 else 'fall'} short of it:"


def _sites(shortfalls: Sequence[Shortfall]) -> set[object]:
    return {(each.entry.engine.site.place, each.entry.engine.conditions) for each in shortfalls}


def _share(shortfalls: Sequence[Shortfall], every: int) -> str:
    """``The one engine``, ``2 of 3 engines``."""
    return "The one engine" if every == 1 else f"{len(_sites(shortfalls))} of {every} engines"


def _group(shortfalls: Sequence[Shortfall], head: str, view: View) -> Iterator[str]:
    yield from _sentence(head, view)
    for each in shortfalls:
        engine, finding = each.entry.engine, each.finding
        values = ((title, each.entry.option(name)) for name, title in _SHOWN)
        effective = ", ".join(f"{title} {option_text(option)}" for title, option in values if option is not None)
        yield f"  {view.painter.paint(where(engine.site.place, view), 'bold')}: {callee(engine)}: {effective}"
        severity = view.painter.severity(finding.severity.name.lower(), finding.severity)
        text = f"{finding.code}: {view.words(finding.message)}"
        first, *rest = wrap(text, max(view.width - 13, 40), break_on_hyphens=False)
        yield f"    {severity} {first}"
        yield from (f"      {line}" for line in rest)


def _sentence(text: str, view: View) -> Iterator[str]:
    yield from wrap(text, max(view.width, 40), break_on_hyphens=False, break_long_words=False)
