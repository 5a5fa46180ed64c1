"""The errata of `markmusic27`."""

from __future__ import annotations

from typing import Final

from glassnet.nn import Dense, LeCun, MeanSquaredError
from glassnet.tutorials.errata import checks
from glassnet.tutorials.errata.erratum import Effect, Erratum, Measurement
from glassnet.tutorials.errata.of_wang import TEST_ACCURACY
from glassnet.tutorials.errata.written import PrintedSigmoid
from glassnet.tutorials.markmusic27 import MARKMUSIC27

RECIPE: Final = MARKMUSIC27.recipe
AFTER_BACKWARD: Final = RECIPE.with_changes(update="after_backward")
PRINTED_DERIVATIVE: Final = AFTER_BACKWARD.with_changes(
    layers=tuple(Dense(units, PrintedSigmoid(), LeCun()) for units in (16, 16, 10))
)
BY_ITS_NAME: Final = AFTER_BACKWARD.with_changes(loss=MeanSquaredError())

MARKMUSIC27_ERRATA: Final = (
    Erratum(
        key="update-before-propagating",
        tutorial="markmusic27",
        title="Weights are updated before the error passes through them",
        written="self.W -= learning_rate * dW, and then dx = np.matmul(self.W.T, dz).",
        right="dx = np.matmul(self.W.T, dz) with the weights of the forward pass, and then the update.",
        why="The error passed back is wrong by rate * |dz|^2 * x. The rate is small, and so is the effect.",
        check=checks.check_update_before_propagating,
        setting='update = "during_backward"',
        effect=Effect(TEST_ACCURACY, Measurement(AFTER_BACKWARD), Measurement(RECIPE)),
    ),
    Erratum(
        key="sigmoid-derivative",
        tutorial="markmusic27",
        title="The derivative of the sigmoid",
        written="σ' = σ / (1 - σ).",
        right="σ' = σ (1 - σ).",
        why="At σ = 0.5 the printed value is 1 instead of 0.25, and it grows without bound where the right "
        "one goes to zero. A network trained with it only guesses. The project's code has the right one.",
        check=checks.check_sigmoid_derivative,
        effect=Effect(TEST_ACCURACY, Measurement(AFTER_BACKWARD), Measurement(PRINTED_DERIVATIVE)),
    ),
    Erratum(
        key="name-of-the-loss",
        tutorial="markmusic27",
        title="Half the summed squared error, called mean squared error",
        written="1/2 |a - y|^2, called the mean squared error.",
        right="The mean squared error of ten outputs is |a - y|^2 / 10, a fifth of it.",
        why="With a loss of this name, as libraries have it, the same rate takes steps a fifth as large.",
        check=checks.check_name_of_the_loss,
        setting='loss = "mean_squared_error"',
        effect=Effect(TEST_ACCURACY, Measurement(AFTER_BACKWARD), Measurement(BY_ITS_NAME)),
    ),
)
