"""Names of states, forces and bodies: the lexicons, and where a text uses them.

Invariant: a name is matched as the lexicon writes it (accents and the kind of apostrophe apart), whole words
only; an abbreviation that several share is settled by the report or left alone.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any, Literal, NamedTuple

from trucewatch.records.reading import ActorType

Sense = Literal["name", "adjective", "people", "capital", "metonym", "military"]

_WORD = re.compile(r"[^\W_]+")


@dataclass(frozen=True, slots=True)
class Entry:
    """Somebody the lexicons know, or whom the report itself introduces with an abbreviation.

    `state` is the id of the state that it belongs to or works in; for a state, its own. `serves` is the name
    of the state or body whom a person serves.
    """

    id: str | None
    name: str
    type: ActorType
    state: str | None = None
    parent: str | None = None
    adjective: str | None = None
    force: str | None = None
    serves: str | None = None
    gender: str = ""


class Alias(NamedTuple):
    """One way of writing an entry's name. `exact` is the characters, accents folded."""

    exact: str
    entry: Entry
    sense: Sense


class Name(NamedTuple):
    """A name in a text: character offsets, whom it names, and in what sense."""

    start: int
    end: int
    entry: Entry
    sense: Sense


Trie = dict[str, Any]
_END = ""


def folded(text: str) -> str:
    """`text` without accents, its apostrophes straight."""
    if text.isascii():
        return text
    plain = unicodedata.normalize(
        "NFKD", text.replace("’", "'").replace("‘", "'").replace("ʼ", "'").replace("ı", "i")
    )
    return "".join(c for c in plain if not unicodedata.combining(c))


@lru_cache(maxsize=8)
def table(name: str) -> dict[str, Any]:
    """The lexicon `lexicons/<name>.toml`, as tomllib gives it."""
    return tomllib.loads(
        (files("trucewatch.language") / "lexicons" / f"{name}.toml").read_text(encoding="utf-8")
    )


@lru_cache(maxsize=1)
def states() -> dict[str, Entry]:
    """States by id."""
    return {
        s["id"]: Entry(
            id=s["id"],
            name=s["name"],
            type="state",
            state=s["id"],
            adjective=(s.get("adjectives") or [None])[0],
            force=s.get("force"),
        )
        for s in table("states")["state"]
    }


@lru_cache(maxsize=1)
def bodies() -> dict[str, Entry]:
    """International bodies, missions, agencies and media by id."""
    return {
        b["id"]: Entry(
            id=b["id"], name=b["name"], type=b["type"], state=b.get("state"), parent=b.get("parent")
        )
        for b in table("bodies")["body"]
    }


@lru_cache(maxsize=1)
def forces() -> dict[str, Entry]:
    """Armed groups, movements and coalitions by id."""
    return {f["id"]: Entry(f["id"], f["name"], "force", f.get("state")) for f in table("forces")["force"]}


def known(identifier: str) -> Entry:
    """The state, body or force with this id; KeyError where there is none."""
    found = states().get(identifier) or bodies().get(identifier) or forces().get(identifier)
    if found is None:
        raise KeyError(identifier)
    return found


def _aliases() -> Iterable[Alias]:
    senses: tuple[tuple[str, Sense], ...] = (
        ("names", "name"), ("adjectives", "adjective"), ("people", "people"), ("capitals", "capital"),
        ("metonyms", "metonym"), ("military", "military"),
    )  # fmt: skip
    for row in table("states")["state"]:
        entry = states()[row["id"]]
        yield Alias(row["name"], entry, "name")
        if entry.force:
            yield Alias(entry.force, Entry(None, entry.force, "force", entry.state), "military")
        for key, sense in senses:
            for text in row.get(key, ()):
                force = Entry(None, entry.force or text, "force", entry.state)
                yield Alias(text, force if sense == "military" else entry, sense)
    for row in table("bodies")["body"]:
        for text in (row["name"], *row.get("aliases", ())):
            yield Alias(text, bodies()[row["id"]], "name")
    for row in table("forces")["force"]:
        for text in (row["name"], *row.get("aliases", ())):
            yield Alias(text, forces()[row["id"]], "name")
    for row in table("leaders")["leader"]:
        served = known(row["serves"])
        leader = Entry(
            None,
            row["names"][0],
            "person",
            served.state,
            None,
            None,
            None,
            served.name,
            row.get("gender", "m"),
        )
        yield from (Alias(text, leader, "name") for text in row["names"])
    for row in table("peoples")["people"]:
        people = Entry(None, row["name"], "group", adjective=(row.get("adjectives") or [row["name"]])[0])
        yield from (Alias(text, people, "adjective") for text in row.get("adjectives", ()))
        yield from (Alias(text, people, "people") for text in row["people"])


