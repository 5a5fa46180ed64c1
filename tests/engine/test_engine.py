"""The engine runs plans: batches in chunks, on any number of threads, from any form of images."""

from __future__ import annotations

import threading
import tracemalloc
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

from glassnet import nn
from glassnet.engine import (
    DEFAULT_TUNING,
    Batch,
    Engine,
    Rows,
    Tuning,
    outputs,
    plan_training,
    using,
)
from glassnet.engine.chunks import split_rows
from glassnet.engine.inputs import ArrayInputs
from glassnet.engine.threads import reserve_cpus
from glassnet.nn import (
    Array,
    BatchMaximumCrossEntropy,
    Conv2D,
    Dense,
    Dropout,
    Flatten,
    Loss,
    MaxPool2D,
    MeanSquaredError,
    Network,
    Parameters,
    ReLU,
    SettingError,
    SoftmaxCrossEntropy,
    Tanh,
)

COUNT = 300
RNG = np.random.default_rng(0)
IMAGES = RNG.integers(1, 256, (COUNT, 8, 9), np.uint8)
IMAGES[RNG.random(IMAGES.shape) > 0.2] = 0
LABELS = RNG.integers(0, 4, COUNT)
LOSS = SoftmaxCrossEntropy()

NETWORKS = {
    "numbers": Network(
        (Conv2D(5, 3, activation=ReLU()), MaxPool2D(), Flatten(), Dense(4)), (8, 9, 1)
    ),
    "sparse images": Network((Dense(130, ReLU()), Dense(4)), (72,)),
    "groups of similar images": Network((Dense(11, Tanh()), Dense(4)), (72,)),
}
# Chunks of few examples, and everything shared that can be.
SMALL = Tuning(
    values_in_chunk=1500, min_values_per_parameter=0, min_parallel_products=1,
    min_background_pixels=1,
)  # fmt: skip
ONE_PIECE = Tuning(values_in_chunk=1 << 30)


def parameters_of(network: Network, dtype: Any = np.float64) -> Parameters:
    rng = np.random.default_rng(1)
    parameters = network.initialize(rng, dtype)
    parameters.vector += 0.1 * rng.normal(size=parameters.vector.size).astype(dtype)
    return parameters


def inputs_of(network: Network, images: Array = IMAGES, dtype: Any = np.float64) -> Array:
    return np.divide(images, 255, dtype=dtype).reshape(len(images), *network.input_shape)


def run_gradient(
    network: Network,
    tuning: Tuning = DEFAULT_TUNING,
    loss: Loss = LOSS,
    seed: int | None = None,
    dtype: Any = np.float64,
) -> tuple[float, int, Array]:
    """Value, number correct and gradient of the batch of all images."""
    parameters = parameters_of(network, dtype)
    engine = Engine(plan_training(network, loss, IMAGES, None, tuning), loss, dtype)
    gradients = parameters.like()
    rng = None if seed is None else np.random.default_rng(seed)
    batch = engine.prepare(Rows.all(IMAGES), LABELS)
    return *engine.gradient(parameters, batch, gradients, rng), gradients.vector


def reference_gradient(
    network: Network, loss: Loss = LOSS, images: Array = IMAGES, labels: Array = LABELS
) -> tuple[float, int, Array]:
    parameters = parameters_of(network)
    gradients = parameters.like()
    value, correct = nn.gradient(
        network, loss, parameters, inputs_of(network, images), labels, gradients
    )
    return value, correct, gradients.vector


def expect_same(found: tuple[float, int, Array], expected: tuple[float, int, Array]) -> None:
    assert found[0] == pytest.approx(expected[0], rel=1e-12)
    assert found[1] == expected[1]
    np.testing.assert_allclose(found[2], expected[2], rtol=0, atol=1e-13)


