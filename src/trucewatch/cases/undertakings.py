"""What agreements oblige to, and the signs in records that it is kept or not: undertakings.toml as values.

Invariant: a sign is a kind of record with the values that one of its fields must have, and nothing else decides.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from importlib import resources
from typing import Any

from trucewatch.records import Claim


@dataclass(frozen=True)
class Sign:
    """Records of a kind whose fields have one of the values given for each."""

    kind: str
    fields: Mapping[str, tuple[str, ...]]

    def fits(self, record: Claim) -> bool:
        """Whether a record is such a sign."""
        return getattr(record, "kind", None) == self.kind and all(
            getattr(record, field, None) in values for field, values in self.fields.items()
        )


@dataclass(frozen=True)
class Undertaking:
    """A kind of obligation: the fields of a record that may name the obliged, and its signs.

    `together` says that a record must name all the obliged, rather than one of them.
    """

    who: tuple[str, ...]
    together: bool
    kept: tuple[Sign, ...]
    broken: tuple[Sign, ...]


def _signs(rows: list[dict[str, Any]]) -> tuple[Sign, ...]:
    return tuple(
        Sign(row["kind"], {field: tuple(values) for field, values in row.items() if field != "kind"})
        for row in rows
    )


def _load() -> dict[str, Undertaking]:
    data = tomllib.loads(
        resources.files("trucewatch.cases").joinpath("undertakings.toml").read_text(encoding="utf-8")
    )
    return {
        name: Undertaking(
            tuple(row["who"]), row.get("together", False), _signs(row["for"]), _signs(row["against"])
        )
        for name, row in data.items()
    }


UNDERTAKINGS: dict[str, Undertaking] = _load()
"""Each undertaking by its name, the `kind` of a commitment in a case file."""
