"""One check for each erratum: a derivative against finite differences, an identity, or a count."""

from __future__ import annotations

from math import comb, exp, log, log10
from typing import Final

import numpy as np

from glassnet.data.labeled_images import Dataset, LabeledImages
from glassnet.nn import (
    BatchMaximumCrossEntropy,
    Dense,
    MeanSquaredError,
    Network,
    Parameters,
    Sigmoid,
    SoftmaxCrossEntropy,
    SquaredError,
    SummedBiasGradient,
    Tanh,
    UnshiftedCrossEntropy,
)
from glassnet.nn import gradient as compute_gradient
from glassnet.nn.activations import Activation
from glassnet.nn.arrays import Array
from glassnet.nn.deviations import descend_during_backward
from glassnet.nn.gradient_check import Gradient, check_gradients, compare
from glassnet.nn.losses import Loss, one_hot
from glassnet.recipes import Recipe
from glassnet.training.metrics import Interval, wilson_interval
from glassnet.training.preparation import prepare
from glassnet.tutorials.errata.erratum import Check
from glassnet.tutorials.errata.written import PrintedSigmoid, ReversedCrossEntropy
from glassnet.tutorials.reproduction import SeedResult, run_seed
from glassnet.tutorials.wang import RECIPE as WANG
from glassnet.tutorials.wang import WANG as WANG_TUTORIAL
from glassnet.tutorials.wang import WANG_AS_PRINTED
from glassnet.tutorials.zhang import RECIPE as ZHANG

GRADIENT_ERROR: Final = "largest relative error of the derivatives, against finite differences"
LABELS: Final = np.array([0, 2, 1, 2])
RATE: Final = 0.1
# As the gradient checks of all parts.
TOLERANCE: Final = 1e-6


def check_stated_rate(dataset: Dataset) -> Check:
    """`wang`'s cost after iteration 10 with both rates, against the printed one; on MNIST."""
    iteration, printed, _ = WANG_TUTORIAL.printed_log[1]
    right, written = (_cost_after(recipe, iteration, dataset) for recipe in (WANG, WANG_AS_PRINTED))
    what = f"cost after iteration {iteration}, printed as {printed}"
    return Check.compare(what, float(printed), right, written, tolerance=5e-7)


def check_cost_over_classes(dataset: Dataset) -> Check:
    """The gradient p - y against the differences of both costs."""
    right = _error_by_outputs(BatchMaximumCrossEntropy())
    written = _error_by_outputs(BatchMaximumCrossEntropy("mean_over_entries"))
    return Check.compare(GRADIENT_ERROR, 0.0, right, written)


def check_one_maximum(dataset: Dataset) -> Check:
    """The sum of an example's probabilities beside an example whose sums are 1,000 larger."""
    sums = np.array([[0.0, 1.0], [1000.0, 1001.0]])
    with np.errstate(invalid="ignore"):
        written = _normalize(np.exp(sums - sums.max()))
    right = _normalize(np.exp(sums - sums.max(axis=1, keepdims=True)))
    what = "sum of the probabilities of an example, 1,000 below the largest of its batch"
    return Check.compare(what, 1.0, float(right[0].sum()), float(written[0].sum()))


def check_summed_bias_gradient(dataset: Dataset) -> Check:
    """The derivatives of a small network, its bias gradients summed or not."""

    def summed(
        network: Network, loss: Loss, parameters: Parameters, inputs: Array, labels: Array,
        gradients: Parameters, rng: np.random.Generator | None = None,
    ) -> tuple[float, int]:  # fmt: skip
        result = compute_gradient(network, loss, parameters, inputs, labels, gradients, rng)
        SummedBiasGradient()(parameters, gradients)
        return result

    return _compare_gradients(summed)


