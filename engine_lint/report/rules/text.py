"""``text``: a list of rules, or pages: drawn on a terminal, Markdown elsewhere."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby
from textwrap import wrap
from typing import TYPE_CHECKING, ClassVar

from engine_lint.report.rules import markdown
from engine_lint.report.style import Painter

if TYPE_CHECKING:
    from engine_lint.report.rules import Look
    from engine_lint.rules.rule import Rule

WIDEST_PAGE = 110
"""Columns that text is easy to read in."""
_STYLES = {"markdown.h1": "bold", "markdown.h2": "bold", "markdown.code": "cyan", "markdown.code_block": ""}
"""No colour has a background, so that pages look well on dark and light terminals."""
_FIX = {"safe": "fix", "unsafe": "unsafe fix", "sometimes": "fix, sometimes", "none": ""}


def render(rules: Sequence[Rule], look: Look) -> Iterator[str]:
    """The list or the pages, line by line."""
    if look.listed:
        yield from _list(rules, look)
    elif look.terminal or look.colour:
        yield from _drawn("\n".join(markdown.render(rules, look)), look)
    else:
        yield from markdown.render(rules, look)


def _list(rules: Sequence[Rule], look: Look) -> Iterator[str]:
    """A line for each rule; on a terminal that is too narrow for one of them, the summaries stand below."""
    names = max(len(rule.name) for rule in rules)
    heads = [f"{rule.name:<{names}}  {rule.severity.name.lower():<7}  {_fix(rule):<14}" for rule in rules]
    indent = len(rules[0].code) + 2
    fits = not look.terminal or all(indent + len(head) + 2 + len(rule.summary) <= look.width for head, rule in zip(heads, rules, strict=True))
    painter = Painter(look.colour)
    for head, rule in zip(heads, rules, strict=True):
        code = painter.severity(rule.code, rule.severity)
        yield f"{code}  {head}  {rule.summary}" if fits else f"{code}  {head.rstrip()}"
        if not fits:
            blank = " " * indent
            yield from wrap(rule.summary, max(look.width, indent + 20), initial_indent=blank, subsequent_indent=blank, break_on_hyphens=False)


def _fix(rule: Rule) -> str:
    fix = _FIX[rule.fixable]
    return f"{fix} (pedantic)".strip() if rule.pedantic else fix


def _drawn(text: str, look: Look) -> Iterator[str]:
    """Markdown as it looks, headings at the margin, links with their addresses."""
    from io import StringIO

    from rich.console import Console, ConsoleOptions, RenderResult
    from rich.markdown import Heading, Markdown
    from rich.text import Text
    from rich.theme import Theme

    class Plain(Heading):
        """A heading that is neither framed nor centred."""

        def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
            if self.tag != "h1":
                yield Text("")
            yield Text(self.text.plain, style=self.style_name)

    class Page(Markdown):
        """A page whose headings look so."""

        elements: ClassVar = {**Markdown.elements, "heading_open": Plain}

    stream = StringIO()
    width = min(look.width, WIDEST_PAGE)
    theme = Theme(_STYLES)
    console = Console(file=stream, width=width, force_terminal=look.colour, color_system="standard" if look.colour else None, legacy_windows=False, theme=theme)
    console.print(Page(text, code_theme="ansi_dark", hyperlinks=False))
    yield from _squeezed(stream.getvalue())


def _squeezed(text: str) -> Iterator[str]:
    """The lines of a text, one blank one where there are several."""
    for line, same in groupby(line.rstrip() for line in text.strip().splitlines()):
        yield from same if line else [""]
