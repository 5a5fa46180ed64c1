"""Lattices of random cuts and probabilities, and every way through them, enumerated."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import numpy as np

from glassnet.models.structure import Edge, Lattice


def random_lattice(
    rng: np.random.Generator, end: int, symbols: str, extra_edges: int = 0, other: float = 0.0
) -> Lattice:
    """A chain of edges from cut 0 to `end`, and some more that skip cuts; probabilities of all sizes."""
    places = [(begin, begin + 1) for begin in range(end)]
    for _ in range(extra_edges):
        begin = int(rng.integers(0, end - 1))
        places.append((begin, begin + 2))
    edges = (
        Edge(begin, last, dict(zip(symbols, draw_weights(rng, len(symbols)), strict=True)), other)
        for begin, last in places
    )
    return Lattice(end, tuple(edges), frozenset(symbols))


def draw_weights(rng: np.random.Generator, count: int) -> list[float]:
    """Probabilities that sum to 1, most of them small."""
    drawn = np.exp(3 * rng.standard_normal(count))
    return (drawn / drawn.sum()).tolist()


def enumerate_paths(lattice: Lattice, at: int = 0) -> Iterator[tuple[str, float]]:
    """Every way from a cut to the last, as its text and its probability."""
    if at == lattice.end:
        yield "", 1.0
        return
    for edge in lattice.edges:
        if edge.begin != at:
            continue
        for rest, probability in enumerate_paths(lattice, edge.end):
            for character, weight in edge.weights.items():
                yield character + rest, weight * probability


def sum_by_text(lattice: Lattice) -> dict[str, float]:
    """The probability of each text."""
    sums: dict[str, float] = defaultdict(float)
    for text, probability in enumerate_paths(lattice):
        sums[text] += probability
    return dict(sums)
