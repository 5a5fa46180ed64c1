"""Batches are a pure function of seed, epoch and number."""

import threading

import numpy as np
import pytest

from glassnet.data.augmentation import Augmentation
from glassnet.data.labeled_images import Dataset
from glassnet.nn import Array, Dense, Flatten, LastEpochs
from glassnet.recipes import STANDARD
from glassnet.training.batches import (
    Batches,
    Prefetcher,
    StoredBatches,
    batch_size_of,
    batches_for,
    epoch_order,
)

RECIPE = STANDARD.with_changes(batch_size=64, augmentation=None).resolve(10, (28, 28))


def inputs_of(batches: Batches, epoch: int, index: int) -> Array:
    """The images of a batch in 0..1, `(batch, 784)`."""
    return batches.batch(epoch, index)[0].scale(np.float64, (784,))


def test_an_epoch_visits_every_example_once(small_dataset: Dataset) -> None:
    batches = batches_for(RECIPE, small_dataset.split("train"))

    seen = np.concatenate(
        [inputs_of(batches, 0, i).sum(axis=1) for i in range(batches.steps_per_epoch)]
    )

    expected = small_dataset.split("train").images.reshape(400, -1).sum(axis=1) / 255
    np.testing.assert_allclose(np.sort(seen), np.sort(expected), rtol=1e-12)


def test_every_image_keeps_its_label(small_dataset: Dataset) -> None:
    train = small_dataset.split("train")
    rows, labels = batches_for(RECIPE, train).batch(2, 3)

    np.testing.assert_array_equal(labels, train.labels[rows.order])
    np.testing.assert_array_equal(rows.images, train.images)


def test_the_order_of_an_epoch_is_a_function_of_seed_and_epoch() -> None:
    orders = [
        epoch_order(seed, epoch, 50).tolist() for seed, epoch in ((0, 0), (0, 0), (0, 1), (1, 0))
    ]

    assert orders[0] == orders[1]
    assert len({tuple(order) for order in orders}) == 3
    assert sorted(orders[0]) == list(range(50))
    assert epoch_order(0, 3, 5, shuffled=False).tolist() == [0, 1, 2, 3, 4]


def test_the_last_batch_holds_what_is_left(small_dataset: Dataset) -> None:
    batches = batches_for(RECIPE, small_dataset.split("train"))

    assert batches.steps_per_epoch == 7
    assert len(batches.batch(0, 6)[1]) == 400 - 6 * 64


def test_batches_can_be_asked_for_in_any_order(small_dataset: Dataset) -> None:
    batches, other = (batches_for(RECIPE, small_dataset.split("train")) for _ in range(2))
    other.batch(0, 0)

    np.testing.assert_array_equal(inputs_of(batches, 3, 2), inputs_of(other, 3, 2))


def test_file_order_is_the_order_of_the_file(small_dataset: Dataset) -> None:
    batches = batches_for(RECIPE.with_changes(order="file"), small_dataset.split("train"))

    np.testing.assert_array_equal(batches.batch(1, 0)[1], small_dataset.split("train").labels[:64])


def test_a_full_batch_is_all_examples_and_the_same_in_every_epoch(small_dataset: Dataset) -> None:
    train = small_dataset.split("train")
    batches = batches_for(RECIPE.with_changes(batch_size="full"), train)
    rows, labels = batches.batch(3, 0)

    assert batches.steps_per_epoch == 1
    np.testing.assert_array_equal(labels, train.labels)
    np.testing.assert_array_equal(inputs_of(batches, 3, 0), train.images.reshape(400, -1) / 255)
    assert batches.batch(4, 0)[0] is rows


def test_rows_take_the_shape_of_the_network(small_dataset: Dataset) -> None:
    recipe = RECIPE.with_changes(layers=(Flatten(), Dense(10)), input_shape=(28, 28, 1))
    rows, _ = batches_for(recipe, small_dataset.split("train")).batch(0, 0)

    assert rows.scale(np.float32, recipe.network.input_shape).shape == (64, 28, 28, 1)


