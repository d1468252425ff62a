"""Where reports contradict each other, with the words of either side."""

from __future__ import annotations

from trucewatch.cases import Picture
from trucewatch.desk.filters import Filters, Text
from trucewatch.desk.views.common import Disputed, View, disputed
from trucewatch.linking import Difference, Finding, Update


class ContradictionFilters(Filters):
    """Contradictions about things of one kind, or on which a source takes a side."""

    kind: Text = None
    source: Text = None


class ContradictionsView(View):
    """Open contradictions; what changed in time or differs in what it measures is set apart, as no contradiction."""

    contradictions: tuple[Disputed, ...]
    updates: tuple[Update, ...]
    differences: tuple[Difference, ...]
    kinds: tuple[str, ...]
    sources: tuple[str, ...]


def view(picture: Picture, filters: ContradictionFilters) -> ContradictionsView:
    """The contradictions that fit the filters."""
    every = disputed(picture, picture.linked.contradictions)
    kinds = {thing.id: thing.kind for thing in picture.linked.things}

    def fits(thing: str, voices: set[str]) -> bool:
        return (filters.kind is None or kinds.get(thing) == filters.kind) and (
            filters.source is None or filters.source.casefold() in voices
        )

    return ContradictionsView(
        contradictions=tuple(one for one in every if fits(one.thing, _voices(one.contradiction))),
        updates=tuple(one for one in picture.linked.updates if fits(one.thing, _voices(one))),
        differences=tuple(one for one in picture.linked.differences if fits(one.thing, _voices(one))),
        kinds=tuple(sorted({one.kind for one in every})),
        sources=tuple(
            sorted(
                {voice.name for one in every for value in one.contradiction.values for voice in value.voices}
            )
        ),
    )


def _voices(finding: Finding) -> set[str]:
    return {voice.name.casefold() for value in finding.values for voice in value.voices}