@pytest.fixture(params=NETWORKS)
def network(request: pytest.FixtureRequest) -> Network:
    """A network for each form in which images are read."""
    pytest.importorskip("numba", reason="without numba all images are read as numbers")
    network = NETWORKS[request.param]
    assert plan_training(network, LOSS, IMAGES).reading == request.param
    return network


@pytest.mark.parametrize("loss", [LOSS, MeanSquaredError()], ids=str)
def test_the_gradient_of_a_batch_in_chunks_is_that_of_the_batch_in_one_piece(
    loss: Loss, network: Network
) -> None:
    chunks = split_rows(COUNT, plan_training(network, loss, IMAGES, None, SMALL).chunk_rows)
    assert len(chunks) > 3

    expected = reference_gradient(network, loss)

    expect_same(run_gradient(network, SMALL, loss), expected)
    expect_same(run_gradient(network, ONE_PIECE, loss), expected)


def test_chunks_of_the_reference_implementation_have_the_same_gradient(network: Network) -> None:
    with using("reference"):
        in_chunks = run_gradient(network, SMALL)

    expect_same(in_chunks, reference_gradient(network))


@pytest.mark.parametrize("threads", [2, 5])
@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_bits_do_not_depend_on_the_number_of_threads(
    threads: int, dtype: type, network: Network
) -> None:
    alone = run_gradient(network, replace(SMALL, threads=1), dtype=dtype)
    together = run_gradient(network, replace(SMALL, threads=threads), dtype=dtype)

    assert together[:2] == alone[:2]
    np.testing.assert_array_equal(together[2], alone[2])


def test_the_bits_do_not_depend_on_whether_the_cpus_were_free(network: Network) -> None:
    free = run_gradient(network, replace(SMALL, threads=3), dtype=np.float32)
    with reserve_cpus():
        reserved = run_gradient(network, replace(SMALL, threads=3), dtype=np.float32)

    np.testing.assert_array_equal(reserved[2], free[2])


def test_wide_batches_have_the_same_bits_whether_the_cpus_were_free_or_not() -> None:
    wide, rng = Network((Dense(300, Tanh()), Dense(10)), (200,)), np.random.default_rng(0)
    parameters, tuning = wide.initialize(rng), Tuning(values_in_chunk=1 << 18)
    inputs = rng.normal(size=(2000, 200)).astype(np.float32)
    labels = rng.integers(0, 10, 2000)

    def compute() -> list[Array]:
        gradients = parameters.like()
        engine = Engine(plan_training(wide, LOSS, tuning=tuning), LOSS)
        engine.gradient(parameters, Batch(ArrayInputs(inputs), labels), gradients)
        return [gradients.vector, outputs(wide, parameters, inputs, tuning)]

    free = compute()
    with reserve_cpus():
        reserved = compute()

    for one, other in zip(free, reserved, strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("count", [1, 50, 300])
@pytest.mark.parametrize("threads", [1, 2, 5])
def test_outputs_in_chunks_are_those_of_the_whole(
    count: int, threads: int, network: Network
) -> None:
    parameters, inputs = parameters_of(network), inputs_of(network)[:count]
    expected = nn.outputs(network, parameters, inputs)

    for given in (inputs, IMAGES[:count]):
        found = outputs(network, parameters, given, replace(SMALL, threads=threads))
        np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13)


def test_a_batch_of_all_images_is_prepared_once_and_its_labels_stay_with_their_images() -> None:
    network = NETWORKS["groups of similar images"]
    engine = Engine(plan_training(network, LOSS, IMAGES), LOSS, np.float64)
    rows = Rows.all(IMAGES)

    first = engine.prepare(rows, LABELS)

    assert sorted(first.labels) == sorted(LABELS)
    if engine.plan.compiled:
        assert engine.prepare(rows, LABELS) is first
        assert not np.array_equal(first.labels, LABELS)
    parameters = parameters_of(network)
    for _ in range(2):
        gradients = parameters.like()
        result = engine.gradient(parameters, engine.prepare(rows, LABELS), gradients)
        expect_same((*result, gradients.vector), reference_gradient(network))


