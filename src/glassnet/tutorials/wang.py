"""Qi Wang, "Neural Network From Scratch: A Step-by-Step Guide with the MNIST Dataset"."""

from __future__ import annotations

from typing import Final

from glassnet.nn import (
    BatchMaximumCrossEntropy,
    Dense,
    GradientDescent,
    ScaledNormal,
    Switch,
    Tanh,
)
from glassnet.recipes import Recipe
from glassnet.tutorials.tutorial import Claim, Deviation, Tutorial

RECIPE: Final = Recipe(
    name="wang",
    description="784-16-16-10, tanh, full batch, 150 iterations, weights 0.1 x randn with seed 2",
    layers=(
        Dense(16, Tanh(), ScaledNormal(0.1, "outputs_first")),
        Dense(16, Tanh(), ScaledNormal(0.1, "outputs_first")),
        Dense(10, weights=ScaledNormal(0.1, "outputs_first")),
    ),
    input_shape=(784,),
    loss=BatchMaximumCrossEntropy("mean_over_entries"),
    optimizer=GradientDescent(),
    schedule=Switch(before=0.5, iteration=76, after=0.1),
    epochs=150,
    batch_size="full",
    order="file",
    precision="float64",
    seed=2,
    generator="legacy",
    validation=0,
)

WANG_AS_PRINTED: Final = RECIPE.with_changes(
    name="wang-as-printed",
    description="wang with the rate that its code states, 1; its printed log is not of this rate",
    schedule=Switch(before=1.0, iteration=76, after=0.1),
)

WANG: Final = Tutorial(
    name="wang",
    title="Neural Network From Scratch: A Step-by-Step Guide with the MNIST Dataset",
    author="Qi Wang",
    recipe=RECIPE,
    claims=(Claim(85.903333, "log", "accuracy after iteration 140: 85.903333", 0.0000005),),
    deviations=(
        Deviation(
            name="one maximum for the whole batch",
            tutorial="softmax subtracts np.max(x), the largest entry of the matrix of all examples.",
            mathematics="Subtract the largest entry of each column, np.max(x, axis=0).",
            effect="None but rounding here; an example whose sums all lie 745 below the largest would "
            "give 0 / 0.",
            setting="loss",
        ),
        Deviation(
            name="cost as a mean over all entries",
            tutorial="-np.mean(y * np.log(A3 + 1e-8)), a mean over examples and classes.",
            mathematics="The mean over examples only; the gradient A3 - y is that of this one.",
            effect="The printed cost is a tenth of the cross-entropy, but for the 1e-8 inside the "
            "logarithm. Training is the same.",
            setting="loss",
        ),
        Deviation(
            name="stated learning rate",
            tutorial="The code calls model(train_X, train_y, 1): rate 1 until iteration 75.",
            mathematics="The printed log is that of rate 0.5: all fifteen lines agree in every digit.",
            effect="With rate 1 the cost after iteration 10 is 0.156910, not the printed 0.204155.",
            setting="schedule",
        ),
    ),
    choices=(
        "The code states rate 1 until iteration 75. With rate 0.5 all fifteen printed lines come "
        "out to the last digit, with rate 1 they do not: the log was made with 0.5, which `wang` "
        "has; `wang-as-printed` has 1.",
        "Seed 2 draws the tutorial's own weights; other seeds draw others in the same way.",
    ),
    shown=1,
    shown_split="test",
    printed_log=(
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
    ),
)
