"""Who stands behind a record: who says it, or whose report it is.

Invariant: what several reports took from one source has one voice; who cannot be told apart counts once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from trucewatch.language import names
from trucewatch.linking.naming import Naming
from trucewatch.linking.things import Voice
from trucewatch.places.names import fold
from trucewatch.records import Record, Report, Source

Origin = Callable[[str], Voice | None]


class Voices:
    """The voices of one case.

    Args:
        naming: the names of the case.
        origin: the voice that a report took its story from, by the report's id; None where it is its own.
    """

    def __init__(self, naming: Naming, origin: Origin = lambda report: None) -> None:
        self._naming = naming
        self._origin = origin
        self._said: dict[Source, Voice] = {}

    def of(self, record: Record, report: Report) -> Voice:
        """Whose word a record is."""
        said = record.attribution
        if said is not None and (said.name or said.organisation or said.role):
            voice = self._said.get(said)
            if voice is None:
                voice = self._said[said] = self._spoken(said)
            return voice
        return self._origin(report.id) or self.outlet(report)

    def outlet(self, report: Report) -> Voice:
        """The voice of a report's outlet; where none is known, the report's own."""
        name = self._naming.canonical(report.outlet) if report.outlet else report.id
        of = self._behind(name, None)
        kind = self._naming.voice_kind(name, of)
        return Voice(name=name, of=of, kind="media" if kind in ("unknown", "government") else kind)

    def named(self, name: str) -> Voice:
        """The voice of an agency or body called `name`."""
        canonical = self._naming.canonical(name)
        return Voice(name=canonical, of=canonical, kind=self._naming.voice_kind(canonical, canonical))

    def _spoken(self, said: Source) -> Voice:
        body = said.organisation or said.name or said.role or ""
        of = self._behind(body, said.name)
        name = self._naming.canonical(said.name) if said.name else ""
        if not name:
            role = said.role or "source"
            name = f"{role} ({of})" if of and of != role else role
        elif (
            said.name
            and said.organisation
            and fold(said.name) != fold(said.organisation)
            and _is_office(said.name)
        ):
            name = f"{said.name} ({of})" if of and of.casefold() not in said.name.casefold() else said.name
        return Voice(name=name, of=of or name, kind=self._naming.voice_kind(name, of or name))

    def _behind(self, body: str, name: str | None) -> str:
        """Whom a body speaks for: a ministry for its state, anybody else for themselves."""
        canonical = self._naming.canonical(body)
        known = self._naming.knowledge.sources
        if canonical in known:
            return canonical
        entries = [n.entry for n in names.scan(canonical, names.split(canonical))]
        if name and not entries:
            entries = [n.entry for n in names.scan(name, names.split(name))]
        for entry in entries:
            if entry.type == "person" and entry.serves:
                return self._naming.canonical(entry.serves)
            if entry.type == "organisation" and entry.id:
                return self._naming.canonical(names.known(entry.parent).name if entry.parent else entry.name)
        for entry in entries:
            if entry.state and entry.type in ("state", "force") and entry.id == entry.state:
                return self._naming.canonical(entry.name)
            if entry.state and entry.type == "force" and entry.id is None:
                return self._naming.canonical(names.states()[entry.state].name)
        return canonical


def _is_office(name: str) -> bool:
    """Whether a name is a ministry's or an office's, which several states have."""
    return any(word in name.casefold() for word in ("ministry", "office", "command", "staff", "presidency"))


def independent(voices: Iterable[Voice]) -> tuple[Voice, ...]:
    """One voice for each source that is independent of the others, in order of name."""
    found: dict[str, Voice] = {}
    for voice in sorted(voices, key=lambda v: (v.of, v.name)):
        found.setdefault(fold(voice.of), voice)
    return tuple(found[key] for key in sorted(found))