@pytest.mark.parametrize("size", [1, 7, 400, 1000, "full"])
def test_any_batch_size_is_taken(size, small_dataset: Dataset) -> None:
    recipe = RECIPE.with_changes(batch_size=size)
    batches = batches_for(recipe, small_dataset.split("train"))

    assert type(batches) is StoredBatches
    assert sum(len(batches.batch(0, i)[1]) for i in range(batches.steps_per_epoch)) == 400
    assert (
        batches.batch_size
        == batch_size_of(recipe, 400)
        == min(400, 400 if size == "full" else size)
    )


DEFORMED = RECIPE.with_changes(augmentation=Augmentation())


def test_augmented_batches_are_the_examples_of_the_epoch_deformed(small_dataset: Dataset) -> None:
    train = small_dataset.split("train")
    stored, deformed = (batches_for(each, train) for each in (RECIPE, DEFORMED))
    before, after = inputs_of(stored, 1, 2), inputs_of(deformed, 1, 2)

    np.testing.assert_array_equal(deformed.batch(1, 2)[1], stored.batch(1, 2)[1])
    distance = abs(after - before).mean(axis=1)
    assert (distance > 0.005).mean() > 0.95
    # A deformed image is still closer to its original than to the others.
    assert distance.mean() < 0.7 * abs(before - before[::-1]).mean()


def test_an_image_is_deformed_differently_in_every_epoch_and_batch(small_dataset: Dataset) -> None:
    same = small_dataset.split("train").take(np.zeros(128, np.int64))
    batches = batches_for(DEFORMED, same)

    found = [inputs_of(batches, epoch, index) for epoch in (0, 1) for index in (0, 1)]

    assert len({batch.tobytes() for batch in found}) == 4
    assert len({row.tobytes() for row in found[0]}) > 60


def test_augmented_batches_can_be_asked_for_in_any_order(small_dataset: Dataset) -> None:
    batches, other = (batches_for(DEFORMED, small_dataset.split("train")) for _ in range(2))
    other.batch(0, 0)

    np.testing.assert_array_equal(inputs_of(batches, 3, 2), inputs_of(other, 3, 2))


def test_the_strength_of_the_augmentation_follows_its_schedule(small_dataset: Dataset) -> None:
    weaker = Augmentation(strength=LastEpochs(1, after=0.0))
    recipe = RECIPE.with_changes(augmentation=weaker, epochs=3)
    train = small_dataset.split("train")
    stored, deformed = (batches_for(each, train) for each in (RECIPE, recipe))

    distances = [
        abs(inputs_of(deformed, epoch, 0) - inputs_of(stored, epoch, 0)).mean() for epoch in (1, 2)
    ]

    assert distances[1] < 0.2 * distances[0]


def test_the_next_batch_is_made_in_another_thread() -> None:
    made: list[tuple[tuple[int, int], threading.Thread]] = []

    def make(epoch: int, index: int) -> tuple[int, int]:
        made.append(((epoch, index), threading.current_thread()))
        return epoch, index

    prefetcher = Prefetcher(make, steps_per_epoch=2)
    batches = [prefetcher.batch(*each) for each in ((0, 0), (0, 1), (1, 0))]

    assert batches == [(0, 0), (0, 1), (1, 0)]
    threads = dict(made)
    assert threads[0, 0] is threading.current_thread()
    assert threads[0, 1] is not threading.current_thread()
    assert threads[1, 0] is not threading.current_thread()
    assert [batch for batch, _ in made][:3] == batches


def test_a_batch_that_was_not_expected_is_made_at_once() -> None:
    prefetcher = Prefetcher(lambda epoch, index: (epoch, index), steps_per_epoch=5)

    assert [prefetcher.batch(*each) for each in ((0, 0), (3, 2), (3, 3))] == [
        (0, 0),
        (3, 2),
        (3, 3),
    ]


def test_an_error_in_the_other_thread_is_raised_when_its_batch_is_asked_for() -> None:
    prefetcher = Prefetcher(lambda epoch, index: 1 // (index - 1), steps_per_epoch=5)
    prefetcher.batch(0, 0)

    with pytest.raises(ZeroDivisionError):
        prefetcher.batch(0, 1)
