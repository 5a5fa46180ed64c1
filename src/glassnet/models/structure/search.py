"""The texts that a lattice and an automaton have in common, by probability."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from heapq import heappop, heappush
from itertools import count as count_up
from math import exp
from typing import Final, NamedTuple

from glassnet.errors import SettingError, format_error
from glassnet.models.structure.automaton import Automaton, State
from glassnet.models.structure.lattice import MISSED_WEIGHT, Edge, Lattice

NEGLIGIBLE: Final = 1e-12
"""Begins of texts that are less probable than this, compared with the most probable one, are not followed."""

MAX_INSERTED: Final = 4
"""Characters in a row that left no ink."""

MAX_PLACES: Final = 40_000
"""Pairs of a cut and a state that are looked at."""

MAX_PATHS: Final = 1_000
"""Ways through a lattice that are listed."""


class Place(NamedTuple):
    """A cut of the lattice, the characters inserted since the last edge, and the automaton's state."""

    cut: int
    inserted: int
    state: State


class Arc(NamedTuple):
    """One character on the way to a place: read from an edge, or inserted."""

    before: Place
    character: str
    weight: float
    edge: Edge | None


class Path(NamedTuple):
    """A way through the lattice that the automaton accepts.

    `weight` is its probability divided by that of the most probable way of any text.
    """

    text: str
    weight: float
    edges: tuple[Edge, ...]


class Search:
    """All begins of accepted texts, from the first cut to the last.

    `total` is the sum of the weights of all accepted ways. The forward pass is that of hidden Markov models
    (Rabiner 1989), over pairs of a cut and a state. Raises `SettingError` for more than `MAX_PLACES` of them.
    """

    def __init__(self, lattice: Lattice, automaton: Automaton) -> None:
        self._lattice = lattice
        self._automaton = automaton
        self._begin = Place(0, 0, automaton.start)
        self._best = {self._begin: 1.0}  # the largest weight of a way to each place
        self._sums = {self._begin: 1.0}  # and the sum of all
        self._arcs: dict[Place, list[Arc]] = defaultdict(list)
        self._waiting: dict[tuple[int, int], list[Place]] = defaultdict(list)
        self._waiting[0, 0].append(self._begin)
        self._run()
        self._accepted = [
            place
            for inserted in range(MAX_INSERTED + 1)
            for place in self._waiting[lattice.end, inserted]
            if automaton.accepts(place.state)
        ]
        self.total = sum(self._sums[place] for place in self._accepted)

    def paths(self) -> Iterator[Path]:
        """The accepted ways, the most probable first; at most `MAX_PATHS`.

        Ways are completed backward from the end. What is still to come is known exactly, so the first way
        that reaches the begin is the most probable one (A*, Hart et al. 1968).
        """
        order = count_up()
        heap: list[tuple[float, int, Place, float, tuple[Arc, ...]]] = [
            (-self._best[place], next(order), place, 1.0, ()) for place in self._accepted
        ]
        heap.sort()
        found = 0
        while heap and found < MAX_PATHS:
            _, _, place, weight, rest = heappop(heap)
            if place == self._begin:
                found += 1
                edges = tuple(arc.edge for arc in rest if arc.edge is not None)
                yield Path("".join(arc.character for arc in rest), weight, edges)
            for arc in self._arcs[place]:
                own = weight * arc.weight
                priority = -own * self._best[arc.before]
                heappush(heap, (priority, next(order), arc.before, own, (arc, *rest)))

    def _run(self) -> None:
        for cut in range(self._lattice.end + 1):
            for inserted in range(MAX_INSERTED + 1):
                for place in self._waiting[cut, inserted]:
                    self._insert(place)
                    self._read_edges(place)

    def _insert(self, place: Place) -> None:
        """Characters after a place that left no ink."""
        if place.inserted == MAX_INSERTED:
            return
        insertable = self._automaton.insertable
        for character in insertable - self._lattice.symbols:
            self._add(place.cut, place.inserted + 1, Arc(place, character, 1.0, None))
        for character in insertable & self._lattice.missed:
            self._add(place.cut, place.inserted + 1, Arc(place, character, MISSED_WEIGHT, None))

    def _read_edges(self, place: Place) -> None:
        """Characters after a place, on the edges that begin there."""
        unknown = [
            each for each in self._automaton.literals - self._lattice.symbols if not each.isspace()
        ]
        potentials = self._lattice.potentials
        for edge in self._lattice.edges_from.get(place.cut, ()):
            scale = exp(potentials[edge.begin] - potentials[edge.end])
            others = [(character, edge.other) for character in unknown]
            least = NEGLIGIBLE / (self._best[place] * scale)
            for character, weight in (*edge.weights.items(), *others):
                if weight >= least:
                    self._add(edge.end, 0, Arc(place, character, weight * scale, edge))

    def _add(self, cut: int, inserted: int, arc: Arc) -> None:
        """The place that an arc leads to, if the automaton has one."""
        state = self._automaton.step(arc.before.state, arc.character)
        if state is None:
            return
        place = Place(cut, inserted, state)
        if place not in self._best:
            if len(self._best) >= MAX_PLACES:
                raise SettingError(
                    format_error(
                        "The structure of a number",
                        f"at most {MAX_PLACES:,} states",
                        "more",
                        "Write a simpler expression, or a pattern.",
                    )
                )
            self._best[place] = self._sums[place] = 0.0
            self._waiting[cut, inserted].append(place)
        self._arcs[place].append(arc)
        self._best[place] = max(self._best[place], self._best[arc.before] * arc.weight)
        self._sums[place] += self._sums[arc.before] * arc.weight
