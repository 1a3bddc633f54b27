"""Airflow: the keys of its configuration file that concern the engine of its metadata database."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from engine_lint.dataclass import dataclass
from engine_lint.knowledge.tables import table

FRAMEWORK = "apache-airflow"


@dataclass(frozen=True, slots=True)
class AirflowKeys:
    """``sections`` hold the keys, which begin with ``prefix``. ``options`` are engine options by name, with what they are read as (``int``, ``bool``)."""

    sections: tuple[str, ...]
    prefix: str
    url: str
    enabled: str
    options: Mapping[str, str]
    true: frozenset[str]
    false: frozenset[str]

    @property
    def names(self) -> frozenset[str]:
        """All keys that say something of the engine."""
        return frozenset((self.url, self.enabled, *(f"{self.prefix}{name}" for name in self.options)))

    def truth(self, text: str) -> bool | None:
        """A switch as ``getboolean`` reads it: what stands behind a ``#`` does not count. None for a word that it does not take."""
        word = text.partition("#")[0].strip().lower()
        return True if word in self.true else False if word in self.false else None


@cache
def airflow_keys() -> AirflowKeys:
    """What the table says."""
    row = table("airflow")
    return AirflowKeys(
        sections=tuple(row["sections"]),
        prefix=row["prefix"],
        url=row["url"],
        enabled=row["enabled"],
        options=row["keys"],
        true=frozenset(row["true"]),
        false=frozenset(row["false"]),
    )
