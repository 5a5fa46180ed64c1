"""Exercises: which bug a question of a seed has, and the mark for an answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from glassnet.errors import SettingError, did_you_mean
from glassnet.explain.quiz.bugs import BUGS, PLACES, Bug

# Keeps these draws apart from every other use of the same seed.
QUIZ_STREAM: Final = 0xB065
POINTS_FOR_PLACE: Final = 1
POINTS_FOR_BUG: Final = 2
MAX_POINTS: Final = POINTS_FOR_PLACE + POINTS_FOR_BUG


@dataclass(frozen=True)
class Exercise:
    """One question: a bug in a place, run with a seed of its own."""

    number: int
    bug: Bug
    place: str
    seed: int


@dataclass(frozen=True)
class Answer:
    """Where, one of `PLACES`, and the key of the bug."""

    place: str
    bug: str

    @staticmethod
    def parse(text: str) -> Answer:
        """An answer written as "layer 2: missing-transpose", or "2: missing-transpose".

        Raises `SettingError` for an unknown place or bug.
        """
        place, _, key = (each.strip() for each in text.partition(":"))
        place = f"layer {place}" if place.isdecimal() else place
        for kind, name, known in (("place", place, PLACES), ("bug", key, tuple(BUGS))):
            if name not in known:
                raise SettingError(
                    f"{text!r}: unknown {kind} {name!r}. {did_you_mean(name, known)}"
                )
        return Answer(place, key)


@dataclass(frozen=True)
class Mark:
    """What is right in an answer; each hint costs a point."""

    place_is_right: bool
    bug_is_right: bool
    hints: int

    @property
    def points(self) -> int:
        """0 to `MAX_POINTS`."""
        earned = POINTS_FOR_PLACE * self.place_is_right + POINTS_FOR_BUG * self.bug_is_right
        return max(earned - self.hints, 0)


def choose_exercise(seed: int, number: int) -> Exercise:
    """The `number`-th question of a seed, from 0: all bugs appear once before one is repeated."""
    turn, index = divmod(number, len(BUGS))
    rng = np.random.default_rng([QUIZ_STREAM, seed, turn])
    keys = rng.permutation(list(BUGS))
    bug = BUGS[str(keys[index])]
    own = np.random.default_rng([QUIZ_STREAM, seed, turn, index])
    place = bug.places[int(own.integers(len(bug.places)))]
    return Exercise(number, bug, place, int(own.integers(1 << 31)))


def mark(exercise: Exercise, answer: Answer | None, hints: int = 0) -> Mark:
    """Mark an answer; None is no answer."""
    if answer is None:
        return Mark(False, False, hints)
    return Mark(answer.place == exercise.place, answer.bug == exercise.bug.key, hints)
