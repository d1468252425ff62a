"""Who issues a report: the ministry of a communiqué, the mission of a press release, the United Nations of a report.

Invariant: an issuer is named by the report's letterhead or account, its first sentence, its title or its outlet; a
newspaper or an agency that passes on what others say issues nothing.
"""

from __future__ import annotations

import re
from functools import lru_cache

from trucewatch.language.names import Entry, Name, scan, split, states, table
from trucewatch.language.phrases import Phrase, Phrases

_HEAD_LINES = 5
_BYLINE = 14  # words
_ACCOUNT = re.compile(r"(?<!\S)\(?@\w{3,}")
_SMALL = re.compile(r"\b(?:Of|The|And|For|In|To)\b")


def issuer(phrases: Phrases, *, title: str | None, outlet: str | None) -> Entry | Phrase | None:
    """Who answers for the report: an entry of the lexicons, or the phrase that first names a body outside them.

    The account of a post and the letterhead come first, then the first sentence ("The Mission of X condemns …"),
    then the title ("Press release of …"), then the outlet. None where the report is a newspaper's or nobody's in
    particular.
    """
    found = _byline(phrases.source) or _letterhead(phrases.source) or _announcer(phrases)
    if found is None and title and _is_paper(title):
        found = _issuing(title)
    if found is None and outlet and not _passes_on(outlet):
        found = _issuing(outlet)
        part = _issuing(title) if title and found is not None else None
        if part is not None and found is not None and part.parent == found.id:
            return part  # the mission of the United Nations that speaks of itself in the title
    return found


def _byline(text: str) -> Entry | None:
    """The body whose account a post is of, by its first line: "UNAMID @unamidnews · 25 Jan"."""
    first = text.lstrip().partition("\n")[0]
    return _issuing(first) if _ACCOUNT.search(first) and len(first.split()) <= _BYLINE else None


def _letterhead(text: str) -> Entry | None:
    """The name in the lines in capitals (or bold) at the top, before the first sentence."""
    lines: list[str] = []
    for line in text.lstrip().split("\n")[:_HEAD_LINES]:
        bare = line.strip(" *#_")
        letters = [c for c in bare if c.isalpha()]
        capitals = sum(c.isupper() for c in letters)
        if not letters or capitals < 0.7 * len(letters):
            if len(bare.split()) > 8:
                break
            continue
        lines.append(bare)
    head = "\n".join(lines)
    return _issuing(_SMALL.sub(lambda m: m[0].lower(), head.title())) or _issuing(head) if head else None


def _announcer(phrases: Phrases) -> Entry | Phrase | None:
    """Who says something of itself in the present tense in the first two sentences: "UNIFIL condemns …"."""
    for sentence in list(phrases.doc.sents)[:3]:
        root = sentence.root
        if root.tag_ != "VBZ" or root.lemma_.lower() not in table("titles")["issuers"]["announcing"]:
            continue
        subject = next((c for c in root.children if c.dep_ == "nsubj"), None)
        phrase = phrases.by_head.get(subject.i) if subject is not None else None
        if phrase is None:
            return None
        if phrase.kind == "body":
            return phrase
        if phrase.kind == "name" and phrase.entry is not None:
            official = phrase.entry.type in ("organisation", "force") or phrase.sense == "metonym"
            return phrase.entry if official and phrase.entry.name not in _media() else None
        if phrase.noun == "ministry" and phrase.owners:
            return phrase.owners[0]
        return None
    return None


def _is_paper(title: str) -> bool:
    lower = title.lower()
    return any(paper in lower for paper in table("titles")["issuers"]["papers"])


def _passes_on(outlet: str) -> bool:
    return bool(set(re.findall(r"\w+", outlet.lower())) & set(table("titles")["issuers"]["passing_on"]))


def _issuing(words: str) -> Entry | None:
    """The first body named in a title, or the state whose organ it names."""
    names = scan(words, split(words))
    for name in names:
        if name.entry.type in ("organisation", "force") and name.sense in ("name", "military"):
            return None if name.entry.name in _media() else name.entry
        if name.entry.type == "state" and (name.sense == "metonym" or _is_organ(words)):
            return _state(name)
    return None


def _is_organ(words: str) -> bool:
    lower = words.lower()
    return any(re.search(rf"\b{organ}\b", lower) for organ in table("titles")["issuers"]["organs"])


def _state(name: Name) -> Entry:
    return states().get(name.entry.state or "", name.entry)


@lru_cache(maxsize=1)
def _media() -> frozenset[str]:
    return frozenset(body["name"] for body in table("bodies")["body"] if body.get("media"))


__all__ = ["issuer"]
