"""Mentions of those who act: persons, states, forces, bodies, groups."""

from __future__ import annotations

from collections.abc import Sequence

from spacy.tokens import Doc

from trucewatch.language.coreference import Coreference
from trucewatch.records import ActorMention, PlaceMention


def find_actors(
    doc: Doc, *, places: Sequence[PlaceMention] = (), title: str | None = None
) -> list[ActorMention]:
    """The actors that a parsed report mentions, each with the name that the whole report gives it.

    `places` are the report's place mentions: their names are not taken for persons or bodies. Where a
    `Coreference` is at hand, its `mentions()` gives the same without resolving twice.
    """
    return Coreference(doc, places=places, title=title).mentions()
