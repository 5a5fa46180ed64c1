"""The errata of `wang`."""

from __future__ import annotations

from typing import Final

from glassnet.nn import SoftmaxCrossEntropy
from glassnet.tutorials.errata import checks
from glassnet.tutorials.errata.erratum import Effect, Erratum, Measurement
from glassnet.tutorials.wang import RECIPE, WANG_AS_PRINTED

TEST_ACCURACY: Final = "accuracy on the test images, in per cent"
CORRECT: Final = RECIPE.with_changes(loss=SoftmaxCrossEntropy())

WANG_ERRATA: Final = (
    Erratum(
        key="stated-rate",
        tutorial="wang",
        title="The stated learning rate is not that of the printed log",
        written="model(train_X, train_y, 1): learning rate 1 until iteration 75.",
        right="Learning rate 0.5 until iteration 75.",
        why="With rate 0.5 all fifteen printed lines come out in every digit. With rate 1 the cost after "
        "iteration 10 is 0.156910, not the printed 0.204155: the log was made with another rate than "
        "the code beside it has.",
        check=checks.check_stated_rate,
        setting='schedule = { type = "switch", before = 1.0, iteration = 76, after = 0.1 }',
        effect=Effect(TEST_ACCURACY, Measurement(RECIPE), Measurement(WANG_AS_PRINTED)),
    ),
    Erratum(
        key="cost-over-classes",
        tutorial="wang",
        title="The cost is a mean over classes, too",
        written="cost = -np.mean(y * np.log(A3 + 1e-8)): a mean over all 10 m entries.",
        right="cost = -np.sum(y * np.log(A3)) / m: the mean over the m examples.",
        why="The gradient A3 - y is that of the mean over examples. The printed cost is a tenth of the loss "
        "that is descended, but for the 1e-8. Training is the same.",
        check=checks.check_cost_over_classes,
        deviation="batch_maximum_cross_entropy",
        setting='loss = { type = "batch_maximum_cross_entropy", cost = "mean_over_entries" }',
        effect=Effect(
            "cost after iteration 140", Measurement(CORRECT, "cost"), Measurement(RECIPE, "cost")
        ),
    ),
    Erratum(
        key="one-maximum",
        tutorial="wang",
        title="Softmax subtracts one maximum for the whole matrix",
        written="np.exp(x - np.max(x)): the largest entry of the matrix of all examples.",
        right="np.exp(x - np.max(x, axis=0)): the largest entry of each example.",
        why="An example whose sums all lie 746 below the largest of the batch gets 0 / 0. In this training "
        "no sums are that far apart, so the accuracy stays the same.",
        check=checks.check_one_maximum,
        deviation="batch_maximum_cross_entropy",
        setting='loss = "batch_maximum_cross_entropy"',
        effect=Effect(TEST_ACCURACY, Measurement(CORRECT), Measurement(RECIPE)),
    ),
    Erratum(
        key="tanh-of-large-sums",
        tutorial="wang",
        title="tanh overflows",
        written="tanh(x) = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x)).",
        right="np.tanh(x), which does not overflow.",
        why="np.exp(x) is infinite in float64 from x = 710 on, and the quotient is not a number. Sums in "
        "this training stay far below.",
        check=checks.check_tanh_of_large_sums,
    ),
)
