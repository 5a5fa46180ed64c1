"""Each rewrite rule: which layers it covers, from which layer on, and what it leaves alone."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import pytest

from glassnet.nn import (
    GELU,
    Activate,
    Activation,
    Array,
    AveragePool2D,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Identity,
    Layer,
    LayerNorm,
    LeakyReLU,
    MaxPool2D,
    Network,
    ReLU,
    Sigmoid,
    Softmax,
    Tanh,
)

pytest.importorskip("numba", reason="the rules choose compiled steps")
from glassnet.engine.rules import (
    COMPILED_RULES,
    Rule,
    count_flatten,
    run_as_written,
    run_compiled_layer,
    run_narrow_mlp,
    run_pooled_convolution,
    run_separate_activation,
    run_sparse_dense,
)

POOLED = {
    "pooling after": (Conv2D(4, 3), MaxPool2D(2)),
    "activation before": (Conv2D(4, 3, activation=ReLU()), MaxPool2D(2)),
    "activation after": (Conv2D(4, 3, padding=1), MaxPool2D(3, 2), Activate(Sigmoid())),
    "softmax after": (Conv2D(4, 3), MaxPool2D(2), Activate(Softmax())),
}


@dataclass(frozen=True)
class Cube:
    """f(x) = x^3: an activation that compiled code does not know."""

    needs_sums: ClassVar[bool] = True

    def forward(self, sums: Array) -> Array:
        return sums**3

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        return 3 * sums**2 * d_outputs


@dataclass(frozen=True)
class Falling(Identity):
    """f(x) = -x: the largest sum has the smallest output."""


@dataclass(frozen=True)
class OtherDense(Dense):
    """A dense layer that may compute something else."""


@dataclass(frozen=True)
class OtherConv2D(Conv2D):
    """A convolution that may compute something else."""


NOT_POOLED = {
    "an unknown activation": (Conv2D(4, 3, activation=Falling()), MaxPool2D(2)),
    "softmax before": (Conv2D(4, 3, activation=Softmax()), MaxPool2D(2)),
    "no pooling": (Conv2D(4, 3), Activate(ReLU())),
    "pooling without convolution": (MaxPool2D(2), Dropout(0.1)),
    "average pooling": (Conv2D(4, 3), AveragePool2D(2)),
    "a subclass": (OtherConv2D(4, 3), MaxPool2D(2)),
}


def covered_by(rule: Rule, *layers: Layer, shape: tuple[int, ...] = (9, 8, 2)) -> int | None:
    """The number of layers that a rule covers, from the first one on."""
    found = rule(Network(layers, shape), 0)
    return None if found is None else found[1]


@pytest.mark.parametrize("layers", POOLED.values(), ids=POOLED)
def test_a_convolution_and_its_pooling_run_together(layers: tuple[Layer, ...]) -> None:
    assert covered_by(run_pooled_convolution, *layers, Flatten()) == len(layers)


@pytest.mark.parametrize("layers", NOT_POOLED.values(), ids=NOT_POOLED)
def test_other_layers_do_not_run_together(layers: tuple[Layer, ...]) -> None:
    assert covered_by(run_pooled_convolution, *layers) is None


def test_of_activations_before_and_after_pooling_only_the_first_runs_with_it() -> None:
    layers = (Conv2D(4, 2, activation=LeakyReLU(0.2)), MaxPool2D(2), Activate(ReLU()))

    assert covered_by(run_pooled_convolution, *layers) == 2
    assert covered_by(run_pooled_convolution, *layers[:2], Activate(Cube())) == 2


def test_a_rule_looks_from_the_layer_on_that_it_is_asked_about() -> None:
    network = Network((Conv2D(4, 3), MaxPool2D(2), Conv2D(5, 2), MaxPool2D(2)), (9, 8, 2))
    found = [run_pooled_convolution(network, index) for index in range(4)]

    assert [each is not None for each in found] == [True, False, True, False]


@pytest.mark.parametrize("flattens", [0, 1, 2])
def test_a_first_dense_layer_reads_lists_and_covers_the_flattens_before_it(flattens: int) -> None:
    layers = (*[Flatten()] * flattens, Dense(5, Tanh()), Dense(3))

    found = covered_by(run_sparse_dense, *layers, shape=(4, 4) if flattens else (16,))

    assert found == flattens + 1


def test_layers_that_are_not_first_or_not_dense_read_no_lists() -> None:
    network = Network((Dense(5), Dense(3)), (16,))

    assert run_sparse_dense(network, 1) is None
    assert covered_by(run_sparse_dense, Conv2D(3)) is None
    assert covered_by(run_sparse_dense, Dense(3, Cube()), shape=(16,)) is None
    assert covered_by(run_sparse_dense, OtherDense(3), shape=(16,)) is None


@pytest.mark.parametrize("layer", [Dense(3, Cube()), Dense(3, Falling())], ids=str)
def test_an_activation_that_cannot_be_fused_runs_after_its_layer(layer: Layer) -> None:
    assert covered_by(run_separate_activation, layer, shape=(16,)) == 1


def test_an_activation_that_can_be_fused_does_not() -> None:
    assert covered_by(run_separate_activation, Dense(3, ReLU()), shape=(16,)) is None
    assert covered_by(run_separate_activation, OtherDense(3, Cube()), shape=(16,)) is None
    assert covered_by(run_separate_activation, Activate(Cube()), shape=(16,)) is None


@pytest.mark.parametrize(
    "layer", [Dense(3), LayerNorm(), Activate(ReLU())], ids=lambda layer: type(layer).__name__
)
def test_layers_of_features_that_have_compiled_steps(layer: Layer) -> None:
    assert covered_by(run_compiled_layer, layer, shape=(16,)) == 1


@pytest.mark.parametrize("layer", [Conv2D(3), MaxPool2D(), AveragePool2D()], ids=str)
def test_layers_of_images_that_have_compiled_steps(layer: Layer) -> None:
    assert covered_by(run_compiled_layer, layer) == 1


@pytest.mark.parametrize("layer", [Flatten(), Dropout(), OtherConv2D(3)], ids=str)
def test_no_rule_covers_other_layers(layer: Layer) -> None:
    assert [covered_by(rule, layer) for rule in COMPILED_RULES] == [None] * len(COMPILED_RULES)


@pytest.mark.parametrize(
    ("activation", "how"),
    [(ReLU(), "compiled"), (GELU(), "compiled"), (Cube(), "as written"), (Falling(), "as written")],
    ids=str,
)
def test_an_activation_alone_runs_compiled_where_compiled_code_knows_it(
    activation: Activation, how: str
) -> None:
    found = run_compiled_layer(Network((Activate(activation),), (16,)), 0)

    assert found is not None
    assert str(found[0]) == how


def test_the_last_rule_covers_any_layer() -> None:
    network = Network((Flatten(), Dropout(), OtherDense(3)), (4, 4))

    found = [run_as_written(network, index) for index in range(3)]

    assert [each and each[1] for each in found] == [1, 1, 1]


def test_networks_of_dense_layers_run_in_one_pass() -> None:
    layers = (Flatten(), Dense(5, Tanh()), Dense(3))
    network = Network(layers, (4, 4))

    assert covered_by(run_narrow_mlp, *layers, shape=(4, 4)) == 3
    assert run_narrow_mlp(network, 1) is None
    assert covered_by(run_narrow_mlp, Dense(3, Cube()), shape=(16,)) is None
    assert covered_by(run_narrow_mlp, Dense(3), Dropout(), shape=(16,)) is None
    assert covered_by(run_narrow_mlp, OtherDense(3), shape=(16,)) is None


def test_only_flattens_at_the_start_are_counted() -> None:
    layers = (Flatten(), Flatten(), Dense(3), Flatten())

    assert count_flatten(Network(layers, (4, 4))) == 2
