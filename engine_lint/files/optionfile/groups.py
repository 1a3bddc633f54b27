"""Which groups of an option file a server reads: by its flavour, its version, and the suffix it was started with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from engine_lint.dataclass import dataclass
from engine_lint.expression import expression
from engine_lint.files.optionfile.variables import FLAVOURS, MARIADB, MYSQL

_SHARED = ("mysqld", "server")
_MARIADB = ("mariadb", "mariadbd", "client-server", "galera")
_VERSIONED = expression(r"(?P<name>mysqld|mariadb|mariadbd)-(?P<version>\d{1,3}(?:\.\d{1,3})?)")
_INSTANCE = expression(r"mysqld(?P<number>\d+)|(?:mysqld|mariadb|mariadbd)(?P<suffix>[_.@:]\S*)")
_FIRST_MARIADB = 10
"""MariaDB counts on from 10, MySQL has not come that far."""
_FIRST_WITH_MAJOR = 11
"""From here on, MariaDB reads groups for all releases of a major version (``[mariadb-11]``)."""
MOST_SERVERS = 12
"""For how many versions and instances a file is read. One with more is generated, or meant to take long."""
_OTHERS = frozenset(
    (
        *("mysql", "mysqladmin", "mysqlbinlog", "mysqlcheck", "mysqldump", "mysqlhotcopy", "mysqlimport", "mysqlpump", "mysqlsh", "mysqlshow", "mysqlslap"),
        *("mysqld_safe", "mysqld_multi", "mysql.server", "safe_mysqld", "mysql_upgrade", "mysql_cluster", "mysqltest", "mysql_safe", "mysqlclient"),
        *("client", "client-mariadb", "client_mariadb", "embedded", "isamchk", "myisamchk", "myisampack", "sst", "xtrabackup", "mariabackup", "mariadb-safe"),
        *("mariadb_safe", "mariadbd_safe", "mariadbd-safe", "mariadb-client", "mariadb-dump", "mariadb-admin", "mariadb-backup", "mariadb-upgrade"),
        *("ndbd", "ndb_mgmd", "mysqld-safe", "perl", "manager", "mysqlmanager", "mysqlmanagement"),
    )
)
"""Groups of other programs that come with these servers."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that may read a file.

    ``version`` is that of the groups meant for one (``8.0``), empty for another one. ``instance`` is the suffix of its own groups (``_replica``),
    or the number of one that ``mysqld_multi`` starts.
    """

    flavour: str
    version: str = ""
    instance: str = ""

    @property
    def is_one_of_many(self) -> bool:
        """Whether ``mysqld_multi`` starts it, which hands the options of its group over on the command line."""
        return self.instance.isdigit()

    def groups(self) -> frozenset[str]:
        """The groups it reads, in lower case."""
        names = [*_SHARED, *(_MARIADB if self.flavour == MARIADB else ())]
        if self.version:
            names += [f"mysqld-{self.version}", *(f"{name}-{self.version}" for name in ("mariadb", "mariadbd") if self.flavour == MARIADB)]
        major = self.version.partition(".")[0]
        if self.flavour == MARIADB and major and int(major) >= _FIRST_WITH_MAJOR:
            names += [f"{name}-{major}" for name in ("mariadb", "mariadbd")]
        return frozenset(names if self.is_one_of_many else (*names, *(f"{name}{self.instance}" for name in names if self.instance)))


def instance_of(group: str) -> str:
    """The suffix of a group for one of several servers (``mysqld_replica``, ``mysqld2``), or an empty string."""
    found = _INSTANCE.fullmatch(group.lower())
    return found["number"] or found["suffix"] if found and group.lower() not in _OTHERS else ""


def is_known(group: str) -> bool:
    """Whether a group belongs to a server or another program of its kind."""
    name = group.lower()
    return name in _SHARED or name in _MARIADB or name in _OTHERS or bool(_VERSIONED.fullmatch(name)) or bool(instance_of(name))


def flavours_of(groups: Iterable[str], path: str) -> tuple[str, ...]:
    """The flavours of the server that a file is for, as far as its groups and its path tell."""
    told = {flavour for group in groups if (flavour := _flavour_of_group(group.lower()))} or set(_flavours_in(path.lower()))
    return tuple(each for each in FLAVOURS if each in told) if len(told) == 1 else FLAVOURS


def _flavour_of_group(group: str) -> str:
    found = _VERSIONED.fullmatch(group)
    if found:
        return MARIADB if found["name"] != "mysqld" or int(found["version"].partition(".")[0]) >= _FIRST_MARIADB else MYSQL
    if group in _MARIADB or group.startswith("mariadb") or group == "client-mariadb":
        return MARIADB
    return MYSQL if group in ("mysql_cluster", "mysqlsh", "mysqlpump") else ""


def _flavours_in(path: str) -> Iterator[str]:
    parts = path.split("/")
    for flavour in FLAVOURS:
        if any(part == f"{flavour}.conf.d" for part in parts) or (flavour == MARIADB and any(flavour in part for part in parts[-3:])):
            yield flavour


def versions_of(groups: Iterable[str], flavour: str) -> tuple[str, ...]:
    """The versions for which a file has groups of their own, and an empty string for all others."""
    found = (_VERSIONED.fullmatch(group.lower()) for group in groups)
    named = dict.fromkeys(each["version"] for each in found if each and _flavour_of_group(each[0]) == flavour)
    return ("", *islice(named, MOST_SERVERS))


def instances_of(groups: Iterable[str]) -> tuple[str, ...]:
    """The instances for which a file has groups of their own, and an empty string for the server that has none."""
    return ("", *islice(dict.fromkeys(found for group in groups if (found := instance_of(group))), MOST_SERVERS))
