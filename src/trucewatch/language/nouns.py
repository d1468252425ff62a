"""What kinds of people and bodies common nouns name: the lexicon titles.toml as sets.

Invariant: a noun has one class; where several list it, the first of CLASSES has it.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from trucewatch.language.names import table
from trucewatch.records.reading import ActorType

# class of noun -> (lists of titles.toml, what its mentions are)
CLASSES: dict[str, tuple[tuple[tuple[str, str], ...], ActorType]] = {
    "army": ((("bodies", "army"),), "force"),
    "ministry": ((("bodies", "ministry"),), "organisation"),
    "government": ((("bodies", "government"),), "organisation"),
    "opposition": ((("bodies", "opposition"),), "force"),
    "office": ((("persons", "offices"),), "person"),
    "group": ((("bodies", "group"),), "organisation"),
    "mission": ((("bodies", "mission"),), "organisation"),
    "coalition": ((("bodies", "coalition"),), "organisation"),
    "source": ((("anonymous", "sources"), ("anonymous", "plurals")), "person"),
    "people": ((("people", "nouns"),), "group"),
    "several": ((("bodies", "several"),), "group"),
}
_IRREGULAR = (
    "people men women children troops police personnel staff locals gunmen policemen militiamen servicemen "
    "tribesmen herdsmen fishermen airmen authorities"
)


class Nouns(NamedTuple):
    """The lists of titles.toml that are asked for word by word."""

    classes: dict[str, str]
    plurals: frozenset[str]
    titles: frozenset[str]
    prefixes: frozenset[str]
    ranks: frozenset[str]
    feminine: frozenset[str]
    masculine: frozenset[str]
    body_names: frozenset[str]
    force_names: frozenset[str]
    never: frozenset[str]
    qualities_after: frozenset[str]
    qualities_before: frozenset[str]
    of_the_state: frozenset[str]
    of_the_rebels: frozenset[str]
    local: frozenset[str]
    portfolios: frozenset[str]
    times: frozenset[str]
    vessels: frozenset[str]
    particles: frozenset[str]


@lru_cache(maxsize=1)
def nouns() -> Nouns:
    """The sets, made once from the lexicon."""
    titles = table("titles")
    persons, names, qualities = titles["persons"], titles["names"], titles["qualities"]
    classes: dict[str, str] = {}
    for name, (lists, _) in CLASSES.items():
        for group, key in lists:
            for noun in titles[group][key]:
                for form in (noun, plural(noun)):
                    classes.setdefault(form, name)
    before_names = {w for key in ("offices", "ranks", "honorifics") for w in persons[key]}
    return Nouns(
        classes=classes,
        plurals=_plurals(),
        titles=frozenset(before_names | {plural(w) for w in persons["offices"]} | set(persons["trades"])),
        prefixes=frozenset(persons["prefixes"]),
        ranks=frozenset([*persons["ranks"], *persons["honorifics"]]),
        feminine=frozenset(persons["feminine"]),
        masculine=frozenset(persons["masculine"]),
        body_names=frozenset(names["bodies"]),
        force_names=frozenset(names["forces"]),
        never=frozenset(titles["never"]["names"]),
        qualities_after=frozenset(qualities["after"]),
        qualities_before=frozenset(qualities["before"]),
        of_the_state=frozenset(qualities["state"]),
        of_the_rebels=frozenset(qualities["rebels"]),
        local=frozenset(qualities["local"]),
        portfolios=frozenset(qualities["portfolios"]),
        times=frozenset(qualities["times"]),
        vessels=frozenset(qualities["vessels"]),
        particles=frozenset(qualities["particles"]),
    )


def plural(noun: str) -> str:
    """The regular plural of an English noun."""
    if noun.endswith("y") and noun[-2:-1] not in "aeiou":
        return noun[:-1] + "ies"
    return noun + ("es" if noun.endswith(("s", "x", "ch", "sh")) else "s")


def singular(noun: str) -> str:
    """The singular of a plural that the lexicon lists ("ministers", "Spokesmen"); any other word as it is."""
    lower = noun.lower()
    if lower not in nouns().plurals:
        return noun
    if lower.endswith("men"):
        return noun[:-2] + "an"
    if lower.endswith("ies"):
        return noun[:-3] + "y"
    return noun[: -2 if lower.endswith(("sses", "xes", "ches", "shes")) else -1]


def _plurals() -> frozenset[str]:
    titles = table("titles")
    listed = [n for g in ("persons", "anonymous", "people", "bodies") for v in titles[g].values() for n in v]
    return frozenset({plural(n) for n in listed} | set(_IRREGULAR.split()) | set(titles["bodies"]["several"]))


@lru_cache(maxsize=32)
def heads(name: str) -> frozenset[str]:
    """The head nouns that titles.toml lists under `heads` by this name."""
    return frozenset(table("titles")["heads"][name])
