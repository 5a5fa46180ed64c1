"""A worksheet: four tasks drawn by a seed, solved in exact numbers and verified."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

import numpy as np

from glassnet.data.simulated import simulate
from glassnet.errors import GlassnetError, ShapeError, format_error
from glassnet.explain.worksheets.confusion import (
    ConfusionTask,
    draw_confusion,
    verify_confusion,
)
from glassnet.explain.worksheets.tiny_network import (
    RATE,
    TinyNetwork,
    TinyPass,
    draw_network,
    solve,
    update,
    verify_network,
)
from glassnet.explain.worksheets.weighted_sum import WeightedSum, draw_sum, verify_sum
from glassnet.nn import Array

# Keeps these draws apart from every other use of the same seed.
WORKSHEET_STREAM: Final = 0x5EE7
DIGIT_STREAM: Final = 1
IMAGE_SHAPE: Final = (28, 28)


class WrongKey(GlassnetError):  # noqa: N818 - named for what it is
    """The key of a worksheet is not confirmed by a second computation."""


@dataclass(frozen=True, eq=False)
class Worksheet:
    """The tasks of one seed, with their solutions."""

    seed: int
    network: TinyNetwork
    solved: TinyPass
    updated: TinyNetwork
    new_loss: Fraction
    weighted_sum: WeightedSum
    confusion: ConfusionTask
    own_digit: bool

    @property
    def promised_loss(self) -> Fraction:
        """The loss that the derivatives predict for a small rate: L - rate * (sum of their squares)."""
        return self.solved.loss - RATE * self.solved.squared_gradient

    def to_plain(self) -> dict[str, Any]:
        """Tasks and key as plain numbers."""
        return {
            "seed": self.seed,
            "network": _plain(vars(self.network)),
            "pass": _plain(vars(self.solved)),
            "rate": float(RATE),
            "updated": _plain(vars(self.updated)),
            "promised_loss": float(self.promised_loss),
            "new_loss": float(self.new_loss),
            "weighted_sum": {
                "own_digit": self.own_digit,
                "pixels": _plain(self.weighted_sum.pixels),
                "weights": _plain(self.weighted_sum.weights),
                "bias": float(self.weighted_sum.bias),
                "sum": float(self.weighted_sum.total),
                "output": float(self.weighted_sum.output),
            },
            "confusion": {
                "digits": list(self.confusion.digits),
                "counts": _plain(self.confusion.counts),
                "recalled": self.confusion.digits[self.confusion.recalled],
                "precise": self.confusion.digits[self.confusion.precise],
                "accuracy": float(self.confusion.accuracy),
                "recall": float(self.confusion.recall),
                "precision": float(self.confusion.precision),
                "most_frequent_mistake": [self.confusion.digits[i] for i in self.confusion.worst],
                "constant_accuracy": float(self.confusion.constant_accuracy),
            },
        }


def make_worksheet(seed: int, image: Array | None = None) -> Worksheet:
    """The worksheet of a seed, solved and verified.

    `image` `(28, 28)` uint8, 255 full ink, is the digit of the second task; a simulated one without it.
    Raises `ShapeError` for an image of another shape, and `WrongKey` for a solution that a second
    computation does not confirm.
    """
    if image is not None and image.shape != IMAGE_SHAPE:
        raise ShapeError(
            format_error(
                "A worksheet", "an image of (28, 28)", str(image.shape), "Render it first."
            )
        )
    rng = np.random.default_rng([WORKSHEET_STREAM, seed])
    network = draw_network(rng)
    solved = solve(network)
    updated = update(network, solved)
    sheet = Worksheet(
        seed=seed,
        network=network,
        solved=solved,
        updated=updated,
        new_loss=solve(updated).loss,
        weighted_sum=draw_sum(rng, _simulate_digit(seed) if image is None else image),
        confusion=draw_confusion(rng),
        own_digit=image is not None,
    )
    wrong = verify(sheet)
    if wrong:
        raise WrongKey(f"The key of worksheet {seed} is wrong: {', '.join(wrong)}. Report this.")
    return sheet


def verify(sheet: Worksheet) -> list[str]:
    """What of the key a second computation does not confirm; [] for nothing.

    The passes are compared with `glassnet.nn` in float64, and the derivatives with central differences.
    """
    after = solve(sheet.updated)
    return [
        *verify_network(sheet.network, sheet.solved),
        *(f"{each} after the update" for each in verify_network(sheet.updated, after)),
        *([] if after.loss == sheet.new_loss < sheet.solved.loss else ["new loss"]),
        *verify_sum(sheet.weighted_sum),
        *verify_confusion(sheet.confusion),
    ]


def _simulate_digit(seed: int) -> Array:
    """A digit from a stream of its own: the tasks are those of the same seed with another digit."""
    rng = np.random.default_rng([WORKSHEET_STREAM, seed, DIGIT_STREAM])
    return simulate(rng, 1).images[0]


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, tuple):
        return [_plain(each) for each in value]
    return float(value) if isinstance(value, Fraction) else value