def test_another_batch_of_all_images_is_prepared_anew(network: Network) -> None:
    engine = Engine(plan_training(network, LOSS, IMAGES), LOSS, np.float64)
    parameters = parameters_of(network)
    engine.prepare(Rows.all(IMAGES), LABELS)
    others = np.roll(IMAGES, 3, axis=1)

    gradients = parameters.like()
    result = engine.gradient(parameters, engine.prepare(Rows.all(others), LABELS), gradients)

    expect_same((*result, gradients.vector), reference_gradient(network, images=others))


def test_mini_batches_are_rows_of_the_stored_images_in_any_order(network: Network) -> None:
    engine = Engine(plan_training(network, LOSS, IMAGES, 40), LOSS, np.float64)
    parameters, gradients = parameters_of(network), parameters_of(network).like()
    for seed in range(3):
        chosen = np.random.default_rng(seed).permutation(COUNT)[:40]

        result = engine.gradient(
            parameters, engine.prepare(Rows(IMAGES, chosen), LABELS[chosen]), gradients
        )

        expected = reference_gradient(network, images=IMAGES[chosen], labels=LABELS[chosen])
        expect_same((*result, gradients.vector), expected)


def test_augmented_images_are_batches_of_their_own_which_may_be_prepared_ahead(
    network: Network,
) -> None:
    engine = Engine(plan_training(network, LOSS, IMAGES, 40), LOSS, np.float64)
    parameters, gradients = parameters_of(network), parameters_of(network).like()
    deformed = [np.roll(IMAGES[:40], each, axis=2) for each in range(3)]
    batches: list[Batch] = []

    def prepare_all() -> None:
        batches.extend(engine.prepare(Rows.all(each), LABELS[:40]) for each in deformed)

    thread = threading.Thread(target=prepare_all)
    thread.start()
    thread.join()

    for images, batch in zip(deformed, batches, strict=True):
        result = engine.gradient(parameters, batch, gradients)
        expect_same(
            (*result, gradients.vector),
            reference_gradient(network, images=images, labels=LABELS[:40]),
        )


def test_a_loss_of_the_whole_batch_is_computed_in_one_piece(network: Network) -> None:
    loss = BatchMaximumCrossEntropy("mean_over_entries")

    expect_same(run_gradient(network, SMALL, loss), reference_gradient(network, loss))


DROPOUT = Network((Dense(130, ReLU()), Dropout(0.5), Dense(4)), (72,))


def test_dropout_draws_the_same_numbers_for_the_same_generator_and_threads_do_not_matter() -> None:
    first = run_gradient(DROPOUT, replace(SMALL, threads=1), seed=3)
    again = run_gradient(DROPOUT, replace(SMALL, threads=4), seed=3)
    other = run_gradient(DROPOUT, replace(SMALL, threads=1), seed=4)

    np.testing.assert_array_equal(again[2], first[2])
    assert (other[2] != first[2]).any()


def test_in_one_piece_dropout_draws_what_the_reference_draws() -> None:
    parameters = parameters_of(DROPOUT)
    gradients = parameters.like()
    rng = np.random.default_rng(3)
    result = nn.gradient(DROPOUT, LOSS, parameters, inputs_of(DROPOUT), LABELS, gradients, rng)

    expect_same(run_gradient(DROPOUT, ONE_PIECE, seed=3), (*result, gradients.vector))


def test_without_a_generator_dropout_does_nothing() -> None:
    expect_same(run_gradient(DROPOUT, SMALL), reference_gradient(DROPOUT))


def test_gradients_are_replaced_not_added_to(network: Network) -> None:
    parameters = parameters_of(network)
    engine = Engine(plan_training(network, LOSS, IMAGES, None, SMALL), LOSS, np.float64)
    batch, gradients = engine.prepare(Rows.all(IMAGES), LABELS), parameters.like()
    gradients.vector.fill(np.nan)

    result = engine.gradient(parameters, batch, gradients)

    expect_same((*result, gradients.vector), reference_gradient(network))


