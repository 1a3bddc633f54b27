"""The commands by name."""

from __future__ import annotations

COMMANDS = {
    "check": "Find engines whose pooled connections die while they rest (the default command)",
    "engines": "List every engine with its effective configuration, and where each value comes from",
    "timeouts": "List the documented idle timeouts of servers, proxies, load balancers and hosters",
    "probe": "Ask a live server for its timeouts, and list the engines that fall short of them",
    "rule": "Explain a rule",
    "config": "Show the settings that hold for a path, and where each comes from",
    "server": "Answer an editor's questions while somebody types (Language Server Protocol)",
    "init": "Write settings to start with and a pre-commit hook; with --baseline, only new findings fail from then on",
    "report-bug": "Make a small report of a mistake of engine-lint, without secrets",
    "completion": "Print what lets a shell complete commands, options, rules and platforms",
    "clean": "Forget what the cache remembers of earlier runs",
    "demo": "Lint a small sample shop and show the diff that mends it",
}
"""Each is a module of this package with a click command ``command``; the texts are for ``--help``, so that it imports none."""
DEFAULT = "check"