def check_update_before_propagating(dataset: Dataset) -> Check:
    """What one example's update subtracts, divided by the rate, against finite differences."""

    def subtracted(
        network: Network, loss: Loss, parameters: Parameters, inputs: Array, labels: Array,
        gradients: Parameters, rng: np.random.Generator | None = None,
    ) -> tuple[float, int]:  # fmt: skip
        moved = parameters.copy()
        rates = np.full(len(labels), RATE)
        result = descend_during_backward(network, loss, moved, inputs, labels, rates)
        gradients.vector[:] = (parameters.vector - moved.vector) / RATE
        return result

    return _compare_gradients(subtracted, examples=1)


def check_sigmoid_derivative(dataset: Dataset) -> Check:
    """The derivative of the sigmoid at 0."""
    right, written = (_derivative_at_zero(each) for each in (Sigmoid(), PrintedSigmoid()))
    epsilon = 1e-5
    above, below = (Sigmoid().forward(np.array([x]))[0] for x in (epsilon, -epsilon))
    expected = float(above - below) / (2 * epsilon)
    return Check.compare("derivative of the sigmoid at 0", expected, right, written)


def check_name_of_the_loss(dataset: Dataset) -> Check:
    """Both losses of ten outputs that are all wrong by 1."""
    outputs = 1 + one_hot(np.array([3]), np.zeros((1, 10)))
    right, written = (
        loss(outputs, np.array([3]))[0] for loss in (MeanSquaredError(), SquaredError())
    )
    what = "mean of the squared errors of ten outputs that are wrong by 1"
    return Check.compare(what, 1.0, right, written)


def check_base_of_the_logarithm(dataset: Dataset) -> Check:
    """The loss of a probability of 0.80, by the function whose derivative is p - y."""
    sums = np.array([[log(0.80), log(0.20)]])
    expected = SoftmaxCrossEntropy()(sums, np.array([0]))[0]
    return Check.compare("loss of a probability of 0.80", expected, -log(0.80), -log10(0.80))


def check_sign_of_the_error(dataset: Dataset) -> Check:
    """Both signs against the differences of the loss."""
    right, written = map(_error_by_outputs, (SoftmaxCrossEntropy(), ReversedCrossEntropy()))
    return Check.compare(GRADIENT_ERROR, 0.0, right, written)


def check_softmax_without_maximum(dataset: Dataset) -> Check:
    """The loss of an example whose sums are 800."""
    sums, label = np.array([[800.0, 800.0]]), np.array([0])
    with np.errstate(over="ignore", invalid="ignore"):
        written = UnshiftedCrossEntropy()(sums, label)[0]
    right = SoftmaxCrossEntropy()(sums, label)[0]
    return Check.compare("loss where two sums are 800", log(2), right, written)


def check_training_accuracy(dataset: Dataset) -> Check:
    """How many of the images that accuracy is measured on were trained on."""
    splits = prepare(ZHANG, dataset)
    trained_on = _images(splits.split("train"))
    measured = [each for name in ("test", "train") if (each := splits.splits.get(name))]
    right, written = (len(trained_on & _images(each)) for each in (measured[0], measured[-1]))
    what = "images both trained on and measured on"
    return Check.compare(what, 0.0, float(right), float(written))


def check_thousand_images(dataset: Dataset) -> Check:
    """How often a statement on 1,000 images is true of a network whose accuracy is 85 %."""
    accuracy, count = 0.85, 1000
    shares = [
        comb(count, k) * exp(k * log(accuracy) + (count - k) * log(1 - accuracy))
        for k in range(count + 1)
    ]
    intervals = [wilson_interval(k, count) for k in range(count + 1)]
    right = sum(p for p, each in zip(shares, intervals, strict=True) if _covers(each, accuracy))
    written = sum(p for k, p in enumerate(shares) if abs(k / count - accuracy) <= 0.005)
    what = (
        "probability that the stated accuracy, as rounded or as an interval, is that of the network"
    )
    return Check.compare(what, 0.95, right, written, tolerance=0.01)


