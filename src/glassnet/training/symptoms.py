"""Training that does not learn: recognized while it runs, with the likely cause and the setting to change."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import log

import numpy as np

from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.nn import (
    Activate,
    Array,
    Dense,
    Identity,
    Layer,
    ReLU,
    Sigmoid,
    SigmoidCrossEntropy,
    Softmax,
    Tanh,
)
from glassnet.nn.catalog import NAMES
from glassnet.nn.deviations import SOFTMAX_LOSSES
from glassnet.recipes import Recipe
from glassnet.training.state import TrainingState

MIN_UPDATES_TO_EXPLODE = 20
MIN_UPDATES_TO_STAND_STILL = 100
"""Before so many updates nothing is said about the loss."""

LASTING = frozenset(
    {"standstill", "dead_layer", "vanishing_gradient", "saturated_layer", "exploding"}
)
"""Symptoms of a run that stands still: one of them is said."""

EXPLODED = 30.0
"""Times the loss of guessing: no network that learns gets there."""

MIN_SHARE_OF_UNITS = 0.9
MIN_GRADIENT_RATIO = 1e-3
# Of a sigmoid from 0 or 1, of a tanh from -1 or 1: the derivative is below a fiftieth there.
SATURATED = 0.02
MAX_EXAMINED = 256


@dataclass(frozen=True)
class Symptom:
    """What is wrong with a training run: a name for programs, and a sentence with what to change."""

    name: str
    advice: str


def find_symptoms_of_settings(recipe: Recipe, dataset: Dataset) -> Iterator[Symptom]:
    """What can be known before the first update."""
    activation = _last_activation(recipe.network.layers)
    if not isinstance(activation, Identity):
        # A part of one's own is not in the catalog.
        name, loss = (
            NAMES.get(type(part), type(part).__name__) for part in (activation, recipe.loss)
        )
        if isinstance(recipe.loss, SOFTMAX_LOSSES) and isinstance(activation, Softmax):
            yield Symptom("softmax_twice", (
                f"The last layer is a softmax, and {loss} applies softmax to it once more, so that it "
                'learns slowly. Leave out activation = "softmax" in the last layer.'
            ))  # fmt: skip
        elif isinstance(recipe.loss, (*SOFTMAX_LOSSES, SigmoidCrossEntropy)):
            yield Symptom("limited_outputs", (
                f"The last layer's {name} limits the outputs that {loss} expects without limits. "
                "Leave out the activation of the last layer."
            ))  # fmt: skip
    yield from _find_symptoms_of_data(dataset.split("train"))


def _find_symptoms_of_data(train: LabeledImages) -> Iterator[Symptom]:
    if 0 < int(train.images.max()) <= 1:
        yield Symptom("inputs_not_scaled", (
            f"No pixel of {train} is above 1 of 255, so that all images are nearly black. "
            "Multiply them by 255."
        ))  # fmt: skip
    counts = train.counts()
    if len(counts) > 2 and counts[0] == 0 and (counts[1:] > 0).all():
        yield Symptom("labels_off_by_one", (
            f"Only the first class, {train.class_names[0]}, has no image: are the labels counted from 1? "
            "Subtract 1 from each."
        ))  # fmt: skip


def guessing_accuracy(train: LabeledImages) -> float:
    """The accuracy of always naming the most frequent class, 0 to 1."""
    counts = train.counts()
    return float(counts.max() / counts.sum())


def is_like_guessing(accuracy: float, train: LabeledImages, examples: int) -> bool:
    """Whether an accuracy on so many examples is hardly above that of guessing."""
    guess = guessing_accuracy(train)
    return accuracy < guess + 0.02 + 2 * (guess * (1 - guess) / max(examples, 1)) ** 0.5


def find_explosion(
    recipe: Recipe, train: LabeledImages, loss: float, rate: float
) -> Symptom | None:
    """The symptom of a mean loss far above that of guessing."""
    softmax = isinstance(recipe.loss, SOFTMAX_LOSSES)
    guess = log(max(2, len(train.class_names))) if softmax else 1.0
    if loss < EXPLODED * guess:
        return None
    return Symptom("exploding", (
        f"The loss is {loss:.3g}, far above that of guessing: the learning rate {rate:g} "
        "is probably too high. Try a tenth of it."
    ))  # fmt: skip


def find_standstill(
    recipe: Recipe, train: LabeledImages, state: TrainingState, rate: float
) -> Symptom:
    """The symptom of an accuracy that is that of guessing, with the cause that the network shows."""
    said = f"The accuracy is that of guessing ({guessing_accuracy(train):.1%})"
    images = train.images[:MAX_EXAMINED]
    inputs = (images / np.float32(255)).astype(state.parameters.vector.dtype)
    shaped = inputs.reshape(len(images), *recipe.network.input_shape)
    with np.errstate(all="ignore"):
        outputs = recipe.network.forward(state.parameters, shaped).outputs
    for number, (layer, each) in enumerate(zip(recipe.network.layers, outputs, strict=True), 1):
        share = _dead_share(layer, each)
        if share > MIN_SHARE_OF_UNITS:
            return Symptom("dead_layer", (
                f"{said}: {share:.0%} of the units of layer {number} are 0 for every image. "
                "Lower the learning rate, or use leaky_relu."
            ))  # fmt: skip
    # A network that shrinks its inputs to nothing saturates, too: the first cause comes first.
    ratio = _gradient_ratio(recipe, state)
    if ratio < MIN_GRADIENT_RATIO:
        return Symptom("vanishing_gradient", (
            f"{said}: the gradient of the first layer is {ratio:.0e} of the last one's. Use fewer "
            'layers, relu with weights = "he", or layer_norm.'
        ))  # fmt: skip
    for number, (layer, each) in enumerate(zip(recipe.network.layers, outputs, strict=True), 1):
        if _saturated_share(layer, each) > MIN_SHARE_OF_UNITS:
            return Symptom("saturated_layer", (
                f"{said}: layer {number} is saturated, its outputs are all near their limits. "
                "Lower the learning rate, or choose smaller first weights."
            ))  # fmt: skip
    return Symptom("standstill", (
        f"{said}. Try another learning rate: {rate / 10:g} if the loss jumps, {rate * 10:g} "
        "if it hardly moves."
    ))  # fmt: skip


def _last_activation(layers: tuple[Layer, ...]) -> object:
    return getattr(layers[-1], "activation", Identity())


def _activation_of(layer: Layer) -> object:
    return layer.activation if isinstance(layer, Dense | Activate) else None


def _dead_share(layer: Layer, outputs: Array) -> float:
    """The share of the units of a ReLU layer that are 0 for every image; 0 for other layers."""
    if not isinstance(_activation_of(layer), ReLU):
        return 0.0
    return float((outputs.reshape(len(outputs), -1).max(axis=0) <= 0).mean())


def _saturated_share(layer: Layer, outputs: Array) -> float:
    """The share of a sigmoid's or tanh's outputs that are near a limit; 0 for other layers."""
    activation = _activation_of(layer)
    if not isinstance(activation, Sigmoid | Tanh):
        return 0.0
    low = 0.0 if isinstance(activation, Sigmoid) else -1.0
    return float(((outputs < low + SATURATED) | (outputs > 1 - SATURATED)).mean())


def _gradient_ratio(recipe: Recipe, state: TrainingState) -> float:
    """The typical size of the first layer's last gradient, as a share of the last layer's; 1 if unknown."""
    sizes = [
        float(np.sqrt(np.mean(np.square(view, dtype=np.float64))))
        for name, view in state.gradients.items()
        if name.endswith(".weights")
    ]
    return sizes[0] / sizes[-1] if len(sizes) > 1 and sizes[-1] > 0 else 1.0
