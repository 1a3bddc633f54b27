"""A rule's page: the facts of its ``Rule`` on top, its module's docstring, its examples."""

from __future__ import annotations

from engine_lint.rules.rule import Example, Rule

HEADINGS = ("What", "Why", "Bad", "Good", "When not to", "Fix safety", "Configuration", "References")
"""The sections that every page has, in this order."""

EXAMPLES = "Examples"
"""The section behind those, written from the rule's own examples."""
_FIXABLE = {
    "safe": "The fix is safe.",
    "unsafe": "The fix is unsafe: it needs `--unsafe-fixes`.",
    "sometimes": "The fix is safe or unsafe, depending on the case.",
    "none": "There is no automatic fix.",
}


def missing_headings(docstring: str) -> tuple[str, ...]:
    """The sections that a docstring lacks, or that stand out of order."""
    found = [line[3:].strip() for line in docstring.splitlines() if line.startswith("## ")]
    return () if tuple(found) == HEADINGS else tuple(each for each in HEADINGS if each not in found) or ("the right order",)


def section(page: str, heading: str) -> str:
    """The text of a section of a page, without its heading; empty where it has no such section."""
    _, _, rest = f"\n{page}".partition(f"\n## {heading}\n")
    return rest.partition("\n## ")[0].strip()


def without_examples(page: str) -> str:
    """A page as far as people read it in one go: the examples at its end are many."""
    text, _, _ = page.partition(f"\n## {EXAMPLES}\n")
    return f"{text.rstrip()}\n"


def render(rule: Rule, docstring: str) -> str:
    """The page in Markdown."""
    body = docstring.strip()
    head = [
        f"# {rule.name} ({rule.code})",
        "",
        f"Severity: **{rule.severity.name.lower()}**{' (shown with `--pedantic` only)' if rule.pedantic else ''}. {_FIXABLE[rule.fixable]}",
        "",
    ]
    return "\n".join([*head, body, "", *_examples(rule.examples)]).rstrip() + "\n"


def _examples(examples: tuple[Example, ...]) -> list[str]:
    if not examples:
        return []
    lines = [f"## {EXAMPLES}", "", "Each runs as a test; the line above it says what is reported.", ""]
    for example in examples:
        finds = ", ".join(f"{find.partition(':')[0]} on line {find.partition(':')[2]}" for find in example.finds)
        lines += [f"**{example.title or 'Example'}**: {finds or 'nothing to report'}.", ""]
        settings = ", ".join(f"`{key} = {value!r}`" for key, value in example.settings.items())
        if settings:
            lines += [f"Settings: {settings}.", ""]
        for path, text in example.files.items():
            lines += [f"`{path}`:", "", "```text", text.rstrip(), "```", ""]
        language = "python" if example.name.endswith(".py") else "text"
        if language == "text":
            lines += [f"`{example.name}`:", ""]
        lines += [f"```{language}", example.source.rstrip(), "```", ""]
        if example.fixed is not None:
            lines += ["After `--fix --unsafe-fixes`:", "", "```python", example.fixed.rstrip(), "```", ""]
    return lines
