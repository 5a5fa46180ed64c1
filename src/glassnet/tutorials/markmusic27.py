"""Mark Music, "Digit Recognizer Neural Network"."""

from __future__ import annotations

from typing import Final

from glassnet.nn import Constant, Dense, GradientDescent, LeCun, Sigmoid, SquaredError
from glassnet.recipes import Recipe
from glassnet.tutorials.tutorial import Claim, Deviation, Tutorial

MARKMUSIC27: Final = Tutorial(
    name="markmusic27",
    title="Digit Recognizer Neural Network",
    author="Mark Music",
    recipe=Recipe(
        name="markmusic27",
        description="784-16-16-10, sigmoids, one example at a time in file order, rate 0.1",
        layers=tuple(Dense(units, Sigmoid(), LeCun()) for units in (16, 16, 10)),
        input_shape=(784,),
        loss=SquaredError(),
        optimizer=GradientDescent(),
        schedule=Constant(0.1),
        epochs=1,
        batch_size=1,
        order="file",
        update="during_backward",
        precision="float64",
        validation=0,
    ),
    claims=(Claim(90, "test", "about 90 % on the 10,000 images not trained on", 1.0),),
    deviations=(
        Deviation(
            name="update during the backward pass",
            tutorial="A layer changes W first, and then computes dx = W^T dz with the new W.",
            mathematics="dx = W^T dz with the W of the forward pass, and then the update.",
            effect="Each gradient that is passed on is wrong by rate * |dz|^2 * x. Without it seeds 0 to 2 "
            "end up between 0.6 points lower and 0.8 points higher on the test set.",
            setting="update",
        ),
        Deviation(
            name="derivative of the sigmoid",
            tutorial="The text writes sigma' = sigma / (1 - sigma).",
            mathematics="sigma' = sigma (1 - sigma).",
            effect="At sigma = 0.5 the text's value is 1 instead of 0.25, and it grows without bound; "
            "the project's code has the right one.",
        ),
        Deviation(
            name="name of the loss",
            tutorial="1/2 |a - y|^2 is called the mean squared error.",
            mathematics="It is half the sum of the squared errors; the mean over ten outputs is a fifth "
            "of it.",
            effect="None on its own numbers; with a true mean the same rate would take steps a fifth as "
            "large.",
        ),
    ),
    choices=(
        "The number of epochs is not given; one is enough for what is claimed.",
        "Weights are normal times sqrt(1 / inputs), biases 0, as the project's code has them.",
        "The text prints the sigmoid's derivative as sigma / (1 - sigma); its code, and this "
        "recipe, use sigma (1 - sigma).",
    ),
)
