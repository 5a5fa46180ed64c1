"""A network of two inputs, two hidden neurons and two outputs, in exact numbers.

Inputs and second weights are whole, first weights and biases are halves: then the errors are halves,
the loss has at most three decimals and every derivative at most two. w_ij and v_ij lead from neuron i to
neuron j. z are the hidden sums, h = ReLU(z), o the outputs, t the targets, L = ((o1-t1)^2 + (o2-t2)^2) / 2.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np

from glassnet.nn import Dense, Network, Parameters, ReLU, SquaredError
from glassnet.nn import gradient as compute_gradient

Pair = tuple[Fraction, Fraction]
Square = tuple[Pair, Pair]

RATE: Final = Fraction(1, 50)
HALF: Final = Fraction(1, 2)
MAX_ERROR: Final = Fraction(2)
MAX_HIDDEN: Final = Fraction(4)
# The loss that the derivatives promise must be positive, and the new loss close to it.
MAX_PROMISE: Final = Fraction(1, 2)
MAX_BROKEN_PROMISE: Final = Fraction(1, 5)
EPSILON: Final = 1e-4
TOLERANCE: Final = 1e-8


@dataclass(frozen=True)
class TinyNetwork:
    """The numbers that a pupil is given. `first[i][j]` is w_ij, `second[i][j]` is v_ij."""

    inputs: Pair
    first: Square
    first_bias: Pair
    second: Square
    second_bias: Pair
    targets: Pair


@dataclass(frozen=True)
class TinyPass:
    """One forward and backward pass: every number that a pupil is asked for."""

    sums: Pair
    hidden: Pair
    outputs: Pair
    errors: Pair
    """dL/do = o - t."""
    loss: Fraction
    d_second: Square
    d_second_bias: Pair
    d_hidden: Pair
    d_sums: Pair
    d_first: Square
    d_first_bias: Pair

    @property
    def squared_gradient(self) -> Fraction:
        """The sum of all squared derivatives by weights and biases."""
        rows = (*self.d_first, self.d_first_bias, *self.d_second, self.d_second_bias)
        return sum((each * each for row in rows for each in row), Fraction(0))


def draw_network(rng: np.random.Generator) -> TinyNetwork:
    """A random network whose numbers stay small: it is drawn again until they do."""
    neurons_on = int(rng.integers(1, 3))
    while True:
        network = _draw(rng)
        if sum(z > 0 for z in _sums(network)) == neurons_on and _is_fit(network):
            return network


def solve(network: TinyNetwork) -> TinyPass:
    """The forward and backward pass, as it is done by hand."""
    sums = _sums(network)
    hidden = _pair(max(each, Fraction(0)) for each in sums)
    outputs = _weighted(hidden, network.second, network.second_bias)
    errors = _pair(o - t for o, t in zip(outputs, network.targets, strict=True))
    d_hidden = _pair(sum(v * e for v, e in zip(row, errors, strict=True)) for row in network.second)
    d_sums = _pair(d if z > 0 else Fraction(0) for d, z in zip(d_hidden, sums, strict=True))
    return TinyPass(
        sums=sums,
        hidden=hidden,
        outputs=outputs,
        errors=errors,
        loss=HALF * (errors[0] * errors[0] + errors[1] * errors[1]),
        d_second=_outer(hidden, errors),
        d_second_bias=errors,
        d_hidden=d_hidden,
        d_sums=d_sums,
        d_first=_outer(network.inputs, d_sums),
        d_first_bias=d_sums,
    )


def update(network: TinyNetwork, solved: TinyPass, rate: Fraction = RATE) -> TinyNetwork:
    """The network after one step of gradient descent."""
    return TinyNetwork(
        inputs=network.inputs,
        first=_moved_square(network.first, solved.d_first, rate),
        first_bias=_moved(network.first_bias, solved.d_first_bias, rate),
        second=_moved_square(network.second, solved.d_second, rate),
        second_bias=_moved(network.second_bias, solved.d_second_bias, rate),
        targets=network.targets,
    )


def verify_network(network: TinyNetwork, solved: TinyPass) -> list[str]:
    """What of a solution differs from `glassnet.nn` or central differences of its loss; [] for nothing."""
    reference, parameters = _as_network(network)
    inputs = np.array([network.inputs], np.float64)
    label = np.array([network.targets.index(Fraction(1))])
    forward = reference.forward(parameters, inputs)
    gradients = parameters.like()
    loss, _ = compute_gradient(reference, SquaredError(), parameters, inputs, label, gradients)
    keyed = _flat(solved.d_first, solved.d_first_bias, solved.d_second, solved.d_second_bias)

    def loss_at(index: int, change: float) -> float:
        moved = parameters.copy()
        moved.vector[index] += change
        return SquaredError()(reference.forward(moved, inputs).outputs[-1], label)[0]

    numeric = [
        (loss_at(i, EPSILON) - loss_at(i, -EPSILON)) / (2 * EPSILON) for i in range(len(keyed))
    ]
    found = {
        "hidden outputs": (solved.hidden, forward.outputs[0][0]),
        "outputs": (solved.outputs, forward.outputs[1][0]),
        "loss": (solved.loss, loss),
        "derivatives": (keyed, gradients.vector),
        "derivatives by differences": (keyed, numeric),
    }
    return [
        name
        for name, (key, computed) in found.items()
        if not np.allclose(np.asarray(key, np.float64), computed, rtol=0, atol=TOLERANCE)
    ]


def _draw(rng: np.random.Generator) -> TinyNetwork:
    def whole(choices: tuple[int, ...]) -> Fraction:
        return Fraction(int(rng.choice(choices)))

    def halves() -> Pair:
        return whole((-3, -2, -1, 1, 2, 3)) / 2, whole((-3, -2, -1, 1, 2, 3)) / 2

    def wholes() -> Pair:
        return whole((-2, -1, 1, 2)), whole((-2, -1, 1, 2))

    first_is_right = bool(rng.integers(2))
    return TinyNetwork(
        inputs=(whole((-1, 1, 2)), whole((-1, 1, 2))),
        first=(halves(), halves()),
        first_bias=(whole((-1, 1, 2)) / 2, whole((-1, 1, 2)) / 2),
        second=(wholes(), wholes()),
        second_bias=(whole((-1, 1, 2)) / 2, whole((-1, 1, 2)) / 2),
        targets=_pair(map(Fraction, (first_is_right, not first_is_right))),
    )


def _is_fit(network: TinyNetwork) -> bool:
    """No sum at ReLU's kink, errors that are neither zero nor large, and an update that keeps its promise."""
    solved = solve(network)
    if 0 in solved.sums or max(solved.hidden) > MAX_HIDDEN:
        return False
    if 0 in solved.errors or max(map(abs, solved.errors)) > MAX_ERROR or not any(solved.d_sums):
        return False
    promise = RATE * solved.squared_gradient
    new_loss = solve(update(network, solved)).loss
    broken = abs(new_loss - (solved.loss - promise))
    return promise <= MAX_PROMISE * solved.loss and broken <= MAX_BROKEN_PROMISE * solved.loss


