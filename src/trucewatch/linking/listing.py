"""What linking found, set out for a person and for a program.

Invariant: nothing is left out but what is said to be; lines are for the terminal once they are made safe for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from trucewatch.linking.things import Copy, Finding, Linked, Thing


def as_rows(linked: Linked) -> dict[str, object]:
    """What `link --json` prints: things, contradictions, updates, differences and copies."""
    return {
        "things": [
            {
                "id": thing.id,
                "kind": thing.kind,
                "title": thing.title,
                "first": thing.first,
                "last": thing.last,
                "records": [list(reference) for reference in thing.references],
                "sources": [voice.model_dump() for voice in thing.voices],
                "links": [
                    {
                        "records": [list(one.left), list(one.right)],
                        "score": one.score,
                        "why": list(one.reasons),
                    }
                    for one in thing.links
                ],
            }
            for thing in linked.things
        ],
        "contradictions": [_finding(finding) for finding in linked.contradictions],
        "updates": [_finding(finding) for finding in linked.updates],
        "differences": [_finding(finding) for finding in linked.differences],
        "copies": [copy.model_dump() for copy in linked.copies],
    }


def _finding(finding: Finding) -> dict[str, object]:
    return {
        "thing": finding.thing,
        "slot": finding.slot,
        "sentence": finding.sentence,
        "values": [
            {
                "value": standing.value,
                "records": [list(reference) for reference in standing.references],
                "sources": [voice.model_dump() for voice in standing.voices],
            }
            for standing in finding.values
        ],
    }


def listing(linked: Linked, *, everything: bool = False) -> Iterator[str]:
    """Lines for a person: things with what is disputed, changed or otherwise counted about each, then copies.

    Without `everything`, things that one record is about are left out, if nothing is found about them.
    """
    told: dict[str, list[str]] = {}
    titles = {thing.id: thing.title for thing in linked.things}
    for word, findings in (
        ("DISPUTED", linked.contradictions), ("changed", linked.updates), ("differs", linked.differences),
    ):  # fmt: skip
        for finding in findings:
            told.setdefault(finding.thing, []).append(f"  {word}  {_after_title(finding, titles)}")
    shown = [t for t in linked.things if everything or len(t.references) > 1 or t.id in told]
    for thing in shown:
        yield _heading(thing)
        yield from told.get(thing.id, ())
    for copy in linked.copies:
        yield _copy(copy)
    left = len(linked.things) - len(shown)
    more = f"; {left} of one record left out (--all)" if left else ""
    yield f"{len(linked.things)} things, {len(linked.contradictions)} contradictions{more}"


def _after_title(finding: Finding, titles: Mapping[str, str]) -> str:
    return finding.sentence.removeprefix(f"{titles.get(finding.thing, '')}: ")


def _heading(thing: Thing) -> str:
    many = len(thing.references)
    records = f"{many} record{'s' if many > 1 else ''}"
    reports = len({reference.report for reference in thing.references})
    sources = ", ".join(
        voice.of if voice.kind in ("unknown", "media") else f"{voice.of} ({voice.kind})"
        for voice in thing.voices
    )
    return f"{thing.id}  {thing.title}: {records} of {reports} report{'s' if reports > 1 else ''}; {sources}"


def _copy(copy: Copy) -> str:
    said = []
    if copy.of is not None:
        said.append(f"shares {copy.share:.0%} of its text with {copy.of}, which was first")
    if copy.credited is not None:
        said.append(f"credits {copy.credited}")
    return f"copy  {copy.report}: {', '.join(said)}"
