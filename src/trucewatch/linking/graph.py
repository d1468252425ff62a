"""Records that may be of one thing, as a graph, and the things that it falls into.

Invariant: the things depend on the nodes, their keys and their scores alone, in whatever order they were added.
Every choice between equals is made by the names of the nodes.

Things are found by greedy additive edge contraction, the method of Keuper et al., "Efficient Decomposition of Image
and Mesh Graphs by Lifted Multicuts" (ICCV 2015), for correlation clustering: the two clusters that the sum of the
scores between them holds together best are made one, until no sum is above nought. What speaks against keeps
long chains of faint likenesses from becoming one thing.
"""

from __future__ import annotations

import heapq
from collections.abc import Callable, Iterable, Iterator
from typing import Any

from trucewatch.linking.blocks import ALONE, Key

CROWD = 60
"""A key that more nodes share tells nothing of them: no pair is compared for sharing it alone."""
CROWDS = {"agreement": 400, "displacement": 400, "posts": 400}
"""The same for keys of what lasts, by the key's first word: its nodes stand for many records, and are few."""
APART = -1e6
TOGETHER = 1e6

Edges = dict[Key, float]


class Graph:
    """Nodes, and scores between those that share a key.

    Args:
        score: the score between two nodes, the same both ways round; 0 where nothing speaks for or against.
    """

    def __init__(self, score: Callable[[Key, Key], float]) -> None:
        self._score = score
        self._members: dict[Key, list[Key]] = {}
        self._keys: dict[Key, set[Key]] = {}
        self._reasons: dict[tuple[Key, Key], int] = {}
        self._tied: dict[tuple[Key, Key], float] = {}
        self._fixed: dict[tuple[Key, Key], float] = {}
        self._edges: dict[Key, Edges] = {}
        self._cluster: dict[Key, Key] = {}
        self._clusters: dict[Key, tuple[Key, ...]] = {}
        self._dirty: set[Key] = set()

    def add(self, node: Key, keys: Iterable[Key]) -> None:
        """Add a node with its keys, or more keys to it; compare it with those that share one.

        A node of one record is added once only, so its keys need not be remembered.
        """
        known = self._keys.setdefault(node, set()) if node[0] != ALONE else set()
        self._edges.setdefault(node, {})
        self._dirty.add(node)
        for key in keys:
            if key in known:
                continue
            known.add(key)
            members = self._members.setdefault(key, [])
            crowd = CROWDS.get(key[0], CROWD)
            if len(members) == crowd:
                self._give_up(members)
            if len(members) < crowd:
                for other in members:
                    self._support(node, other, 1)
            if len(members) <= crowd:
                members.append(node)

    def tie(self, one: Key, other: Key, weight: float) -> None:
        """Compare two nodes whatever keys they share; `weight` stands for their score, the highest of several."""
        if one == other:
            return
        pair = _pair(one, other)
        before = self._tied.get(pair)
        if before is None:
            self._support(one, other, 1)
        self._tied[pair] = weight if before is None else max(before, weight)
        if pair not in self._fixed:
            self._set(one, other, self._tied[pair])

    def fix(self, one: Key, other: Key, weight: float) -> None:
        """Set the score of two nodes, whatever they are like."""
        if one == other:
            return
        self._fixed[_pair(one, other)] = weight
        self._set(one, other, weight)

    def _give_up(self, members: list[Key]) -> None:
        """A key has become too common: pairs that only it brought together are let go."""
        for n, one in enumerate(members):
            for other in members[:n]:
                self._support(one, other, -1)

    def _support(self, one: Key, other: Key, change: int) -> None:
        """One more or one less reason to compare two nodes; without any they are let go."""
        pair = _pair(one, other)
        before = self._reasons.get(pair, 0)
        count = before + change
        if count <= 0:
            self._reasons.pop(pair, None)
        else:
            self._reasons[pair] = count
        if pair in self._fixed or (before > 0) == (count > 0):
            return
        if count <= 0:
            self._set(one, other, 0.0)
        elif pair not in self._tied:
            self._set(one, other, self._score(*pair))

    def _set(self, one: Key, other: Key, weight: float) -> None:
        self._dirty.update((one, other))
        for a, b in ((one, other), (other, one)):
            if weight:
                self._edges.setdefault(a, {})[b] = weight
            else:
                self._edges.setdefault(a, {}).pop(b, None)

    def settle(self) -> set[Key]:
        """Cluster anew what has changed; the ids of the clusters that are new or other than they were."""
        changed: set[Key] = set()
        seen: set[Key] = set()
        for start in sorted(self._dirty):
            if start in seen:
                continue
            component = self._component(start)
            seen |= component
            for node in component:
                self._clusters.pop(self._cluster.pop(node, node), None)
            for cluster in contract(component, self._edges):
                self._clusters[cluster[0]] = cluster
                self._cluster.update((node, cluster[0]) for node in cluster)
                changed.add(cluster[0])
        self._dirty.clear()
        return changed

    def _component(self, start: Key) -> set[Key]:
        found, waiting = {start}, [start]
        while waiting:
            for other, weight in self._edges[waiting.pop()].items():
                if weight > 0 and other not in found:
                    found.add(other)
                    waiting.append(other)
        return found

    def clusters(self) -> Iterator[tuple[Key, ...]]:
        """All clusters as of the last `settle`, each in the order of its nodes."""
        for identifier in sorted(self._clusters):
            yield self._clusters[identifier]

    def cluster_of(self, node: Key) -> tuple[Key, ...]:
        """The cluster that a node is in as of the last `settle`."""
        return self._clusters[self._cluster[node]]


def contract(nodes: set[Key], edges: dict[Key, Edges]) -> list[tuple[Key, ...]]:
    """The clusters of some nodes by greedy additive edge contraction, each sorted, in order."""
    clusters: dict[Key, list[Key]] = {node: [node] for node in nodes}
    around: dict[Key, Edges] = {
        node: {other: weight for other, weight in edges[node].items() if other in nodes} for node in nodes
    }
    heap: list[tuple[Any, ...]] = [
        (-weight, node, other)
        for node in nodes
        for other, weight in around[node].items()
        if node < other and weight > 0
    ]
    heapq.heapify(heap)
    while heap:
        negative, one, other = heapq.heappop(heap)
        if around.get(one, {}).get(other) != -negative:
            continue  # merged since, or its sum has changed
        clusters[one] += clusters.pop(other)
        gone = around.pop(other)
        del around[one][other]
        for third, weight in gone.items():
            if third == one:
                continue
            total = around[one].get(third, 0.0) + weight
            around[one][third] = around[third][one] = total
            del around[third][other]
            if total > 0:
                heapq.heappush(heap, (-total, *_pair(one, third)))
    return sorted(tuple(sorted(cluster)) for cluster in clusters.values())


def _pair(one: Key, other: Key) -> tuple[Key, Key]:
    return (one, other) if one < other else (other, one)
