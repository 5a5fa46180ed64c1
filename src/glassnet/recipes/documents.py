"""The five documents that Glassnet began with, as recipes that are faithful down to their slips.

Where a document is silent, `choices` says what was chosen and why.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from glassnet.nn import (
    Constant,
    Dense,
    GradientDescent,
    Identity,
    LeCun,
    ReLU,
    ScaledNormal,
    Sigmoid,
    SquaredError,
    Switch,
    Tanh,
    UniformRange,
)
from glassnet.recipes.recipe import Recipe
from glassnet.recipes.slips import Slips

Measured = Literal["train", "held_out", "test", "log"]


@dataclass(frozen=True)
class Claim:
    """An accuracy that a document states, in per cent, and the examples that it speaks of.

    "log" is the last line of the log that it prints while training.

    `tolerance` is what the wording leaves open: half a point for "85 %", one point for "about".
    """

    percent: float
    measured: Measured
    wording: str
    tolerance: float = 0.5


@dataclass(frozen=True)
class Document:
    """A document: its recipe, its claims, what it shows, and what we had to choose."""

    name: str
    title: str
    author: str
    recipe: Recipe
    claims: tuple[Claim, ...]
    choices: tuple[str, ...]
    shows: int = 4
    printed_every: int | None = None


ONE_HIDDEN_LAYER: Final = tuple(
    Dense(10, activation, UniformRange(-0.5, 0.5), UniformRange(-0.5, 0.5))
    for activation in (ReLU(), Identity())
)

ZHANG: Final = Recipe(
    name="zhang",
    description="784-10-10, ReLU, full batch, 500 iterations at rate 0.1, bias gradients summed",
    layers=ONE_HIDDEN_LAYER,
    optimizer=GradientDescent(),
    schedule=Constant(0.1),
    epochs=500,
    batch_size="full",
    order="file",
    precision="float64",
    examples=42_000,
    validation=1_000,
    slips=Slips(bias_gradient="summed", softmax_maximum="none"),
)

CHANG: Final = ZHANG.with_changes(
    name="chang",
    description="784-10-10, ReLU, full batch, rate and iterations as `zhang`",
    examples=None,
    validation=0,
)

MARKMUSIC27: Final = Recipe(
    name="markmusic27",
    description="784-16-16-10, sigmoids, one example at a time in file order, rate 0.1",
    layers=tuple(Dense(units, Sigmoid(), LeCun()) for units in (16, 16, 10)),
    loss=SquaredError(),
    optimizer=GradientDescent(),
    schedule=Constant(0.1),
    epochs=1,
    batch_size=1,
    order="file",
    precision="float64",
    validation=0,
    slips=Slips(update="before_propagating"),
)

WANG: Final = Recipe(
    name="wang",
    description="784-16-16-10, tanh, full batch, 150 iterations, weights 0.1 x randn with seed 2",
    layers=(
        Dense(16, Tanh(), ScaledNormal(0.1, "outputs_first")),
        Dense(16, Tanh(), ScaledNormal(0.1, "outputs_first")),
        Dense(10, weights=ScaledNormal(0.1, "outputs_first")),
    ),
    optimizer=GradientDescent(),
    schedule=Switch(before=0.5, iteration=76, after=0.1),
    epochs=150,
    batch_size="full",
    order="file",
    precision="float64",
    seed=2,
    generator="legacy",
    validation=0,
    slips=Slips(softmax_maximum="whole_batch", cost="mean_over_entries"),
)

WANG_AS_PRINTED: Final = WANG.with_changes(
    name="wang-as-printed",
    description="wang with the rate that its code states, 1; its printed log is not of this rate",
    schedule=Switch(before=1.0, iteration=76, after=0.1),
)

# Iteration, cost and accuracy in per cent, digit for digit as the document prints them.
WANG_LOG: Final = (
    (0, "0.230083", "13.260000"),
    (10, "0.204155", "40.781667"),
    (20, "0.153983", "47.766667"),
    (30, "0.118734", "67.136667"),
    (40, "0.096660", "73.488333"),
    (50, "0.083073", "77.815000"),
    (60, "0.072998", "80.786667"),
    (70, "0.115302", "60.456667"),
    (80, "0.061357", "84.006667"),
    (90, "0.060022", "84.413333"),
    (100, "0.058777", "84.738333"),
    (110, "0.057598", "85.070000"),
    (120, "0.056478", "85.361667"),
    (130, "0.055412", "85.630000"),
    (140, "0.054397", "85.903333"),
)

DOCUMENTS: Final = {
    document.name: document
    for document in (
        Document(
            name="chang",
            title="Developing a Neural Network From Scratch",
            author="Elliott Chang",
            recipe=CHANG,
            claims=(Claim(85, "train", "a training accuracy of about 85 %", tolerance=1.0),),
            choices=(
                "Rate, iterations and first weights are not given: as in `zhang`, whose network it is.",
                "Its formula writes the bias gradient as a plain sum, so biases are summed as in `zhang`.",
                "Trained on all 60,000 images; the accuracy stated is of these same images.",
            ),
        ),
        Document(
            name="markmusic27",
            title="Digit Recognizer Neural Network",
            author="Mark Music",
            recipe=MARKMUSIC27,
            claims=(Claim(90, "test", "about 90 % on the 10,000 images not trained on", 1.0),),
            choices=(
                "The number of epochs is not given; one is enough for what is claimed.",
                "Weights are normal times sqrt(1 / inputs), biases 0, as the project's code has them.",
                "The text prints the sigmoid's derivative as sigma / (1 - sigma); its code, and this "
                "recipe, use sigma (1 - sigma).",
            ),
        ),
        Document(
            name="wang",
            title="Neural Network From Scratch: A Step-by-Step Guide with the MNIST Dataset",
            author="Qi Wang",
            recipe=WANG,
            claims=(Claim(85.903333, "log", "accuracy after iteration 140: 85.903333", 0.0000005),),
            choices=(
                "The code states rate 1 until iteration 75. With rate 0.5 all fifteen printed lines come "
                "out to the last digit, with rate 1 they do not: the log was made with 0.5, which `wang` "
                "has; `wang-as-printed` has 1.",
                "Seed 2 draws the document's own weights; other seeds draw others in the same way.",
            ),
            shows=1,
            printed_every=10,
        ),
        Document(
            name="zhang",
            title="Building a neural network FROM SCRATCH",
            author="Samson Zhang",
            recipe=ZHANG,
            claims=(
                Claim(85, "train", "85 % on the training data"),
                Claim(84, "held_out", "84 % on 1,000 examples set aside"),
            ),
            choices=(
                "Kaggle's train.csv holds 42,000 of MNIST's images: 42,000 of the 60,000 are drawn "
                "by the seed in its place (`--data train.csv` uses the file itself).",
            ),
            shows=3,
            printed_every=10,
        ),
        Document(
            name="zhang-readme",
            title="Neural Network From Scratch (after Samson Zhang)",
            author="a reader of Samson Zhang",
            recipe=ZHANG.with_changes(name="zhang-readme"),
            claims=(Claim(86, "train", "an average accuracy of 86 %"),),
            choices=(
                "Code and settings are those of `zhang`.",
                "It does not say which images its 86 % is of; its code prints training accuracy, on which "
                "our seeds stay a point or so below. Of 1,000 held-out examples 86 % would be the same "
                "result as zhang's 84 %: the sampling error is 2.2 points either way.",
                "3 of 4 shown images right: at 86 % four images show just that one time in three.",
            ),
            printed_every=10,
        ),
    )
}