def _sums(network: TinyNetwork) -> Pair:
    return _weighted(network.inputs, network.first, network.first_bias)


def _as_network(network: TinyNetwork) -> tuple[Network, Parameters]:
    reference = Network((Dense(2, ReLU()), Dense(2)), (2,))
    parameters = reference.empty_parameters(np.float64)
    parameters.vector[:] = _flat(
        network.first, network.first_bias, network.second, network.second_bias
    )
    return reference, parameters


def _flat(first: Square, first_bias: Pair, second: Square, second_bias: Pair) -> list[float]:
    rows = (*first, first_bias, *second, second_bias)
    return [float(each) for row in rows for each in row]


def _weighted(inputs: Pair, weights: Square, bias: Pair) -> Pair:
    return _pair(inputs[0] * weights[0][j] + inputs[1] * weights[1][j] + bias[j] for j in (0, 1))


def _outer(left: Pair, right: Pair) -> Square:
    first, second = (_pair(a * b for b in right) for a in left)
    return first, second


def _moved(values: Pair, derivatives: Pair, rate: Fraction) -> Pair:
    return _pair(value - rate * d for value, d in zip(values, derivatives, strict=True))


def _moved_square(values: Square, derivatives: Square, rate: Fraction) -> Square:
    first, second = (_moved(a, b, rate) for a, b in zip(values, derivatives, strict=True))
    return first, second


def _pair(values: Iterable[Fraction | int]) -> Pair:
    first, second = values
    return Fraction(first), Fraction(second)
