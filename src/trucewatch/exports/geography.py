"""Where a place is, in the codes that tables of events want: its country's ISO codes, how exact it is.

Invariant: what the gazetteer does not know stays empty.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from trucewatch.places import Candidate, Gazetteer
from trucewatch.records import Place


class MissingExtraError(ImportError):
    """What an export needs is not installed; `str()` says how to get it."""


@dataclass(frozen=True)
class Country:
    """A country's codes: ISO 3166 alpha-2, alpha-3 and number (as an integer), each None where it has none."""

    alpha_2: str | None = None
    alpha_3: str | None = None
    number: int | None = None


@lru_cache(maxsize=512)
def country(name: str | None) -> Country:
    """The codes of the country whose usual English name is `name`. Kosovo has no ISO number; it goes by XKX."""
    try:
        import pycountry
    except ImportError:
        raise MissingExtraError("this export needs pycountry: pip install 'trucewatch[exports]'") from None
    found = Gazetteer.default().country(name) if name else None
    if found is None:
        return Country()
    if found.country_code == "XK":
        return Country("XK", "XKX")
    entry = pycountry.countries.get(alpha_2=found.country_code)
    return Country(entry.alpha_2, entry.alpha_3, int(entry.numeric)) if entry else Country(found.country_code)


@lru_cache(maxsize=4096)
def known(name: str, identifier: str | None) -> Candidate | None:
    """The gazetteer's entry of the place `name` with this id; None where it has none."""
    if not identifier:
        return None
    return next((c for c in Gazetteer.default().named(name) if c.id == identifier), None)


def feature(place: Place | None) -> str | None:
    """What the place is (see `Candidate.feature`); None where it is not known."""
    found = known(place.name, place.id) if place else None
    return found.feature if found else None


def division(place: Place | None) -> str | None:
    """The name of the first-level division that the place is in or is; None where it is not known."""
    found = known(place.name, place.id) if place else None
    if found is None or not found.admin1:
        return None
    if found.feature == "admin1":
        return found.name
    return Gazetteer.default().division(found.country_code, found.admin1)