@lru_cache(maxsize=1)
def _trie() -> Trie:
    root: Trie = {}
    for alias in _aliases():
        _insert(root, alias)
    return root


def _insert(root: Trie, alias: Alias) -> None:
    exact = folded(alias.exact)
    node = root
    for word in _WORD.findall(exact.casefold()):
        node = node.setdefault(word, {})
    node.setdefault(_END, []).append(Alias(exact, alias.entry, alias.sense))


def _written(alias: Alias, text: str) -> bool:
    """Is `text` the alias as a careful editor may write it: same case, or a heading in capitals?"""
    exact = alias.exact
    if text == exact:
        return True
    if text.casefold().rstrip(".") != exact.casefold().rstrip("."):
        return False
    if " " not in exact and "-" not in exact:
        return text.rstrip(".") == exact.rstrip(".") or (
            text.isupper() and len(text) >= 5 and exact[0].isupper()
        )
    return text[0].isupper() or exact[0].islower()


Words = list[tuple[int, int, str]]


def split(text: str) -> Words:
    """The words of `text`, folded for matching, with where each begins and ends."""
    return [(m.start(), m.end(), folded(m[0]).casefold()) for m in _WORD.finditer(text)]


def scan(
    text: str, words: Words, introduced: Sequence[Alias] = (), home: Counter[str] | None = None
) -> list[Name]:
    """The names in `text` (whose words are `words`), in its order, the longest where several fit.

    `introduced` are names that the report explains itself ("National Liberation Army (ELN)"); they come
    before the lexicon's. `home` counts how often each state (by id) is spoken of; it settles shared
    abbreviations, and without it those stay out.
    """
    extra: Trie = {}
    for alias in introduced:
        _insert(extra, alias)
    found: list[Name] = []
    roots = (extra, _trie()) if introduced else (_trie(),)
    at = 0
    while at < len(words):
        step = 1
        for root in roots:
            hit = _longest(root, words, at, text, home)
            if hit is not None:
                name, step = hit
                found.append(name)
                break
        at += step
    return found


def _longest(
    root: Trie, words: list[tuple[int, int, str]], at: int, text: str, home: Counter[str] | None
) -> tuple[Name, int] | None:
    node = root.get(words[at][2])
    if node is None:
        return None
    best: tuple[Name, int] | None = None
    start, last = words[at][0], at
    while True:
        aliases = node.get(_END)
        if aliases:
            name = _choose(aliases, text, start, words[last][1], home)
            if name is not None:
                best = (name, last - at + 1)
        last += 1
        if (
            last >= len(words)
            or words[last][0] - words[last - 1][1] > 3
            or "\n\n" in text[words[last - 1][1] : words[last][0]]
        ):
            return best
        node = node.get(words[last][2])
        if node is None:
            return best


def _adjacent(text: str, end: int, start: int) -> bool:
    return start - end <= 3 and "\n\n" not in text[end:start]


def _choose(aliases: list[Alias], text: str, start: int, end: int, home: Counter[str] | None) -> Name | None:
    fits = []
    for alias in aliases:
        stop = end + 1 if alias.exact[-1] in ".)+" and text[end : end + 1] == alias.exact[-1] else end
        if _written(alias, " ".join(folded(text[start:stop]).split())):
            fits.append((alias, stop))
    if not fits:
        return None
    if len({a.entry.name for a, _ in fits}) > 1:
        if home is None:
            return None
        fits.sort(key=lambda f: -home[f[0].entry.state or ""])
        if not home[fits[0][0].entry.state or ""]:
            worldwide = [f for f in fits if f[0].entry.state is None]
            if not worldwide:
                return None
            fits = worldwide
    alias, stop = fits[0]
    if alias.exact in _common() and (home is None or not home[alias.entry.state or alias.entry.name]):
        return None
    return Name(start, stop, alias.entry, alias.sense)


@lru_cache(maxsize=1)
def _common() -> frozenset[str]:
    """Names that are ordinary words, too: they count only in a report about their state."""
    return frozenset(folded(w) for w in table("titles")["never"]["unless_at_home"])


@lru_cache(maxsize=512)
def country(name: str) -> str | None:
    """The id of the state that goes by `name`, as gazetteers write it; None where none does."""
    found = scan(name, split(name))
    if len(found) == 1 and found[0].sense == "name" and found[0].entry.type == "state":
        return found[0].entry.id
    return None


def about(names: Iterable[Name]) -> Counter[str]:
    """How often each state (by id) is spoken of: itself, its people, its capital, its forces, missions to it.

    Who belongs to no state is counted under its name.
    """
    return Counter(n.entry.state or n.entry.name for n in names)
