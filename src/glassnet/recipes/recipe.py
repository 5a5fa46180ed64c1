"""An experiment as one frozen value: network, loss, training and data, all in plain sight."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal, Self, get_args

import numpy as np

from glassnet.data.labeled_images import DIGIT_NAMES
from glassnet.errors import (
    expect_at_least,
    expect_count,
    expect_in_closed_interval,
    expect_in_half_open_interval,
    expect_positive,
    format_error,
)
from glassnet.nn import (
    Adam,
    Averaging,
    Dense,
    GradientRule,
    He,
    Layer,
    Loss,
    Network,
    OneCycle,
    Optimizer,
    Parameters,
    ReLU,
    Schedule,
    SettingError,
    Shape,
    SoftmaxCrossEntropy,
)
from glassnet.recipes.slips import Slips, SummedBiasGradient

if TYPE_CHECKING:
    from glassnet.data.augmentation import Augmentation

Order = Literal["shuffled", "file"]
Precision = Literal["float32", "float64"]
Generator = Literal["pcg64", "legacy"]

# Keeps the draws of first weights apart from every other use of the same seed.
WEIGHT_STREAM = 0x3E167


@dataclass(frozen=True)
class EarlyStopping:
    """Ends training when validation accuracy has not risen for `patience` epochs; keeps the best."""

    patience: int = 5

    def __post_init__(self) -> None:
        expect_positive("EarlyStopping", "patience", self.patience)


@dataclass(frozen=True)
class Settling:
    """In the last `epochs` augmentation is `strength` times as large: examples more as they are.

    A network that has learnt from what is strongly deformed gets used to what it will be asked to read.
    """

    epochs: int
    strength: float = 0.5

    def __post_init__(self) -> None:
        expect_count("Settling", "epochs", self.epochs)
        expect_in_closed_interval("Settling", "strength", self.strength, 0, 1)


@dataclass(frozen=True)
class Recipe:
    """All that decides what a training run does, but for the data and the machine.

    - `batch_size` is a number of examples, 1 for one at a time, or "full" for all of them at once.
    - `data` is what `--data` takes; `examples` keeps a random part of its training split; `validation`
      is how many of these are held out; `simulated` adds so many digits of simulated ink.
    - `non_digits` adds so many simulated letters, shapes and scribbles as an eleventh class, "no digit":
      the last layer then has 11 outputs.
    - `generator="legacy"` draws first weights as `numpy.random.seed` and `randn` do.

    Raises `SettingError` for values that make no sense, `ShapeError` for layers that do not fit.
    """

    name: str
    layers: tuple[Layer, ...]
    description: str = ""
    input_shape: Shape = (784,)
    loss: Loss = SoftmaxCrossEntropy()  # noqa: RUF009 - frozen
    optimizer: Optimizer = Adam()  # noqa: RUF009 - frozen
    schedule: Schedule = OneCycle(0.003)  # noqa: RUF009 - frozen
    epochs: int = 6
    batch_size: int | Literal["full"] = 128
    order: Order = "shuffled"
    precision: Precision = "float32"
    seed: int = 0
    generator: Generator = "pcg64"
    data: str = "mnist"
    examples: int | None = None
    validation: int = 5000
    simulated: int = 0
    non_digits: int = 0
    augmentation: Augmentation | None = None
    gradient_rules: tuple[GradientRule, ...] = ()
    averaging: Averaging | None = None
    settling: Settling | None = None
    stopping: EarlyStopping | None = None
    slips: Slips = Slips()  # noqa: RUF009 - frozen

    def __post_init__(self) -> None:
        expect_positive(self.name, "epochs", self.epochs)
        if self.batch_size != "full":
            expect_positive(self.name, "batch_size", self.batch_size)
        for name, allowed in (("order", Order), ("precision", Precision), ("generator", Generator)):
            self._expect_one_of(name, get_args(allowed))
        for name in ("validation", "simulated", "non_digits", "seed"):
            expect_at_least(self.name, name, getattr(self, name), 0)
        if self.examples is not None:
            expect_count(self.name, "examples", self.examples)
        if self.generator == "legacy":
            expect_in_half_open_interval(
                self.name, "seed, where the generator is legacy,", self.seed, 0, 1 << 32
            )
        if self.settling is not None and self.augmentation is None:
            hint = "Leave settling out, or add augmentation = {}."
            raise SettingError(format_error(self.name, "augmentation to settle from", "none", hint))
        self._check_slips()
        self._check_outputs()

    @property
    def network(self) -> Network:
        """The network that is trained."""
        return Network(self.layers, self.input_shape)

    @property
    def effective_loss(self) -> Loss:
        """The loss, with the recipe's slips."""
        return self.slips.loss(self.loss)

    @property
    def effective_gradient_rules(self) -> tuple[GradientRule, ...]:
        """What is done to each gradient, the recipe's slips first."""
        if self.slips.bias_gradient == "summed":
            return (SummedBiasGradient(), *self.gradient_rules)
        return self.gradient_rules

    def in_epoch(self, epoch: int) -> Self:
        """What holds in an epoch, counted from 0: in the last ones a recipe may settle."""
        settling, augmentation = self.settling, self.augmentation
        if settling is None or augmentation is None or epoch < self.epochs - settling.epochs:
            return self
        return self.with_changes(augmentation=augmentation.scaled(settling.strength))

    def initial_parameters(self) -> Parameters:
        """The first weights: a pure function of the recipe and its seed."""
        if self.generator == "legacy":
            # Initialisers ask only for draws that both kinds of generator have.
            rng: np.random.Generator = np.random.RandomState(self.seed)  # type: ignore[assignment]
        else:
            rng = np.random.default_rng([WEIGHT_STREAM, self.seed])
        return self.network.initialize(rng, np.dtype(self.precision))

    def with_changes(self, **changes: object) -> Self:
        """The same recipe with some fields changed."""
        return replace(self, **changes)

    def _expect_one_of(self, name: str, allowed: tuple[str, ...]) -> None:
        value = getattr(self, name)
        if value not in allowed:
            choices = " or ".join(map(repr, allowed))
            raise SettingError(
                format_error(self.name, f"{name} as {choices}", repr(value), "Choose one.")
            )

    def _check_outputs(self) -> None:
        with_no_digit = (len(DIGIT_NAMES) + 1,)
        outputs = self.network.output_shape
        if (outputs == with_no_digit) != (self.non_digits > 0):
            raise SettingError(
                format_error(
                    self.name,
                    'a last layer of 11 outputs, the last for "no digit", where there are non_digits '
                    "to learn it from, and of 10 where there are none",
                    f"outputs {outputs} and non_digits = {self.non_digits}",
                    "Change the units of the last layer, or non_digits.",
                )
            )

    def _check_slips(self) -> None:
        _ = self.effective_loss
        if self.slips.update == "before_propagating" and self.gradient_rules:
            raise SettingError(
                format_error(
                    self.name,
                    "no gradient rules with the slip update = 'before_propagating'",
                    str(self.gradient_rules),
                    "A layer that updates at once has no joint gradient: leave the rules out.",
                )
            )


STANDARD = Recipe(
    name="standard",
    description="784-256-10, ReLU, Adam, one cycle: seconds on a CPU, about 98 % of MNIST's test set",
    layers=(Dense(256, ReLU(), He()), Dense(10)),
)