def test_batches_of_changing_size_follow_each_other(network: Network) -> None:
    engine = Engine(plan_training(network, LOSS, IMAGES, 200, SMALL), LOSS, np.float64)
    parameters, gradients = parameters_of(network), parameters_of(network).like()
    for count in (200, 7, 100, 200, 1):
        rows = np.arange(count)
        batch = engine.prepare(Rows(IMAGES, rows), LABELS[:count])

        result = engine.gradient(parameters, batch, gradients)

        expected = reference_gradient(network, images=IMAGES[:count], labels=LABELS[:count])
        expect_same((*result, gradients.vector), expected)


def test_a_repeated_step_allocates_no_arrays() -> None:
    pytest.importorskip("numba", reason="the reference implementation makes arrays as it goes")
    network, rng = Network((Dense(300, ReLU()), Dense(10)), (50,)), np.random.default_rng(0)
    parameters, gradients = (parameters_of(network, np.float32) for _ in range(2))
    inputs, labels = rng.random((400, 50), np.float32), rng.integers(0, 10, 400)
    engine = Engine(plan_training(network, LOSS), LOSS)
    batch = Batch(ArrayInputs(inputs), labels)

    engine.gradient(parameters, batch, gradients)
    tracemalloc.start()
    engine.gradient(parameters, batch, gradients)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert peak < 400 * 10 * 4, "the smallest array of a pass is larger than all that it made"


def test_an_error_in_a_chunk_is_raised_and_the_cpus_are_free_again(network: Network) -> None:
    parameters = parameters_of(network)
    tuning = replace(SMALL, threads=3)
    engine = Engine(plan_training(network, LOSS, IMAGES, 40, tuning), LOSS, np.float64)
    labels = LABELS.copy()
    labels[250] = 4
    batch = engine.prepare(Rows(IMAGES, np.arange(COUNT)[::-1]), labels)

    with pytest.raises(SettingError, match="labels from 0 to 3, got 4"):
        engine.gradient(parameters, batch, parameters.like())
    with reserve_cpus() as free:
        assert free


@pytest.mark.parametrize(("products", "limited"), [(1, True), (1 << 40, False)])
def test_blas_keeps_to_one_thread_between_updates_where_products_with_lists_are_shared(
    products: int, limited: bool, blas_threads: Callable[[], int]
) -> None:
    pytest.importorskip("numba", reason="without numba no lists are read")
    tuning = Tuning(min_parallel_products=products)
    engine = Engine(plan_training(NETWORKS["sparse images"], LOSS, IMAGES, 40, tuning), LOSS)
    before = blas_threads()

    with engine.limit_blas():
        within = blas_threads()

    assert within == (1 if limited else before)
    assert blas_threads() == before


def test_predicting_while_another_thread_trains_is_safe(network: Network) -> None:
    parameters, stop = parameters_of(network), threading.Event()
    snapshot = parameters.copy()
    expected = outputs(network, snapshot, IMAGES, SMALL)
    engine = Engine(plan_training(network, LOSS, IMAGES, None, SMALL), LOSS, np.float64)
    batch, gradients = engine.prepare(Rows.all(IMAGES), LABELS), parameters.like()

    def train() -> None:
        while True:
            engine.gradient(parameters, batch, gradients)
            parameters.vector -= 0.1 * gradients.vector
            if stop.is_set():
                return

    thread = threading.Thread(target=train)
    thread.start()
    try:
        predictions = [outputs(network, snapshot, IMAGES, SMALL) for _ in range(50)]
    finally:
        stop.set()
        thread.join()

    for each in predictions:
        np.testing.assert_array_equal(each, expected)
    assert not np.array_equal(parameters.vector, snapshot.vector)
