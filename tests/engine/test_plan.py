"""A plan says how a network is run: by which steps, on which form of images, in which chunks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import ClassVar

import numpy as np
import pytest

from glassnet.engine import Tuning, plan_prediction, plan_training, using
from glassnet.engine.chunks import split_rows
from glassnet.nn import (
    GELU,
    Activate,
    Array,
    AveragePool2D,
    BatchMaximumCrossEntropy,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    GlobalAveragePool,
    Layer,
    LayerNorm,
    MaxPool2D,
    Network,
    ReLU,
    Softmax,
    SoftmaxCrossEntropy,
    SquaredError,
    Tanh,
)

pytest.importorskip("numba", reason="without numba every plan is the reference implementation")

LOSS = SoftmaxCrossEntropy()
DARK = np.zeros((2000, 5, 6), np.uint8)
BRIGHT = np.full((2000, 5, 6), 200, np.uint8)
POOLED = "convolution and pooling together, vector registers"
FUSED = "bias and activation fused"


@dataclass(frozen=True)
class Cube:
    """f(x) = x^3: an activation that compiled code does not know."""

    needs_sums: ClassVar[bool] = True

    def forward(self, sums: Array) -> Array:
        return sums**3

    def backward(self, sums: Array, outputs: Array, d_outputs: Array) -> Array:
        return 3 * sums**2 * d_outputs


OF_FEATURES = [
    (Dense(20, ReLU()), ("Dense 20 ReLU", FUSED)),
    (Dense(20), ("Dense 20", FUSED)),
    (Dense(20, GELU()), ("Dense 20 GELU", f"{FUSED}, compiled")),
    (Dense(20, Cube()), ("Dense 20 Cube", f"{FUSED}, as written")),
    (Activate(Tanh()), ("Activate Tanh", "compiled")),
    (Activate(Cube()), ("Activate Cube", "as written")),
    (LayerNorm(), ("LayerNorm", "compiled")),
    (Dropout(0.5), ("Dropout", "as written")),
    (Flatten(), ("Flatten", "as written")),
]
OF_IMAGES = [
    ((Conv2D(8, 3),), [("Conv2D 8", "vector registers")]),
    ((Conv2D(8, 3, activation=Cube()),), [("Conv2D 8 Cube", "vector registers, as written")]),
    ((Conv2D(8, 3), MaxPool2D()), [("Conv2D 8 + MaxPool2D", POOLED)]),
    (
        (Conv2D(8, 3, activation=ReLU()), MaxPool2D()),
        [("Conv2D 8 ReLU + MaxPool2D", POOLED)],
    ),
    (
        (Conv2D(8, 3), MaxPool2D(), Activate(Softmax())),
        [("Conv2D 8 + MaxPool2D + Activate Softmax", POOLED)],
    ),
    (
        (Conv2D(8, 3), MaxPool2D(), Activate(Cube())),
        [("Conv2D 8 + MaxPool2D", POOLED), ("Activate Cube", "as written")],
    ),
    (
        (Conv2D(8, 3, activation=Softmax()), MaxPool2D()),
        [("Conv2D 8 Softmax", "vector registers"), ("MaxPool2D", "compiled")],
    ),
    ((AveragePool2D(),), [("AveragePool2D", "compiled")]),
    ((GlobalAveragePool(),), [("GlobalAveragePool", "as written")]),
]


def mlp(*units: int, shape: tuple[int, ...] = (30,)) -> Network:
    layers: tuple[Layer, ...] = tuple(Dense(each, ReLU()) for each in units)
    return Network((*layers, Dense(10)), shape)


def steps_of(network: Network, images: Array | None = None) -> list[tuple[str, str]]:
    """The lines of a plan for its layers: between that of the images and that of the batches."""
    _, *lines, _ = plan_training(network, LOSS, images).decisions
    return [(each.part, each.how) for each in lines]


@pytest.mark.parametrize(("layer", "step"), OF_FEATURES, ids=lambda each: str(each)[:25])
def test_layers_of_features_run_by_these_steps(layer: Layer, step: tuple[str, str]) -> None:
    assert steps_of(Network((layer,), (30,))) == [step]


@pytest.mark.parametrize(("layers", "steps"), OF_IMAGES, ids=lambda each: str(each)[:25])
def test_layers_of_images_run_by_these_steps(
    layers: tuple[Layer, ...], steps: list[tuple[str, str]]
) -> None:
    assert steps_of(Network(layers, (9, 8, 2))) == steps


def test_steps_cover_all_layers_in_order() -> None:
    layers = (Conv2D(8, 3), MaxPool2D(), Activate(ReLU()), Dropout(), Flatten(), Dense(4))

    assert [name for name, _ in steps_of(Network(layers, (9, 8, 1)))] == [
        "Conv2D 8 + MaxPool2D + Activate ReLU", "Dropout", "Flatten", "Dense 4",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("units", "images", "in_training", "in_prediction"),
    [
        (16, BRIGHT, "sparse images", "sparse images"),
        (64, DARK, "numbers", "sparse images"),
        (128, DARK, "sparse images", "sparse images"),
        (800, DARK, "sparse images", "sparse images"),
        (800, BRIGHT, "numbers", "numbers"),
    ],
)
def test_images_are_read_as_lists_where_that_is_faster(
    units: int, images: Array, in_training: str, in_prediction: str
) -> None:
    network = mlp(units)

    assert plan_training(network, LOSS, images, 128).reading == in_training
    assert plan_prediction(network, images).reading == in_prediction


@pytest.mark.parametrize(
    ("tuning", "reading"),
    [
        (Tuning(), "numbers"),
        (Tuning(min_units_to_train_sparse=64), "sparse images"),
        (Tuning(max_narrow_units=64), "sparse images"),
        (Tuning(min_units_to_train_sparse=64, max_density=-1), "numbers"),
    ],
    ids=["as measured", "fewer units", "narrow", "no density"],
)
def test_tuning_moves_the_thresholds_for_lists(tuning: Tuning, reading: str) -> None:
    assert plan_training(mlp(64), LOSS, DARK, 128, tuning).reading == reading


def test_a_sample_shows_how_sparse_the_images_are() -> None:
    images = BRIGHT.copy()
    images[0] = 0

    assert plan_prediction(mlp(64), images).reading == "numbers"
    first_alone = Tuning(density_sample=1)
    assert plan_prediction(mlp(64), images, first_alone).reading == "sparse images"


@pytest.mark.parametrize(
    ("network", "images"),
    [
        (Network((Conv2D(4, 3), Flatten(), Dense(3)), (5, 6, 1)), DARK),
        (Network((LayerNorm(), Dense(128)), (30,)), DARK),
        (Network((Dense(128, Cube()),), (30,)), DARK),
        (mlp(128), DARK[:1]),
        (mlp(128), np.zeros((50, 30), np.float32)),
        (mlp(128, shape=(10_000,)), np.zeros((5, 100, 100), np.uint8)),
        (mlp(128), None),
    ],
    ids=["convolution", "normalization", "Cube", "one image", "numbers", "too large", "unknown"],
)
def test_everything_else_is_read_as_numbers(network: Network, images: Array | None) -> None:
    assert plan_prediction(network, images).reading == "numbers"


def test_a_flatten_before_lists_has_nothing_to_do() -> None:
    network = Network((Flatten(), Flatten(), Dense(128, ReLU()), Dense(10)), (5, 6, 1))

    assert steps_of(network, DARK) == [("Dense 128 ReLU", "sparse images"), ("Dense 10", FUSED)]


def test_full_batches_of_narrow_networks_run_over_groups_of_similar_images() -> None:
    network = mlp(16, 12)
    plan = plan_training(network, LOSS, DARK)

    assert plan.reading == "groups of similar images"
    assert plan.reuses_batch
    assert steps_of(network, DARK) == [
        (
            "Dense 16 ReLU + Dense 12 ReLU + Dense 10",
            "all layers in one pass over groups of similar images",
        )
    ]


@pytest.mark.parametrize(
    ("network", "images", "batch_size"),
    [
        (mlp(16), DARK, 1999),
        (mlp(16, 17), DARK, None),
        (mlp(17, 16), DARK, None),
        (Network((Dense(16, ReLU()), Dropout(), Dense(10)), (30,)), DARK, None),
        (Network((Dense(16, Softmax()), Dense(10)), (30,)), DARK, None),
        (mlp(16), DARK[..., np.newaxis], None),
    ],
    ids=["mini-batches", "wide second", "wide first", "dropout", "softmax", "channels"],
)
def test_others_do_not(network: Network, images: Array, batch_size: int | None) -> None:
    plan = plan_training(network, LOSS, images, batch_size)

    assert plan.reading != "groups of similar images"
    assert plan.reuses_batch == (batch_size is None)


def test_a_batch_as_large_as_the_set_is_a_full_batch() -> None:
    assert plan_training(mlp(128), LOSS, DARK, len(DARK)).reuses_batch
    assert plan_training(mlp(128), LOSS, DARK, None).reuses_batch
    assert not plan_prediction(mlp(128), DARK).reuses_batch


def test_small_batches_of_dense_layers_stay_in_one_piece() -> None:
    network = mlp(800, shape=(784,))
    plan = plan_training(network, LOSS)

    assert len(split_rows(128, plan.chunk_rows)) == 1


def test_chunks_may_be_smaller_in_prediction() -> None:
    network = mlp(800, shape=(784,))

    assert plan_prediction(network).chunk_rows < plan_training(network, LOSS).chunk_rows


def test_large_batches_and_convolutions_are_split() -> None:
    layers = (Conv2D(24, 5), MaxPool2D(), Flatten(), Dense(10))
    convolution, dense = Network(layers, (28, 28, 1)), mlp(32, shape=(784,))

    assert len(split_rows(60_000, plan_training(dense, LOSS).chunk_rows)) > 4
    assert len(split_rows(128, plan_training(convolution, LOSS).chunk_rows)) > 1


def test_tuning_moves_the_size_of_chunks() -> None:
    small = Tuning(values_in_chunk=1000, min_values_per_parameter=0)

    # 30 / 5 pixels that are not zero, 20 + 10 outputs.
    assert plan_training(mlp(20), LOSS, tuning=small).chunk_rows == 28
    # At least 8 values for each of the 830 parameters.
    by_parameters = replace(small, min_values_per_parameter=8)
    assert plan_training(mlp(20), LOSS, tuning=by_parameters).chunk_rows == 185


def test_a_loss_of_the_whole_batch_keeps_it_in_one_piece() -> None:
    assert plan_training(mlp(20), BatchMaximumCrossEntropy()).chunk_rows == 0


def test_blas_has_one_thread_where_products_with_lists_are_shared() -> None:
    few, many = Tuning(min_parallel_products=1 << 40), Tuning(min_parallel_products=1)

    assert not plan_training(mlp(128), LOSS, DARK, 100, few).limits_blas
    assert plan_training(mlp(128), LOSS, DARK, 100, many).limits_blas
    assert not plan_training(mlp(128), LOSS, BRIGHT, 100, many).limits_blas
    products = Tuning(min_parallel_products=100 * 30 * 128)
    assert plan_training(mlp(128), LOSS, DARK, 100, products).limits_blas
    assert not plan_training(mlp(128), LOSS, DARK, 99, products).limits_blas


@pytest.mark.parametrize(
    ("layers", "uses"),
    [
        ((Flatten(), Dense(3)), False),
        ((Dense(8, Cube()), Activate(Cube()), LayerNorm(), Dense(3)), False),
        ((Dense(8), Dropout(0.1), Dense(3)), True),
    ],
)
def test_only_dropout_uses_random_numbers(layers: tuple[Layer, ...], uses: bool) -> None:
    assert plan_training(Network(layers, (30,)), LOSS).uses_rng == uses


def test_a_printed_plan_says_what_runs_how_and_why() -> None:
    network = Network((Flatten(), Dense(128, ReLU()), Dropout(), Dense(10)), (5, 6, 1))
    plan = plan_training(network, LOSS, DARK, 128, Tuning(threads=3))

    assert [(each.part, each.how) for each in plan.decisions] == [
        ("images", "read as sparse images"),
        ("Dense 128 ReLU", "sparse images"),
        ("Dropout", "as written"),
        ("Dense 10", FUSED),
        ("batches", f"chunks of about {plan.chunk_rows:,} rows, on 3 threads"),
    ]
    assert str(plan) == "; ".join(f"{each.part}: {each.how}" for each in plan.decisions)
    assert plan.decisions[0].why == "100% of the pixels are zero."
    assert all(each.why.endswith(".") for each in plan.decisions)


@pytest.mark.parametrize(
    ("network", "images", "why"),
    [
        (mlp(800), BRIGHT, "100% of the pixels are nonzero: too many to list."),
        (mlp(64), DARK, "Transposing lists for the gradient takes as long as it saves."),
        (mlp(64), None, "The inputs are numbers already."),
        (mlp(64), DARK[:1], "A single image, or one of very many pixels, is not worth listing."),
        (Network((LayerNorm(),), (30,)), DARK, "The first layer is not dense."),
        (
            mlp(16),
            DARK,
            "All layers are narrow, and one batch of all images is used again and again.",
        ),
    ],
)
def test_a_plan_says_why_images_are_read_as_they_are(
    network: Network, images: Array | None, why: str
) -> None:
    assert plan_training(network, LOSS, images).decisions[0].why == why


def test_batches_in_one_piece_are_printed_as_such() -> None:
    *_, batches = plan_training(mlp(20), BatchMaximumCrossEntropy()).decisions

    assert (batches.part, batches.how) == ("batches", "in one piece")


def test_plain_gradient_descent_on_single_examples_is_one_compiled_loop() -> None:
    plan = plan_training(mlp(20), SquaredError(), DARK, 1, online=True)

    assert plan.reading == "one at a time"
    assert (
        str(plan) == "Dense 20 ReLU + Dense 10: one compiled loop over examples and their updates"
    )


def test_networks_and_losses_without_a_compiled_loop_have_a_plan_for_batches() -> None:
    for network, loss in (
        (mlp(20), BatchMaximumCrossEntropy()),
        (Network((Dense(20), Dropout(), Dense(10)), (30,)), SquaredError()),
    ):
        assert plan_training(network, loss, DARK, 1, online=True).reading != "one at a time"
    assert plan_training(mlp(20), SquaredError(), DARK, 1).reading != "one at a time"


def test_a_plan_can_be_the_reference_implementation() -> None:
    with using("reference"):
        plan = plan_training(mlp(128), LOSS, DARK, 128)
        online = plan_training(mlp(128), LOSS, DARK, 1, online=True)
        random = plan_training(Network((Dense(8), Dropout(), Dense(3)), (30,)), LOSS, DARK, 128)

    assert random.uses_rng
    for each in (plan, online):
        assert not each.compiled
        assert each.reading == "numbers"
        assert not each.uses_rng
        assert str(each) == "all layers: as written"
