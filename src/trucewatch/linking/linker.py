"""Readings in, things out: the linker.

Invariant: what comes out depends on the readings, the knowledge and the judgements alone. They may come in any
order and at any time; adding a reading costs as much in a large case as in a small one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from trucewatch.linking import blocks
from trucewatch.linking.assembly import Assembled, assemble, identify, windows
from trucewatch.linking.blocks import Key
from trucewatch.linking.comparing import compare
from trucewatch.linking.contradictions import differences, units
from trucewatch.linking.copies import Copies
from trucewatch.linking.graph import APART, TOGETHER, Graph
from trucewatch.linking.naming import Naming
from trucewatch.linking.things import Judgement, Knowledge, Linked, Reference, Thing, Voice
from trucewatch.linking.views import View, views
from trucewatch.linking.voices import Voices
from trucewatch.records import Reading


class LinkingError(ValueError):
    """A reading that cannot be linked; `str()` says why in one line."""


class Linker:
    """Takes readings in as they come, and tells at any time what things their records are about.

    Args:
        knowledge: the names, sides, places and sources of the case.
        judgements: what persons have said of pairs of records; of two about one pair the later one (by `at`) counts.
    """

    def __init__(self, knowledge: Knowledge | None = None, judgements: Iterable[Judgement] = ()) -> None:
        self.naming = Naming(knowledge or Knowledge())
        self._judged = latest(judgements)
        self._apart = {reference for pair in self._judged for reference in pair}
        self._readings: dict[str, Reading] = {}
        self._views: dict[Reference, View] = {}
        self._faces: dict[Key, View] = {}
        self._members: dict[Key, list[Reference]] = {}
        self._first: dict[Key, Reference] = {}
        self._nodes: dict[Reference, Key] = {}
        self._nodes_of: dict[str, list[Reference]] = {}
        self._graph = Graph(self._score)
        self._copies = Copies()
        self.voices = Voices(self.naming, self._origin)

    def add(self, reading: Reading) -> None:
        """Take a reading in. One that is there already is passed over.

        Raises LinkingError where another report has its id: records are named by it.
        """
        identifier = reading.report.id
        known = self._readings.get(identifier)
        if known is not None:
            if known.report.sha256 == reading.report.sha256 and known.records == reading.records:
                return
            raise LinkingError(f"{identifier}: two reports have this id")
        self._readings[identifier] = reading
        self._copies.add(reading.report)
        found = views(reading, self.naming)
        self._nodes_of[identifier] = [view.reference for view in found]
        for view in found:
            self._take(view)
        for n, one in enumerate(found):
            for other in found[:n]:
                if one.kind == other.kind:
                    self._tie(one, other)
        self._judge(found)

    def _take(self, view: View) -> None:
        node = blocks.node(view) if view.reference not in self._apart else blocks.alone(view.reference)
        lasting = node != blocks.alone(view.reference)
        self._views[view.reference] = view
        self._nodes[view.reference] = node
        self._members.setdefault(node, []).append(view.reference)
        first = self._first.get(node)
        if first is None or self._when(view.reference) < self._when(first):
            self._first[node] = view.reference
        self._faces.setdefault(node, blocks.face(view) if lasting else view)
        self._graph.add(node, blocks.keys(view))

    def _tie(self, one: View, other: View) -> None:
        """Compare two records of one report, with all that this report says of the two."""
        nodes = self._nodes[one.reference], self._nodes[other.reference]
        if nodes[0] != nodes[1]:
            score = compare(one, other)
            self._graph.tie(*nodes, score.weight if score is not None else 0.0)

    def _judge(self, found: Iterable[View]) -> None:
        """Fix the scores of judged pairs as soon as both records are there."""
        here = {view.reference for view in found} & self._apart
        if not here:
            return
        for (one, other), judgement in self._judged.items():
            if (one in here or other in here) and one in self._nodes and other in self._nodes:
                weight = {"same": TOGETHER, "not the same": APART, "unsure": 0.0}[judgement.verdict]
                self._graph.fix(self._nodes[one], self._nodes[other], weight)

    def _score(self, one: Key, other: Key) -> float:
        score = compare(self._faces[one], self._faces[other])
        return score.weight if score is not None else 0.0

    def clusters(self) -> Iterator[tuple[Reference, ...]]:
        """The records of each thing, in the order of their reports' publication."""
        self._graph.settle()
        for nodes in self._graph.clusters():
            yield self._references(nodes)

    def linked(self) -> Linked:
        """All that is found so far."""
        assembled = [self._assemble(cluster) for cluster in self.clusters()]
        assembled.sort(key=lambda one: (one.thing.first or "9", one.thing.kind, one.thing.id))
        return Linked(
            things=tuple(one.thing for one in assembled),
            contradictions=tuple(found for one in assembled for found in one.contradictions),
            updates=tuple(found for one in assembled for found in one.updates),
            differences=(
                *differences(windows(assembled)),
                *(found for one in assembled for found in units(one.thing.id, one.thing.title, one.claims)),
            ),
            copies=tuple(self._copies.all()),
        )

    def things_of(self, report: str) -> tuple[Thing, ...]:
        """The things that the records of a report are about, as of now; none for a report that is not there."""
        self._graph.settle()
        nodes = sorted({self._nodes[r] for r in self._nodes_of.get(report, ())})
        clusters = sorted({self._graph.cluster_of(node) for node in nodes})
        return tuple(self._assemble(self._references(cluster)).thing for cluster in clusters)

    def identifiers(self, report: str) -> dict[Reference, str]:
        """The id of the thing that each record of a report is about, as of now.

        Costs the same however many records a thing has, where `things_of` sets them all out.
        """
        self._graph.settle()
        found = {}
        for reference in self._nodes_of.get(report, ()):
            cluster = self._graph.cluster_of(self._nodes[reference])
            first = min((self._first[node] for node in cluster), key=self._when)
            found[reference] = identify(self._views[first])
        return found

    def _when(self, reference: Reference) -> tuple[str, Reference]:
        """What orders records: when their report came out, and their names."""
        return self._readings[reference.report].report.published or "9", reference

    def _assemble(self, references: tuple[Reference, ...]) -> Assembled:
        return assemble([self._views[reference] for reference in references], self.voices, self._judged)

    def _origin(self, report: str) -> Voice | None:
        """The voice that a report took its story from."""
        root = self._copies.root(report)
        credited = self._copies.credit(root) or self._copies.credit(report)
        if credited is not None:
            return self.voices.named(credited)
        return self.voices.outlet(self._readings[root].report) if root != report else None

    def _references(self, nodes: Iterable[Key]) -> tuple[Reference, ...]:
        found = (reference for node in nodes for reference in self._members[node])
        return tuple(sorted(found, key=self._when))


def latest(judgements: Iterable[Judgement]) -> dict[tuple[Reference, Reference], Judgement]:
    """The judgement that counts for each pair of records."""
    found: dict[tuple[Reference, Reference], Judgement] = {}
    for judgement in sorted(judgements, key=lambda j: (j.at, j.who, j.left, j.right, j.verdict)):
        left, right = sorted((judgement.left, judgement.right))
        found[left, right] = judgement
    return found


def link(
    readings: Iterable[Reading], knowledge: Knowledge | None = None, judgements: Iterable[Judgement] = ()
) -> Linked:
    """What the records of some readings are about: things, what is disputed or has changed, copies.

    `knowledge` is what the case knows of names, sides, places and sources; `judgements` are persons' words on pairs
    of records, which win over the machine's. Raises LinkingError where two different reports have one id.
    """
    linker = Linker(knowledge, judgements)
    for reading in readings:
        linker.add(reading)
    return linker.linked()
