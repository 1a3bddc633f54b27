"""The options of ``check``, and the settings keys that some of them stand for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from engine_lint.cli.option import Option, flag
from engine_lint.cli.output import COLOURS
from engine_lint.report import FORMATS
from engine_lint.spreading import available

_Command = TypeVar("_Command", bound=Callable[..., Any])
_RULES = "RULES"

SETTINGS_KEYS = {
    **{name: name.replace("_", "-") for name in ("select", "ignore", "extend_select", "fixable", "unfixable", "recycle", "idle_timeout", "platform")},
    **{name: name.replace("_", "-") for name in ("max_connections", "workers")},
    **{name: name.replace("_", "-") for name in ("min_severity", "min_confidence", "fail_on", "pedantic", "force_exclude", "code_blocks", "baseline")},
    "exclude": "extend-exclude",
}
"""Options that stand for a settings key, which they override or, for lists of what to leave out, extend."""
_MANY = frozenset({"select", "ignore", "extend_select", "fixable", "unfixable", "platform"})


def _many(name: str, help_: str, metavar: str = _RULES) -> Option:
    return Option((name,), help_, many=True, metavar=metavar)


def _level(name: str, levels: tuple[str, ...], help_: str) -> Option:
    return Option((name,), help_, choices=levels)


def _jobs(value: str) -> int:
    """How many processes ``--jobs`` asks for."""
    if value != "auto" and not (value.isdecimal() and int(value) > 0):
        raise ValueError(f"{value!r} is neither a number from 1 up nor `auto`")
    return available() if value == "auto" else int(value)


_SEVERITIES = ("info", "warning", "error")

RULE_OPTIONS = (
    _many("--select", "Run these rules only: codes, names, the start of codes, or ALL; separated by commas."),
    _many("--ignore", "Leave these rules out."),
    _many("--extend-select", "Run these rules too."),
    _many("--fixable", "Offer the fixes of these rules only."),
    _many("--unfixable", "Do not offer the fixes of these rules."),
    _level("--min-severity", _SEVERITIES, "Show findings from this severity up.  [default: info]"),
    _level("--min-confidence", ("low", "medium", "high"), "Show findings from this confidence up.  [default: medium]"),
    flag("--pedantic", "Show findings of every confidence, and those of pedantic rules."),
)
PLATFORM = _many("--platform", "A platform, proxy or load balancer on the path, whose idle timeout counts; `engine-lint timeouts` lists them.", "ID")
JUDGEMENT_OPTIONS = (
    Option(("--idle-timeout",), "After how long something on the path cuts a resting connection: 600, 10m, 8h.", metavar="DURATION"),
    PLATFORM,
    Option(("--recycle",), "The pool_recycle that fixes write; below the idle timeout.", metavar="SECONDS"),
    Option(("--max-connections",), "How many connections the server takes.", metavar="N"),
    Option(("--workers",), "How many processes of the application run on a host.", metavar="N"),
)
FIX_OPTIONS = (
    flag("--fix", "Write the safe fixes in place."),
    flag("--unsafe-fixes", "With --fix or --diff: the unsafe fixes too."),
    flag("--diff", "Write nothing; print the fixes as a patch that `git apply` takes. Exit 1 if there are any."),
    flag("--show-fixes", "List what was fixed."),
)
ADOPTION_OPTIONS = (
    Option(("--diff-base",), "Show only findings on lines that changed since this git revision.", metavar="REV"),
    Option(("--baseline",), "Do not show the findings that this file holds.", metavar="FILE"),
    flag("--no-baseline", "Pass over the baseline that the settings name: show what it holds."),
    Option(("--add-ignore",), "Write suppression comments for all findings that are shown, with a reason behind `=`.", metavar="[=REASON]", optional=True),
    flag("--write-baseline", "Put all findings into the baseline, and drop from it what nothing matches any more."),
)
EXIT_OPTIONS = (
    _level("--fail-on", _SEVERITIES, "Exit with 1 from this severity up.  [default: warning]"),
    flag("--exit-zero", "Exit with 0 whatever is found. An incomplete run still exits with 2."),
    flag("--exit-non-zero-on-fix", "Exit with 1 also where everything found was fixed."),
)
OUTPUT_OPTIONS = (
    Option(("--output-format",), f"How the report looks: {', '.join(FORMATS)}.", choices=FORMATS, default="full", metavar="FORMAT", shown=True),
    Option(("-o", "--output-file"), "Write the report to a file instead of stdout.", default="", metavar="FILE"),
    flag("--statistics", "Count the findings per rule."),
    Option(("--color",), "Colour; auto follows the terminal and NO_COLOR.", choices=COLOURS, default="auto", shown=True),
)
FILE_OPTIONS = (
    flag("--watch", "Check again whenever something changes that the last run looked at, until Ctrl-C."),
    Option(("--stdin-filename",), "The name that standard input (-) goes by.", default="", metavar="FILE"),
    _many("--exclude", "Leave out paths that match, beside those of the settings.", "PATTERN"),
    flag("--code-blocks", "Check the Python code blocks of Markdown and reStructuredText files too."),
    flag("--force-exclude", "Leave out excluded files even when they are given by name."),
    flag("--no-ignores", "Pass over suppression comments and per-file-ignores: show what they hide."),
    flag("--isolated", "Read no settings file."),
    Option(("--config",), "Read this settings file for every path, and no other.", default="", metavar="FILE"),
    flag("--show-files", "Print the files that would be checked, and do nothing else."),
    flag("--show-settings", "Print the settings that hold for each path and where each comes from, and do nothing else."),
    Option(("-j", "--jobs"), "How many processes work; auto: one per processor.", default="auto", metavar="N", shown=True, read=_jobs),
    Option(("--executor",), "Where work is done: dask://host:port, a Dask scheduler whose workers see these files.", default="", metavar="ADDRESS"),
    flag("--no-cache", "Use nothing that earlier runs remember, and remember nothing of this one."),
    Option(("--cache-dir",), "Where runs are remembered.  [default: the user's own folder for caches]", default="", metavar="FOLDER"),
)

CHECK_SECTIONS: tuple[tuple[str, tuple[Option, ...]], ...] = (
    ("Fixes", FIX_OPTIONS),
    ("Rules", RULE_OPTIONS),
    ("What is known of servers and the path to them", JUDGEMENT_OPTIONS),
    ("Findings that were there before", ADOPTION_OPTIONS),
    ("Exit code", EXIT_OPTIONS),
    ("Report", OUTPUT_OPTIONS),
    ("Files, settings, speed", FILE_OPTIONS),
)
"""The options of ``check`` as its help shows them."""
CHECK = tuple(option for _, options in CHECK_SECTIONS for option in options)


def with_options(*groups: Sequence[Option | Callable[[Any], Any]]) -> Callable[[_Command], _Command]:
    """Give a command some groups of options, in this order in its help."""

    def decorate(command: _Command) -> _Command:
        for option in reversed([option for group in groups for option in group]):
            command = option(command)
        return command

    return decorate


def overrides(given: Mapping[str, Any]) -> dict[str, object]:
    """The settings that options override, by settings key; those that were not given are absent."""
    found: dict[str, object] = {}
    for name, key in SETTINGS_KEYS.items():
        value = given.get(name)
        if value is None or value is False or value == ():
            continue
        found[key] = tuple(part.strip() for text in value for part in text.split(",") if part.strip()) if name in _MANY else value
    return found
