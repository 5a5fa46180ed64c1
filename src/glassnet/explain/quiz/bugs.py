"""The catalog of planted bugs: where each one is, what it is, hints, and the line that is wrong."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from glassnet.explain.quiz import planted
from glassnet.explain.quiz.program import Program

PLACES: Final = ("layer 1", "layer 2", "layer 3", "loss", "start", "data", "update")
"""Where a bug can be; "start" is the first weights."""


@dataclass(frozen=True)
class Bug:
    """A planted bug, the `places` it may be in, its line as `written` and the `right` one."""

    key: str
    title: str
    program: type[Program]
    places: tuple[str, ...]
    hints: tuple[str, str]
    why: str
    written: str
    right: str

    def plant(self, place: str) -> Program:
        """The program with this bug in that place."""
        return self.program(layer=int(place[-1]) if place.startswith("layer") else 0)


_TABLE: Final = (
    "See which rows of the gradient check are wrong, from layer 3 down: that is the backward pass."
)
_DATA: Final = "All derivatives are right, and so are all steps. Look at what goes in."

_ALL: Final = (
    Bug(
        "wrong-sign", "a gradient has the wrong sign", planted.WrongSign,
        ("layer 1", "layer 2", "layer 3"),
        (_TABLE, "A ratio of −1 means: right size, wrong direction."),
        "The weights of this layer climb while all others descend.",
        "dW = -inputs.T @ dZ", "dW = inputs.T @ dZ",
    ),
    Bug(
        "missing-transpose", "the error passes back through W, not its transpose",
        planted.MissingTranspose, ("layer 2",),
        (_TABLE, "The first wrong array, coming from the outputs, lies just below the place of the bug."),
        "W is square, so the shapes fit. The layers above are right, all below receive a wrong error.",
        "dA = dZ @ W", "dA = dZ @ W.T",
    ),
    Bug(
        "sum-over-wrong-axis", "the bias gradient is summed over the units, too",
        planted.SumOverWrongAxis, ("layer 1", "layer 2", "layer 3"),
        (_TABLE, "Only one bias is wrong, and all its entries move together."),
        "np.sum without an axis gives every unit the same number; in a softmax layer that number is 0.",
        "db = dZ.sum()", "db = dZ.sum(axis=0)",
    ),
    Bug(
        "stale-weights", "the backward pass uses the weights of before the first update",
        planted.StaleWeights, ("layer 2", "layer 3"),
        ("Compare the gradient check at the start with that after training.",
         "What is right at the start and wrong later was kept from the start."),
        "A copy of the transposed weights was made once; after the first update it is out of date.",
        "WT = W.T.copy()  # before the loop", "dA = dZ @ W.T  # in each step",
    ),
    Bug(
        "unscaled-batch", "the gradient is not divided by the batch size", planted.UnscaledBatch,
        ("loss",),
        ("All rows of the gradient check are wrong by the same factor.", "A batch has 32 images."),
        "The loss is a mean over the batch, its gradient a sum: 32 times too large.",
        "dZ = p - y", "dZ = (p - y) / len(y)",
    ),
    Bug(
        "derivative-at-wrong-place", "the derivative of tanh is taken at the output",
        planted.DerivativeAtWrongPlace, ("layer 1", "layer 2"),
        (_TABLE, "For single units the ratio is above 1 and below 1 / (1 − a²)."),
        "tanh'(z) = 1 − tanh(z)² = 1 − a². The code takes tanh of a once more.",
        "dZ = dA * (1 - np.tanh(A) ** 2)", "dZ = dA * (1 - A ** 2)",
    ),
    Bug(
        "missing-activation-derivative", "the derivative of tanh is left out",
        planted.MissingActivationDerivative, ("layer 1", "layer 2"),
        (_TABLE, "For single units of the first wrong layer the ratio is 1 / (1 − a²)."),
        "The chain rule has a factor for the activation, too.",
        "dZ = dA", "dZ = dA * (1 - A ** 2)",
    ),
    Bug(
        "shuffled-labels", "labels do not belong to their images", planted.ShuffledLabels, ("data",),
        (_DATA, "Training accuracy grows by memorizing only; test accuracy stays that of guessing."),
        "Images were shuffled, labels were not.",
        "X = X[order]", "X, y = X[order], y[order]",
    ),
    Bug(
        "labels-off-by-one", "labels are off by one", planted.LabelsOffByOne, ("data",),
        (_DATA, "It fits the training labels well, and is nearly always wrong: worse than guessing."),
        "A network that guesses is right in 10 % of cases. 0 % needs a systematic error.",
        "y = (y + 1) % 10", "y = y",
    ),
    Bug(
        "no-normalization", "pixels are not scaled to 0..1", planted.NoNormalization, ("data",),
        (_DATA, "Layer 1 is saturated, with ordinary weights: then it is its inputs that are large."),
        "Inputs up to 255 make sums far out on tanh, where its derivative is 0.",
        "X = images", "X = images / 255",
    ),
    Bug(
        "test-leak", "test images are among the training images", planted.TestLeak, ("data",),
        (_DATA, "Compare the accuracy on the test images with that on new images."),
        "The test accuracy is that of memorized images. Only new images show it.",
        "X = np.concatenate([train, test])", "X = train",
    ),
    Bug(
        "bias-not-updated", "the update leaves the biases out", planted.BiasNotUpdated, ("update",),
        ("The gradients are right. Are they used?", "Some arrays are the same after training as before."),
        "A derivative that no update uses changes nothing: the biases stay 0.",
        "for W, dW in ...: W -= rate * dW", "b -= rate * db  # as well",
    ),
    Bug(
        "zero-initialization", "all weights start at zero", planted.ZeroInitialization, ("start",),
        ("The gradient check is right: most derivatives are 0, and should be.",
         "Look at the weights before training."),
        "Hidden outputs are tanh(0) = 0 and errors pass through weights of 0: only the last bias learns.",
        "W = np.zeros((n, m))", "W = rng.normal(0, 1 / np.sqrt(n), (n, m))",
    ),
    Bug(
        "rate-times-batch", "the rate is multiplied by the batch size", planted.RateTimesBatch, ("update",),
        ("The gradients are right. Are the steps?", "A batch has 32 images."),
        "The gradient is a mean already; the rate does not depend on the batch's size by this factor.",
        "W -= rate * len(y) * dW", "W -= rate * dW",
    ),
    Bug(
        "softmax-twice", "softmax is applied twice", planted.SoftmaxTwice, ("loss",),
        ("All rows of the gradient check are wrong, by no common factor.",
         "Which loss cannot be undercut? −log of the largest probability that the code can give: 1.46."),
        "softmax of probabilities is nearly even: between 0.085 and 0.232. So the loss stays above 1.46.",
        "loss = cross_entropy(softmax(p), y)", "loss = cross_entropy(p, y)  # p = softmax(Z)",
    ),
    Bug(
        "no-shuffling", "the images come sorted by label", planted.NoShuffling, ("data",),
        (_DATA, "The losses of the first batches go up and down in ten waves."),
        "Each batch has one label only; the network unlearns all others.",
        "order = np.arange(len(y))  # y is sorted", "order = rng.permutation(len(y))",
    ),
    Bug(
        "updated-before-propagating", "weights are updated before the error passes back through them",
        planted.UpdatedBeforePropagating, ("update",),
        (_TABLE, "The last layer is right, those below are a little wrong, by the size of one step."),
        "dA = dZ @ W.T needs the W of the forward pass.",
        "W -= rate * dW;  dA = dZ @ W.T", "dA = dZ @ W.T;  W -= rate * dW",
    ),
    Bug(
        "saturated-start", "the first weights are too large", planted.SaturatedStart, ("start",),
        ("The gradient check is right. Look at the share of saturated outputs.",
         "Layer 1 is saturated. Are its weights large, or its inputs?"),
        "Sums far out on tanh, where the derivative is 0: 784 inputs need weights of about 1 / 28.",
        "W = rng.normal(0, 2, (n, m))", "W = rng.normal(0, 1 / np.sqrt(n), (n, m))",
    ),
)  # fmt: skip

BUGS: Final = {each.key: each for each in _ALL}
