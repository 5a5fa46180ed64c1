"""Block by block, every example comes once an epoch, in an order of (seed, epoch)."""

from typing import Any

import numpy as np
import pytest

from glassnet.data.example_store import MemoryExamples
from glassnet.data.labeled_images import Dataset
from glassnet.data.streamed_images import stream
from glassnet.errors import SettingError
from glassnet.nn import GradientDescent
from glassnet.recipes import STANDARD
from glassnet.training import TrainingState, prepare, train
from glassnet.training.batches import batches_for
from glassnet.training.blocks import EXAMPLES_IN_RUN, RUNS_IN_BLOCK, Blocks

BLOCK = EXAMPLES_IN_RUN * RUNS_IN_BLOCK
RECIPE = STANDARD.with_changes(batch_size=64, order="blocks", validation=0, epochs=3)


def store(count: int) -> MemoryExamples:
    labels = np.arange(count)
    images: Any = labels.reshape(-1, 1, 1)  # numbers, to know each example by
    return MemoryExamples(images, labels)


@pytest.mark.parametrize("count", [1, 256, 257, BLOCK, BLOCK + 1, 3 * BLOCK + 1000])
def test_every_example_comes_once_an_epoch(count: int) -> None:
    blocks = Blocks(store(count), seed=2)

    parts = [blocks.read(1, start, start + 1000) for start in range(0, count, 1000)]

    labels = np.concatenate([labels for _, labels in parts])
    assert sorted(labels.tolist()) == list(range(count))
    for images, own in parts:
        np.testing.assert_array_equal(images.ravel(), own)


def test_any_part_is_read_without_the_ones_before() -> None:
    count = 2 * BLOCK + 300
    whole = Blocks(store(count), seed=0).read(4, 0, count)[1]

    for start, stop in ((0, 64), (BLOCK - 10, BLOCK + 10), (count - 5, count + 50)):
        part = Blocks(store(count), seed=0).read(4, start, stop)[1]
        np.testing.assert_array_equal(part, whole[start:stop])


def test_the_order_is_a_function_of_seed_and_epoch() -> None:
    count = 3 * BLOCK
    orders = [
        Blocks(store(count), seed).read(epoch, 0, count)[1].tobytes()
        for seed, epoch in ((0, 0), (0, 0), (0, 1), (1, 0))
    ]

    assert orders[0] == orders[1]
    assert len(set(orders)) == 3


def test_neighbors_in_a_file_are_spread_over_a_block() -> None:
    count = 4 * BLOCK
    first = Blocks(store(count), seed=0).read(0, 0, 128)[1]

    assert len(set((first // EXAMPLES_IN_RUN).tolist())) > 40


def test_streamed_and_stored_examples_make_the_same_batches(small_dataset: Dataset) -> None:
    train_split = small_dataset.split("train")
    recipe = RECIPE.resolve(10, (28, 28))
    streamed = stream(MemoryExamples(train_split.images, train_split.labels), "streamed")

    stored, read = batches_for(recipe, train_split), batches_for(recipe, streamed)

    assert stored.steps_per_epoch == read.steps_per_epoch
    for index in range(read.steps_per_epoch):
        (rows, labels), (own_rows, own_labels) = stored.batch(1, index), read.batch(1, index)
        np.testing.assert_array_equal(rows.images, own_rows.images)
        np.testing.assert_array_equal(labels, own_labels)


def test_a_training_that_is_stopped_and_resumed_has_the_same_bits(small_dataset: Dataset) -> None:
    dataset = prepare(RECIPE, small_dataset)
    recipe = RECIPE.resolve(10, (28, 28))
    whole = TrainingState.begin(recipe)
    list(train(recipe, dataset, whole))

    state = TrainingState.begin(recipe)
    for _ in train(recipe, dataset, state):
        if state.step == 10:
            break
    arrays = {name: each.copy() for name, each in state.arrays().items()}
    resumed = TrainingState.begin(recipe)
    resumed.restore(arrays, state.counters())
    list(train(recipe, dataset, resumed))

    assert state.step == 10
    np.testing.assert_array_equal(resumed.parameters.vector, whole.parameters.vector)


@pytest.mark.parametrize(
    "changes",
    [
        {"batch_size": "full"},
        {"shards": 4},
        {"update": "during_backward", "optimizer": GradientDescent()},
    ],
)
def test_what_needs_all_examples_at_once_is_refused(changes: dict[str, object]) -> None:
    with pytest.raises(SettingError, match='order = "blocks"'):
        RECIPE.with_changes(**changes)
