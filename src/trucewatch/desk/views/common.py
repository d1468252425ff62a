"""What views of a case share."""

from __future__ import annotations

from collections.abc import Iterable

from pydantic import BaseModel, ConfigDict

from trucewatch.cases import Picture
from trucewatch.desk.views.kept import kept
from trucewatch.exports.case_views import entries
from trucewatch.linking import Contradiction, Thing, Voice


class View(BaseModel):
    """Base of what a page shows."""

    model_config = ConfigDict(frozen=True)


class ThingLine(View):
    """A thing in one line: what, when, where it is told of, and by how many."""

    id: str
    kind: str
    title: str
    date: str
    assertions: tuple[str, ...]
    sources: int
    records: int
    disputed: bool


class Disputed(View):
    """A contradiction with what it is about in a few words."""

    about: str
    thing: str
    kind: str
    title: str
    contradiction: Contradiction


def thing_lines(picture: Picture, things: Iterable[Thing]) -> tuple[ThingLine, ...]:
    """Things in one line each, in their order; a thing that no record tells of is left out."""
    return tuple(ThingLine(id=one.pop("thing"), **one) for one in entries(picture, things))


def every_line(picture: Picture) -> tuple[ThingLine, ...]:
    """All things of a picture in one line each, made once: several pages have them."""
    return kept(picture, "things", lambda: thing_lines(picture, picture.linked.things))


def disputed(picture: Picture, contradictions: Iterable[Contradiction]) -> tuple[Disputed, ...]:
    """Contradictions with what each is about."""
    things = {thing.id: thing for thing in picture.linked.things}
    found = []
    for one in contradictions:
        thing = things.get(one.thing)
        parts = one.sentence.split(": ")
        found.append(
            Disputed(
                about=parts[1] if len(parts) > 2 else one.slot,
                thing=one.thing,
                kind=thing.kind if thing else "",
                title=thing.title if thing else parts[0],
                contradiction=one,
            )
        )
    return tuple(found)


def voice_words(voice: Voice) -> str:
    """Who says something, with what kind of source that is."""
    return voice.name if voice.kind == "unknown" else f"{voice.name} ({voice.kind})"
