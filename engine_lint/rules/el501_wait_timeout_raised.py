"""A `wait_timeout` above the server's own eight hours.

## What

An option file, a container's command, infrastructure code or SQL sets `wait_timeout` to more than 28800 seconds.

## Why

`wait_timeout` is how long the server keeps a connection that nobody uses. It is often raised to a day or a year so that the pool's connections stop dying,
and the server then also keeps the connections of processes that were killed, of laptops that were closed and of pools that are larger than they need to be.
Each of them counts against `max_connections` (151 by default), until nobody gets in any more:

```text
(1040, 'Too many connections')
```

It does not save a pool either: proxies, load balancers and NAT gateways on the path have shorter timers of their own.

## Bad

```ini
[mysqld]
wait_timeout = 31536000
```

## Good

```ini
[mysqld]
wait_timeout = 600
```

with `pool_recycle` below it and `pool_pre_ping=True` in the engine. Both act at checkout only: work that holds a connection idle for longer than
that has to give it back in between.

## When not to

Where few clients connect that are known to close their connections.

## Fix safety

There is no fix: which value is right depends on every client of the server.

## Configuration

None. Files for tests and CI are judged at low confidence.

## References

- [MySQL: wait_timeout](https://dev.mysql.com/doc/refman/8.4/en/server-system-variables.html#sysvar_wait_timeout)
- [MySQL: too many connections](https://dev.mysql.com/doc/refman/8.4/en/too-many-connections.html)
"""

from __future__ import annotations

from collections.abc import Iterator

from engine_lint.model.finding import Confidence, Severity
from engine_lint.model.server import ServerConfig
from engine_lint.rules.rule import Context, Example, Report, Rule
from engine_lint.rules.server_facts import server_confidence
from engine_lint.rules.wording import duration
from engine_lint.timeouts.found import SERVER_DEFAULT, WAIT

_MAX_CONNECTIONS = 151
"""What servers allow where nothing is set."""


def check(config: ServerConfig, context: Context) -> Iterator[Report]:
    """A wait_timeout above the default."""
    setting = config.effective(WAIT)
    if setting is None or setting.value is None or setting.value <= SERVER_DEFAULT:
        return
    allowed = config.effective("max_connections")
    most = "an unknown number" if allowed is not None and allowed.value is None else str(allowed.value if allowed is not None else _MAX_CONNECTIONS)
    yield Report(
        f"wait_timeout is raised to {duration(setting.value)}, above the server's own {duration(SERVER_DEFAULT)}: unused connections pile up",
        server_confidence(config, Confidence.HIGH),
        place=setting.place,
        help=(f"Connections that nobody uses any more count against max_connections ({most} here) for that long.",),
    )


def _file(title: str, text: str, *finds: str, name: str = "my.cnf") -> Example:
    return Example(text, finds, title=title, name=name)


EXAMPLES = (
    _file("A year", "[mysqld]\nwait_timeout = 31536000\n", "EL501:2"),
    _file("With a suffix, in another group that servers read", "[client]\nport = 3306\n\n[server]\nwait-timeout = 1M  # 12 days\n", "EL501:5"),
    _file("The last one counts", "[mysqld]\nwait_timeout = 86400\nwait_timeout = 600\n"),
    _file("The default itself", "[mysqld]\nwait_timeout = 28800\n"),
    _file("Interactive clients alone are given longer", "[mysqld]\nwait_timeout = 600\ninteractive_timeout = 86400\n"),
    _file("Another timeout", "[mysqld]\ninnodb_lock_wait_timeout = 86400\nnet_read_timeout = 86400\n"),
    _file("A comment", "[mysqld]\n# wait_timeout = 31536000\n"),
)

RULE = Rule(
    code="EL501",
    name="wait-timeout-raised",
    severity=Severity.INFO,
    summary="`wait_timeout` above the server's own 28800 s: unused connections pile up",
    subject=ServerConfig,
    check=check,
    examples=EXAMPLES,
)
