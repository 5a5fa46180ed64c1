"""The errata of `zhang` and of the two texts that follow it, `zhang-readme` and `chang`."""

from __future__ import annotations

from typing import Final

from glassnet.nn import Constant, SoftmaxCrossEntropy
from glassnet.tutorials.errata import checks
from glassnet.tutorials.errata.erratum import Effect, Erratum, Measurement
from glassnet.tutorials.errata.of_wang import TEST_ACCURACY
from glassnet.tutorials.errata.written import ReversedCrossEntropy
from glassnet.tutorials.zhang import RECIPE

BIASES_APART: Final = RECIPE.with_changes(gradient_rules=())
SHIFTED: Final = RECIPE.with_changes(loss=SoftmaxCrossEntropy())
REVERSED: Final = RECIPE.with_changes(loss=ReversedCrossEntropy())
DIVIDED_BY_ALL: Final = RECIPE.with_changes(schedule=Constant(0.1 * 41_000 / 42_000))

ZHANG_ERRATA: Final = (
    Erratum(
        key="summed-bias-gradient",
        tutorial="zhang",
        also=("zhang-readme", "chang"),
        title="The bias gradient is summed over the units, too",
        written="db = 1 / m * np.sum(dZ): one number for all units of the layer.",
        right="db = 1 / m * np.sum(dZ, axis=1, keepdims=True): one number for each unit.",
        why="All biases of the hidden layer move together. Those of the output layer never move: the "
        "entries of A - Y sum to zero. `chang` writes the formula without saying what is summed over.",
        check=checks.check_summed_bias_gradient,
        deviation="summed_bias_gradient",
        setting='gradient_rules = ["summed_bias_gradient"]',
        effect=Effect(TEST_ACCURACY, Measurement(BIASES_APART), Measurement(RECIPE)),
    ),
    Erratum(
        key="softmax-without-maximum",
        tutorial="zhang",
        also=("zhang-readme", "chang"),
        title="Softmax without subtracting a maximum",
        written="softmax(Z) = np.exp(Z) / sum(np.exp(Z)), with Z as it is.",
        right="The same quotient after the largest entry of each column is subtracted from it.",
        why="The same function until a sum exceeds 709, where exp overflows in float64 and the loss is not a "
        "number. In this training no sum is that large, so the accuracy stays the same.",
        check=checks.check_softmax_without_maximum,
        deviation="unshifted_cross_entropy",
        setting='loss = "unshifted_cross_entropy"',
        effect=Effect(TEST_ACCURACY, Measurement(SHIFTED), Measurement(RECIPE)),
    ),
    Erratum(
        key="sign-of-the-error",
        tutorial="zhang",
        title="The sign of the error",
        written="dA[2] = Y - A[2].",
        right="dZ[2] = A[2] - Y: the derivative by the sums, with the other sign.",
        why="With the sign as written every update raises the loss. Its code has the right one.",
        check=checks.check_sign_of_the_error,
        effect=Effect(TEST_ACCURACY, Measurement(SHIFTED), Measurement(REVERSED)),
    ),
    Erratum(
        key="base-of-the-logarithm",
        tutorial="zhang",
        title="The logarithm of the example is to base 10",
        written="J = -log(y_4) = -log(0.80) = 0.097.",
        right="J = -log(ŷ_4) = -log(0.80) = 0.223, the natural logarithm of the prediction.",
        why="The gradient A - Y is that of the natural logarithm; that of the logarithm to base 10 is "
        "(A - Y) / 2.303. And y_4, the label's entry, is 1.",
        check=checks.check_base_of_the_logarithm,
    ),
    Erratum(
        key="shape-of-first-gradient",
        tutorial="zhang",
        title="The shape of dW[1]",
        written="dW[1]: 10 x 10.",
        right="dW[1]: 10 x 784, the shape of W[1].",
        why="A gradient has the shape of what it is subtracted from: dZ[1] is 10 x m and the transpose of X "
        "is m x 784.",
        check=checks.check_shape_of_first_gradient,
    ),
    Erratum(
        key="number-of-classes",
        tutorial="zhang",
        title="One-hot vectors as long as the largest label",
        written="one_hot_Y = np.zeros((Y.size, Y.max() + 1)).",
        right="np.zeros((Y.size, 10)).",
        why="For examples among which there is no 9 the matrix has nine rows, and A - Y does not fit. On all "
        "images it makes no difference.",
        check=checks.check_number_of_classes,
    ),
    Erratum(
        key="thousand-images",
        tutorial="zhang",
        also=("zhang-readme", "chang"),
        title="84, 85 and 86 % of 1,000 images are the same result",
        written="84 % on 1,000 examples set aside; 85 % and 86 % for the same network in the other texts.",
        right="84 % of 1,000 images is 81.6 to 86.1 % with 95 % confidence.",
        why="1,000 images leave 2.2 points either way. Rounded to a whole per cent, the accuracy of such "
        "a sample is that of the network in 31 of 100 cases.",
        check=checks.check_thousand_images,
        effect=Effect(
            "accuracy of the same network, in per cent: of the test images, of 1,000 held-out ones",
            Measurement(RECIPE, "test"),
            Measurement(RECIPE, "held_out"),
        ),
    ),
    Erratum(
        key="training-accuracy",
        tutorial="zhang-readme",
        also=("wang",),
        title="Accuracy on the training images, called accuracy",
        written="get_accuracy(predictions, Y) of the images trained on; and test_prediction takes X_train.",
        right="The accuracy on images that were not trained on.",
        why="What a network has been fitted to says little of other images. With 7,960 parameters and "
        "41,000 images both numbers are close; with more parameters they are not.",
        check=checks.check_training_accuracy,
        effect=Effect(
            "accuracy of the same network, in per cent: of the test images, of its training images",
            Measurement(RECIPE, "test"),
            Measurement(RECIPE, "train"),
        ),
    ),
    Erratum(
        key="divisor-of-all-images",
        tutorial="zhang-readme",
        title="The divisor m counts the held-out images, too",
        written="m, n = data.shape, 1,000 images held out, and then dW = 1 / m * dZ.dot(X.T).",
        right="m = X.shape[1], the number of images in the sum.",
        why="All derivatives are 41/42 of the right ones, so the rate is 0.0976 instead of 0.1.",
        check=checks.check_divisor_of_all_images,
        setting='schedule = { type = "constant", rate = 0.0976 }',
        effect=Effect(TEST_ACCURACY, Measurement(RECIPE), Measurement(DIVIDED_BY_ALL)),
    ),
    Erratum(
        key="bias-inside-the-sum",
        tutorial="chang",
        title="A bias for each input",
        written="output = activation(sum over i of input_i x weight_i + bias_i).",
        right="output = activation((sum over i of input_i x weight_i) + bias): one bias for each neuron.",
        why="bias_i has the index of the inputs. A constant for each input adds up to one constant; the "
        "text's own W X + b has one.",
        check=checks.check_bias_inside_the_sum,
    ),
)