def check_shape_of_first_gradient(dataset: Dataset) -> Check:
    """The number of derivatives by the weights of the first layer."""
    weights = ZHANG.network.empty_parameters()["1.weights"]
    return Check.compare("entries of dW[1]", float(weights.size), 10.0 * 784, 10.0 * 10)


def check_bias_inside_the_sum(dataset: Dataset) -> Check:
    """The number of biases of one neuron."""
    inputs = 784
    counted = Network((Dense(1),), (inputs,)).empty_parameters()["1.bias"].size
    return Check.compare("biases of a neuron with 784 inputs", counted, 1.0, float(inputs))


def check_divisor_of_all_images(dataset: Dataset) -> Check:
    """The derivatives divided by 41,000 or by 42,000, both for 41,000 images."""

    def divided_by_all(
        network: Network, loss: Loss, parameters: Parameters, inputs: Array, labels: Array,
        gradients: Parameters, rng: np.random.Generator | None = None,
    ) -> tuple[float, int]:  # fmt: skip
        result = compute_gradient(network, loss, parameters, inputs, labels, gradients, rng)
        gradients.vector *= 41_000 / 42_000
        return result

    return _compare_gradients(divided_by_all)


def check_tanh_of_large_sums(dataset: Dataset) -> Check:
    """tanh(800)."""
    x = np.array([800.0])
    with np.errstate(over="ignore", invalid="ignore"):
        written = (np.exp(x) - np.exp(-x)) / (np.exp(x) + np.exp(-x))
    return Check.compare("tanh(800)", 1.0, float(Tanh().forward(x)[0]), float(written[0]))


def check_number_of_classes(dataset: Dataset) -> Check:
    """The rows of the one-hot matrix for labels among which there is no 9."""
    labels = np.array([3, 8, 0])
    right = one_hot(labels, np.zeros((len(labels), 10))).shape[1]
    what = "rows of the one-hot matrix for the labels 3, 8, 0"
    return Check.compare(what, 10.0, float(right), float(labels.max() + 1))


def _compare_gradients(written: Gradient, examples: int = 4) -> Check:
    errors = [_gradient_error(each, examples) for each in (compute_gradient, written)]
    return Check.compare(GRADIENT_ERROR, 0.0, *errors)


def _gradient_error(gradient: Gradient, examples: int) -> float:
    """The largest relative error of an implementation, on a small network of tanh."""
    network = Network((Dense(4, Tanh()), Dense(3)), (3,))
    rng = np.random.default_rng(0)
    parameters = network.initialize(rng, np.float64)
    inputs, labels = rng.normal(size=(examples, 3)), LABELS[:examples]
    return check_gradients(
        network, SoftmaxCrossEntropy(), parameters, inputs, labels, rng=rng, gradient=gradient
    ).largest_relative_error


def _error_by_outputs(loss: Loss) -> float:
    """The largest relative error of a loss's own gradient."""
    rng = np.random.default_rng(0)
    outputs = rng.normal(size=(len(LABELS), 3))
    names = ["outputs"] * outputs.size
    gradient = loss(outputs, LABELS)[1].ravel()

    def value(point: Array) -> float:
        return loss(point.reshape(outputs.shape), LABELS)[0]

    found = compare(value, outputs.ravel(), gradient, names, rng=rng)
    return found.largest_relative_error


def _derivative_at_zero(activation: Activation) -> float:
    sums = np.zeros(1)
    return float(activation.backward(sums, activation.forward(sums), np.ones(1))[0])


def _cost_after(recipe: Recipe, iteration: int, dataset: Dataset) -> float:
    *_, result = run_seed(recipe.with_changes(epochs=iteration + 1), dataset)
    if not isinstance(result, SeedResult):
        raise TypeError("A run ended without a result.")
    return result.log[-1].cost


def _normalize(powers: Array) -> Array:
    return powers / powers.sum(axis=1, keepdims=True)


def _images(images: LabeledImages) -> set[bytes]:
    return {each.tobytes() for each in images.images}


def _covers(interval: Interval, share: float) -> bool:
    return interval.low <= share <= interval.high
