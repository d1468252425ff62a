"""The graph of what may be of one thing: the same things in whatever order it grew."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from trucewatch.linking.graph import APART, CROWD, TOGETHER, Graph, contract

SCORES = st.dictionaries(
    st.tuples(st.integers(0, 9), st.integers(0, 9)).filter(lambda pair: pair[0] < pair[1]),
    st.sampled_from([-3.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0]),
)


def node(number: int) -> tuple[str, ...]:
    return ("record", f"{number:02d}")


def clusters(scores: dict[tuple[int, int], float], order: list[int]) -> list[tuple[tuple[str, ...], ...]]:
    named = {(node(a), node(b)): weight for (a, b), weight in scores.items()}
    graph = Graph(lambda one, other: named.get((one, other), named.get((other, one), 0.0)))
    for number in order:
        graph.add(node(number), [("all",)])
        graph.settle()
    return list(graph.clusters())


@given(SCORES, st.randoms(use_true_random=False))
def test_the_order_of_adding_changes_nothing(
    scores: dict[tuple[int, int], float], chance: random.Random
) -> None:
    order = list(range(10))
    first = clusters(scores, order)
    chance.shuffle(order)
    assert clusters(scores, order) == first


@given(SCORES)
def test_every_node_is_in_one_cluster(scores: dict[tuple[int, int], float]) -> None:
    found = [member for cluster in clusters(scores, list(range(10))) for member in cluster]
    assert sorted(found) == [node(n) for n in range(10)]


def test_what_speaks_against_keeps_a_chain_from_becoming_one() -> None:
    scores = {(0, 1): 2.0, (1, 2): 1.5, (0, 2): -4.0}
    assert clusters(scores, [0, 1, 2])[:2] == [(node(0), node(1)), (node(2),)]


def test_clusters_are_merged_for_the_sum_of_what_holds_them_together() -> None:
    edges = {node(a): {} for a in range(4)}
    for (a, b), weight in {
        (0, 1): 3.0,
        (2, 3): 3.0,
        (0, 2): 1.0,
        (1, 3): 1.0,
        (0, 3): -0.5,
        (1, 2): -0.5,
    }.items():
        edges[node(a)][node(b)] = edges[node(b)][node(a)] = weight
    assert contract(set(edges), edges) == [tuple(node(n) for n in range(4))]


def test_a_key_that_too_many_share_brings_nobody_together() -> None:
    order = list(range(CROWD + 5))
    for _ in range(2):
        graph = Graph(lambda one, other: 1.0)
        for number in order:
            graph.add((f"{number:03d}",), [("common",)])
        graph.settle()
        assert len(list(graph.clusters())) == CROWD + 5
        order.reverse()


def test_a_fixed_score_wins_over_any_other() -> None:
    graph = Graph(lambda one, other: 5.0 if ("a",) in (one, other) else -5.0)
    for name in "abc":
        graph.add((name,), [("key",)])
    graph.fix(("a",), ("b",), APART)
    graph.fix(("b",), ("c",), TOGETHER)
    graph.settle()
    assert list(graph.clusters()) == [(("a",),), (("b",), ("c",))]
