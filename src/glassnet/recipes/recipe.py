"""An experiment as one frozen value: network, loss, training and data."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from math import prod
from typing import Literal, Self, get_args, get_type_hints

import numpy as np

from glassnet.data.augmentation import Augmentation
from glassnet.errors import (
    SettingError,
    ShapeError,
    expect_at_least,
    expect_count,
    expect_in_half_open_interval,
    expect_one_of,
    expect_positive,
    format_error,
)
from glassnet.nn import (
    Adam,
    Averaging,
    Dense,
    GradientDescent,
    GradientRule,
    Layer,
    Loss,
    Network,
    OneCycle,
    Optimizer,
    Parameters,
    Schedule,
    Shape,
    SoftmaxCrossEntropy,
)
from glassnet.recipes.legacy_draws import LegacyDraws

Order = Literal["shuffled", "file", "blocks"]
Update = Literal["after_backward", "during_backward"]
Precision = Literal["float32", "float64"]
Generator = Literal["pcg64", "legacy"]

# Keeps the draws of first weights apart from every other use of the same seed.
WEIGHT_STREAM = 0x3E167

MAX_SHARDS = 256


@dataclass(frozen=True)
class EarlyStopping:
    """Ends training when validation accuracy has not risen for `patience` epochs; keeps the best."""

    patience: int = 5

    def __post_init__(self) -> None:
        expect_positive("EarlyStopping", "patience", self.patience)


@dataclass(frozen=True)
class Recipe:
    """Everything that decides what a training run does, except the data and the machine.

    - `layers` may end with `Dense("classes")`, and `input_shape` may be None: `resolve` then takes the
      number of classes and the shape of the inputs from the data.
    - `rejects` gives the network one more output than there are classes, for "none of these". `non_digits`
      adds so many simulated letters, shapes and scribbles as training examples of that output.
    - `update="during_backward"` makes each layer update its weights during the backward pass, and pass
      the gradient on through the new ones.
    - `batch_size` is a number of examples, 1 for one at a time, or "full" for all of them at once.
    - `order="blocks"` draws the order of blocks and the order within each, so that one block after the other
      is read from files, and never all: see `training.blocks`.
    - `shards` splits each batch into so many parts, a power of two, for as many workers: the result
      depends on it, and not on how many workers there are. With `local_steps`, each makes so many updates
      by itself between two exchanges: see `training.local_steps`.
    - `data` is what `--data` takes; `examples` keeps a random part of its training split; `validation`
      is how many of these are held out; `simulated` adds so many digits of simulated ink.
    - `generator="legacy"` draws first weights as `numpy.random.seed` and `randn` do.

    Raises `SettingError` for invalid values, `ShapeError` for layers that do not fit together.
    """

    name: str
    layers: tuple[Layer, ...]
    description: str = ""
    input_shape: Shape | None = None
    rejects: bool = False
    loss: Loss = SoftmaxCrossEntropy()  # noqa: RUF009 - frozen
    optimizer: Optimizer = Adam()  # noqa: RUF009 - frozen
    schedule: Schedule = OneCycle(0.003)  # noqa: RUF009 - frozen
    epochs: int = 6
    batch_size: int | Literal["full"] = 128
    order: Order = "shuffled"
    update: Update = "after_backward"
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
    stopping: EarlyStopping | None = None
    shards: int = 1
    local_steps: int = 1

    def __post_init__(self) -> None:
        expect_positive(self.name, "epochs", self.epochs)
        if self.batch_size != "full":
            expect_positive(self.name, "batch_size", self.batch_size)
        for name, allowed in _CHOICES.items():
            expect_one_of(self.name, name, getattr(self, name), allowed)
        for name in ("validation", "simulated", "non_digits", "seed"):
            expect_at_least(self.name, name, getattr(self, name), 0)
        if self.examples is not None:
            expect_count(self.name, "examples", self.examples)
        if self.generator == "legacy":
            expect_in_half_open_interval(
                self.name, "seed, where the generator is legacy,", self.seed, 0, 1 << 32
            )
        self._check_non_digits()
        self._check_update()
        self._check_blocks()
        expect_positive(self.name, "local_steps", self.local_steps)
        if self.shards != 1 or self.local_steps != 1:
            self._check_shards()
        if self.is_resolved:
            _ = self.network

    @property
    def is_resolved(self) -> bool:
        """Whether number of classes and input shape are known, so that there is a network."""
        return self.input_shape is not None and not any(map(_counts_classes, self.layers))

    @cached_property
    def network(self) -> Network:
        """The network that is trained. Raises `SettingError` for a recipe that is not resolved."""
        if self.input_shape is None:
            remedy = "Resolve the recipe first: recipe.resolve(class_count, image_shape)."
            raise SettingError(format_error(self.name, "an input_shape", "None", remedy))
        try:
            return Network(self.layers, self.input_shape)
        except ShapeError as error:
            raise ShapeError(f"{self.name}: {error}") from None

    def resolve(self, class_count: int, image_shape: Shape) -> Self:
        """The same recipe for data with so many classes and images `(height, width)` or with channels.

        `Dense("classes")` gets one unit for each class, and one more if the recipe `rejects`. An
        `input_shape` of None becomes one row of pixels, or `(height, width, channels)` for layers that
        need images. Raises `ShapeError` where recipe and data do not fit together.
        """
        outputs = class_count + self.rejects
        layers = tuple(
            replace(layer, units=outputs)
            if isinstance(layer, Dense) and layer.units == "classes"
            else layer
            for layer in self.layers
        )
        resolved = replace(
            self, layers=layers, input_shape=self.input_shape or _input_shape(layers, image_shape)
        )
        resolved._check_images(image_shape)
        resolved._check_outputs(outputs, class_count)
        return self if resolved == self else resolved

    @property
    def has_fresh_batches(self) -> bool:
        """Whether each batch has images of its own: deformed, or read from files."""
        return self.augmentation is not None or self.order == "blocks"

    def initial_parameters(self) -> Parameters:
        """The first weights: a pure function of the recipe and its seed."""
        rng = (
            LegacyDraws(self.seed)
            if self.generator == "legacy"
            else np.random.default_rng([WEIGHT_STREAM, self.seed])
        )
        return self.network.initialize(rng, np.dtype(self.precision))

    def with_changes(self, **changes: object) -> Self:
        """The same recipe with some fields changed."""
        return replace(self, **changes)

    def _check_non_digits(self) -> None:
        if self.non_digits and not self.rejects:
            remedy = "Write rejects = true, or non_digits = 0."
            raise SettingError(
                format_error(self.name, "rejects with non_digits", "rejects = false", remedy)
            )

    def _check_update(self) -> None:
        if self.update == "after_backward":
            return
        if self.optimizer != GradientDescent() or self.gradient_rules:
            raise SettingError(
                format_error(
                    self.name,
                    'plain gradient_descent and no gradient_rules with update = "during_backward"',
                    f"{self.optimizer} and {list(self.gradient_rules)}",
                    "There is no gradient of all layers together for them to change: leave them out.",
                )
            )

    def _check_blocks(self) -> None:
        if self.order != "blocks":
            return
        if self.batch_size == "full":
            expected, got = "a number as batch_size", '"full"'
        elif self.update != "after_backward":
            expected, got = 'update = "after_backward"', repr(self.update)
        elif self.shards != 1:
            expected, got = "no shards", f"shards = {self.shards}"
        else:
            return
        expected += ' with order = "blocks"'
        remedy = 'Change it, or write order = "shuffled".'
        raise SettingError(format_error(self.name, expected, got, remedy))

    def _check_shards(self) -> None:
        shards, size = self.shards, self.batch_size
        if shards == 1:
            expected, got = "shards with local_steps", "none"
        elif shards < 1 or shards > MAX_SHARDS or shards & (shards - 1):
            expected, got = f"shards, a power of two up to {MAX_SHARDS}", str(shards)
        elif size != "full" and size < shards:
            expected, got = f"a batch_size of at least {shards}, one for each shard", str(size)
        elif self.update != "after_backward":
            expected, got = 'update = "after_backward" with shards', repr(self.update)
        elif self.loss.whole_batch:
            expected = "a loss that is a mean over examples, with shards"
            got = f"{type(self.loss).__name__}, which needs the whole batch"
        else:
            return
        raise SettingError(
            format_error(self.name, expected, got, "Leave shards out, or change it.")
        )

    def _check_images(self, image_shape: Shape) -> None:
        channels = image_shape if len(image_shape) == 3 else (*image_shape, 1)
        fitting = {(prod(image_shape),), image_shape, channels}
        if self.input_shape not in fitting:
            raise ShapeError(
                format_error(
                    self.name,
                    f"images of input_shape {list(self.input_shape or ())}",
                    f"images of shape {list(image_shape)}",
                    "Choose a recipe without an input_shape of its own, or other data.",
                )
            )

    def _check_outputs(self, outputs: int, class_count: int) -> None:
        found = self.network.output_shape
        if found != (outputs,):
            expected = f"{outputs} outputs for {class_count} classes"
            expected += ' and "none of these"' if self.rejects else ""
            raise ShapeError(
                format_error(
                    self.name,
                    expected,
                    f"outputs of shape {list(found)}",
                    'Write units = "classes" in its last layer.',
                )
            )


def _counts_classes(layer: Layer) -> bool:
    return isinstance(layer, Dense) and layer.units == "classes"


def _input_shape(layers: tuple[Layer, ...], image_shape: Shape) -> Shape:
    """One row of pixels where the layers take that, else images with an axis for channels."""
    flat = (prod(image_shape),)
    try:
        return Network(layers, flat).input_shape
    except ShapeError:
        return image_shape if len(image_shape) == 3 else (*image_shape, 1)


_CHOICES = {
    name: get_args(get_type_hints(Recipe)[name])
    for name in ("order", "update", "precision", "generator")
}
