"""A server timeout so short that pools cannot keep connections, or one that has no effect.

## What

A file sets `wait_timeout` below 60 seconds; or to 0, which is not "never" but 1 second; or only where no server takes it: in a group such as `[mysql]` or
`[client]`, or with a value that no server starts with. Or it sets `interactive_timeout` alone, which does not count for applications (on Aurora it does).

## Why

The server cuts a connection that rests longer than `wait_timeout`. Below a minute most pooled connections die between two requests, and each request pays
for a new connection at best (with `pool_pre_ping`, which acts at checkout only), at worst it fails:

```text
(2006, 'MySQL server has gone away')
(4031, 'The client was disconnected by the server because of inactivity. See wait_timeout and interactive_timeout for configuring this behavior.')
```

A timeout that is written down and not in force is worse in another way: engines are tuned to a number that does not exist. Drivers connect as
non-interactive clients, so that `interactive_timeout` is the timer of the `mysql` shell and not theirs.

## Bad

```ini
[mysqld]
wait_timeout = 0
```

## Good

```ini
[mysqld]
wait_timeout = 600
```

## When not to

Where a pooler in front of the server is its only client, and reconnects in its own time.

## Fix safety

There is no fix: which value is right depends on every client of the server.

## Configuration

None. Files for tests and CI are judged at low confidence.

## References

- [MySQL: wait_timeout](https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_wait_timeout)
- [MySQL: using option files](https://dev.mysql.com/doc/refman/8.4/en/option-files.html)
- [MariaDB: option groups](https://mariadb.com/docs/server/server-management/install-and-upgrade-mariadb/configuring-mariadb/configuring-mariadb-with-option-files#option-groups)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.model.finding import Confidence, Severity
from engine_lint.model.server import ServerConfig, ServerSetting
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.server_facts import server_confidence
from engine_lint.rules.wording import CHECKOUT_ONLY, duration
from engine_lint.timeouts.found import AURORA, INTERACTIVE, SERVER_DEFAULT, WAIT

LEAST = 60
"""Seconds. Below, connections die between two requests."""
_FRAGMENTS = ".d"
"""How folders end whose files are parts of one configuration, so that what is missing in one may stand in another."""


def check(config: ServerConfig, context: Context) -> Iterator[Report]:
    """A timeout that is very short, without effect, or the wrong one of two."""
    heeded = (WAIT, INTERACTIVE) if config.product == AURORA else (WAIT,)
    for variable in heeded:
        setting = config.effective(variable)
        if setting is not None and setting.value is not None and setting.value < LEAST:
            yield _very_low(config, setting)
    if config.effective(WAIT) is None:
        yield from _without_effect(config)


def _very_low(config: ServerConfig, setting: ServerSetting) -> Report:
    seconds = setting.value or 0
    off = seconds == 1 and setting.written.strip("\"' ") in ("0", "")
    message = f"{setting.variable} of 0 does not turn the timeout off: it is 1 second" if off else f"{setting.variable} is {duration(seconds)}"
    return Report(
        f"{message}, so that pooled connections die between two requests",
        server_confidence(config, Confidence.HIGH),
        place=setting.place,
        help=("Below 30 s a pool_recycle is no help; pool_pre_ping is, or a pool that keeps nothing (NullPool).", CHECKOUT_ONLY),
    )


def _without_effect(config: ServerConfig) -> Iterator[Report]:
    lost = [each for each in config.settings if each.variable == WAIT and each.ineffective]
    for each in lost:
        yield Report(f"wait_timeout has no effect here: {each.ineffective}", server_confidence(config, Confidence.HIGH), place=each.place, help=_IN_FORCE)
    interactive = config.effective(INTERACTIVE)
    if interactive is not None and not lost and config.product != AURORA and not _may_be_set_beside(config):
        yield Report(
            "interactive_timeout alone does not count for applications: drivers connect as non-interactive clients, for which wait_timeout does",
            server_confidence(config, Confidence.MEDIUM),
            place=interactive.place,
            help=_IN_FORCE,
        )


_IN_FORCE = (f"Where no other file sets it, the server cuts resting connections after {duration(SERVER_DEFAULT)}.",)


def _may_be_set_beside(config: ServerConfig) -> bool:
    return WAIT in config.elsewhere or config.place.path.rpartition("/")[0].endswith(_FRAGMENTS)


def _file(title: str, text: str, *finds: str, name: str = "my.cnf") -> Example:
    return Example(text, finds, title=title, name=name)


EXAMPLES = (
    _file("Ten seconds", "[mysqld]\nwait_timeout = 10\n", "EL502:2"),
    _file("Zero is not never", "[mysqld]\nwait_timeout = 0\n", "EL502:2"),
    _file("In a group that no server reads", "[client]\nwait_timeout = 600\n\n[mysqld]\nport = 3307\n", "EL502:2"),
    _file("A value that no server starts with", "[mysqld]\nwait_timeout = 10m ; ten minutes\ninteractive_timeout = 8h\n", "EL502:2"),
    _file("The timer of the shell alone", "[mysqld]\ninteractive_timeout = 600\n", "EL502:2"),
    _file("An instance with a group of its own", "[mysqld]\nwait_timeout = 600\n\n[mysqld_replica]\nwait_timeout = 5\n", "EL502:5"),
    _file("A minute", "[mysqld]\nwait_timeout = 60\n"),
    _file("One kilosecond", "[mysqld]\nwait_timeout = 1K\n"),
    _file("The last one counts", "[mysqld]\nwait_timeout = 5\nwait-timeout = 600\n"),
    _file("In force elsewhere in the file", "[mysql]\nwait_timeout = 600\n\n[mysqld]\nwait_timeout = 600\n"),
    _file("A template fills it in", "[mysqld]\nwait_timeout = {{ mysql_wait_timeout }}\n"),
    _file("A part of a configuration", "[mysqld]\ninteractive_timeout = 600\n", name="conf.d/timeouts.cnf"),
    _file("Another timeout", "[mysqld]\ninnodb_lock_wait_timeout = 5\nlock_wait_timeout = 5\n"),
    _file("Another program's file", "[maxscale]\nwait_timeout = 5\n", name="maxscale.cnf"),
)

RULE = Rule(
    code="EL502",
    name="wait-timeout-very-low",
    severity=Severity.WARNING,
    summary="`wait_timeout` below a minute, or written where it has no effect",
    subject=ServerConfig,
    check=check,
    examples=EXAMPLES,
)
