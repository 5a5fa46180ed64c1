"""Automata that a text is checked by, character by character: those of expressions, lengths, and products."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final, Protocol

from glassnet.errors import SettingError, format_error
from glassnet.models.structure.syntax import Characters, Choice, Repeat, Tree
from glassnet.models.structure.syntax import Sequence as TreeSequence

MAX_POSITIONS: Final = 200
"""Characters of an expression, its repeats written out."""

MAX_STATES: Final = 1_000
"""States of an expression that the readings of a number lead to."""

State = Hashable


class Automaton(Protocol):
    """A deterministic automaton: a state for each begin of a text.

    `literals` are the characters that a piece of ink may stand for without being a class of the model.
    `insertable` are those of them that may also have left no piece of ink, such as the hyphen of a pattern.
    """

    @property
    def start(self) -> State:
        """The state of the empty text."""
        ...

    @property
    def literals(self) -> frozenset[str]: ...  # noqa: D102 - see the class

    @property
    def insertable(self) -> frozenset[str]: ...  # noqa: D102 - see the class

    def step(self, state: Any, character: str) -> State | None:
        """The state after one more character; None where no accepted text begins so."""
        ...

    def accepts(self, state: Any) -> bool:
        """Whether the text is complete."""
        ...


class ExpressionAutomaton:
    """The automaton of an expression after Glushkov (1961), made deterministic state by state as needed.

    A state is the set of positions of the expression that the last character may be at, as the bits of a
    number; bit 0 is the start. Raises `SettingError` for more than `MAX_POSITIONS` characters, and in `step`
    for more than `MAX_STATES` states.
    """

    start: State = 1

    def __init__(self, tree: Tree) -> None:
        if _count_positions(tree) > MAX_POSITIONS:
            raise _too_complicated(f"{MAX_POSITIONS} characters, its repeats written out")
        self._characters: list[Characters] = [Characters(frozenset())]
        self._follow = [0]
        nullable, first, last = self._build(tree)
        self._follow[0] = first
        self._accepted = last | nullable
        self._states: dict[tuple[int, str], int] = {}
        self._seen: set[int] = set()
        literals = (each.literal for each in self._characters)
        self.literals = frozenset(each for each in literals if each is not None)
        self.insertable = self.literals

    def step(self, state: int, character: str) -> int | None:
        """The state after one more character; None where no accepted text begins so."""
        after = self._states.get((state, character))
        if after is None:
            after = self._find_state(state, character)
            self._states[state, character] = after
        return after or None

    def accepts(self, state: int) -> bool:
        """Whether the text is complete."""
        return bool(state & self._accepted)

    def _find_state(self, state: int, character: str) -> int:
        reached = 0
        for position in _bits(state):
            reached |= self._follow[position]
        after = sum(1 << each for each in _bits(reached) if character in self._characters[each])
        self._seen.add(after)
        if len(self._seen) > MAX_STATES:
            raise _too_complicated(f"{MAX_STATES:,} states")
        return after

    def _build(self, tree: Tree) -> tuple[bool, int, int]:
        """Whether a part may be empty, and its first and last positions as bits."""
        if isinstance(tree, Characters):
            self._characters.append(tree)
            self._follow.append(0)
            own = 1 << (len(self._follow) - 1)
            return False, own, own
        if isinstance(tree, TreeSequence):
            return self._join(map(self._build, tree.parts))
        if isinstance(tree, Choice):
            built = [self._build(part) for part in tree.parts]
            first, last = (_unite(each[index] for each in built) for index in (1, 2))
            return any(each[0] for each in built), first, last
        return self._build_repeat(tree)

    def _build_repeat(self, tree: Repeat) -> tuple[bool, int, int]:
        required = [self._build(tree.part) for _ in range(tree.low)]
        if tree.high is not None:
            built = (self._build(tree.part) for _ in range(tree.high - tree.low))
            return self._join([*required, *((True, first, last) for _, first, last in built)])
        if not required:
            _, first, last = self._loop(self._build(tree.part))
            return True, first, last
        return self._join([*required[:-1], self._loop(required[-1])])

    def _loop(self, part: tuple[bool, int, int]) -> tuple[bool, int, int]:
        _, first, last = part
        for position in _bits(last):
            self._follow[position] |= first
        return part

    def _join(self, parts: Iterable[tuple[bool, int, int]]) -> tuple[bool, int, int]:
        nullable, first, last = True, 0, 0
        for own_nullable, own_first, own_last in parts:
            for position in _bits(last):
                self._follow[position] |= own_first
            first |= own_first if nullable else 0
            last = own_last | (last if own_nullable else 0)
            nullable = nullable and own_nullable
        return nullable, first, last


@dataclass(frozen=True)
class LengthAutomaton:
    """Accepts texts of `length` digits and letters; signs do not count."""

    length: int
    start: State = 0
    literals: frozenset[str] = frozenset()
    insertable: frozenset[str] = frozenset()

    def step(self, state: int, character: str) -> int | None:
        """The number of digits and letters so far; None for too many."""
        after = state + character.isalnum()
        return after if after <= self.length else None

    def accepts(self, state: int) -> bool:
        """Whether there are enough."""
        return state == self.length


@dataclass(frozen=True)
class TextAutomaton:
    """Accepts one text, whose literals are those of the structure that it was read by."""

    text: str
    literals: frozenset[str]
    insertable: frozenset[str]
    start: State = 0

    def step(self, state: int, character: str) -> int | None:
        """The number of characters so far; None for another text."""
        return state + 1 if self.text[state : state + 1] == character else None

    def accepts(self, state: int) -> bool:
        """Whether the text is complete."""
        return state == len(self.text)


class ProductAutomaton:
    """Accepts what all of several automata accept."""

    def __init__(self, automata: Sequence[Automaton]) -> None:
        self._automata = tuple(automata)
        self.start: State = tuple(each.start for each in automata)
        self.literals = frozenset[str]().union(*(each.literals for each in automata))
        self.insertable = frozenset[str]().union(*(each.insertable for each in automata))

    def step(self, state: tuple[State, ...], character: str) -> State | None:
        """The states after one more character; None where one automaton has none."""
        after = []
        for automaton, own in zip(self._automata, state, strict=True):
            reached = automaton.step(own, character)
            if reached is None:
                return None
            after.append(reached)
        return tuple(after)

    def accepts(self, state: tuple[State, ...]) -> bool:
        """Whether the text is complete for all of them."""
        return all(
            automaton.accepts(own) for automaton, own in zip(self._automata, state, strict=True)
        )


def _count_positions(tree: Tree) -> int:
    if isinstance(tree, Characters):
        return 1
    if isinstance(tree, Repeat):
        return _count_positions(tree.part) * max(1, tree.low, tree.high or 0)
    return sum(map(_count_positions, tree.parts))


def _unite(masks: Iterable[int]) -> int:
    united = 0
    for mask in masks:
        united |= mask
    return united


def _bits(mask: int) -> Iterable[int]:
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest


def _too_complicated(limit: str) -> SettingError:
    return SettingError(
        format_error("The expression", f"at most {limit}", "more", "Write a simpler one.")
    )
