"""Batches are a pure function of seed, epoch and number."""

import threading
from typing import Any

import numpy as np
import pytest
from glassnet.nn.lit import LitImages, multiply
from glassnet.training.feeds import MiniBatches, feed_for

from glassnet.data.augmentation import Augmentation, augment
from glassnet.data.labeled_images import Dataset
from glassnet.nn import Dense, Flatten
from glassnet.recipes import STANDARD

RECIPE = STANDARD.with_changes(batch_size=64).resolve(10, (28, 28))


def test_an_epoch_visits_every_example_once(small_dataset: Dataset) -> None:
    feed = feed_for(RECIPE, small_dataset.split("train"))

    seen = np.concatenate(
        [feed.batch(0, i)[0].whole().sum(axis=1) for i in range(feed.steps_per_epoch)]
    )

    expected = small_dataset.split("train").images.reshape(400, -1).sum(axis=1) / 255
    np.testing.assert_allclose(np.sort(seen), np.sort(expected), rtol=1e-5)


def test_the_last_batch_holds_what_is_left(small_dataset: Dataset) -> None:
    feed = feed_for(RECIPE, small_dataset.split("train"))

    assert feed.steps_per_epoch == 7
    assert len(feed.batch(0, 6)[1]) == 400 - 6 * 64


def test_batches_can_be_asked_for_in_any_order(small_dataset: Dataset) -> None:
    feed, other = (feed_for(RECIPE, small_dataset.split("train")) for _ in range(2))
    other.batch(0, 0)

    np.testing.assert_array_equal(feed.batch(3, 2)[0].whole(), other.batch(3, 2)[0].whole())


def test_file_order_is_the_order_of_the_file(small_dataset: Dataset) -> None:
    feed = feed_for(RECIPE.with_changes(order="file"), small_dataset.split("train"))

    np.testing.assert_array_equal(feed.batch(1, 0)[1], small_dataset.split("train").labels[:64])


def test_a_full_batch_is_everything_at_once(small_dataset: Dataset) -> None:
    train = small_dataset.split("train")
    feed = feed_for(RECIPE.with_changes(batch_size="full"), train)
    inputs, labels = feed.batch(3, 0)

    assert feed.steps_per_epoch == 1
    np.testing.assert_array_equal(labels, train.labels)
    np.testing.assert_allclose(inputs.whole(), train.images.reshape(400, -1) / 255, rtol=1e-6)


def test_inputs_take_the_shape_of_the_network(small_dataset: Dataset) -> None:
    recipe = RECIPE.with_changes(layers=(Flatten(), Dense(10)), input_shape=(28, 28, 1))

    assert feed_for(recipe, small_dataset.split("train")).batch(0, 0)[0].whole().shape == (
        64,
        28,
        28,
        1,
    )


@pytest.mark.parametrize("size", [1, 7, 400, 1000])
def test_any_batch_size_will_do(size: int, small_dataset: Dataset) -> None:
    feed = feed_for(RECIPE.with_changes(batch_size=size), small_dataset.split("train"))

    assert isinstance(feed, MiniBatches)
    assert sum(len(feed.batch(0, i)[1]) for i in range(feed.steps_per_epoch)) == 400


@pytest.mark.parametrize("units", [10, 800])
def test_batches_for_a_dense_layer_are_lists_of_the_same_images(
    units: int, small_dataset: Dataset
) -> None:
    feed = feed_for(RECIPE.with_changes(layers=(Dense(units),)), small_dataset.split("train"))
    for batch, labels in (feed.batch(0, 2), feed.batch(1, 6)):
        sums = np.empty((len(labels), 1), np.float32)
        lists = batch.read()
        multiply(lists, np.ones((784, 1), np.float32), sums)

        np.testing.assert_allclose(sums[:, 0], batch.whole().sum(axis=1), rtol=1e-5)


@pytest.mark.parametrize("augmentation", [None, Augmentation()])
def test_lists_are_known_to_be_learnt_from(
    augmentation: Augmentation | None, small_dataset: Dataset
) -> None:
    pytest.importorskip("numba", reason="lists are for compiled kernels")
    recipe = RECIPE.with_changes(layers=(Dense(800),), augmentation=augmentation)
    lists = feed_for(recipe, small_dataset.split("train")).batch(0, 0)[0].read()

    assert isinstance(lists, LitImages)
    assert lists.to_learn


@pytest.mark.parametrize(("size", "units", "shared"), [(128, 128, False), (128, 800, True)])
def test_large_products_with_lists_are_shared(
    size: int, units: int, shared: bool, small_dataset: Dataset
) -> None:
    pytest.importorskip("numba", reason="lists are for compiled kernels")
    recipe = RECIPE.with_changes(layers=(Dense(units),), batch_size=size)

    assert feed_for(recipe, small_dataset.split("train")).shared_lists == shared


DEFORMED = RECIPE.with_changes(augmentation=Augmentation())


def test_augmented_batches_are_the_examples_of_the_epoch_deformed(small_dataset: Dataset) -> None:
    train = small_dataset.split("train")
    plain, deformed = (feed_for(each, train).batch(1, 2) for each in (RECIPE, DEFORMED))

    np.testing.assert_array_equal(deformed[1], plain[1])
    distance = abs(deformed[0].whole() - plain[0].whole()).mean(axis=1)
    assert (distance > 0.005).mean() > 0.95
    # What is deformed still looks more like itself than like the others.
    assert distance.mean() < 0.7 * abs(plain[0].whole() - plain[0].whole()[::-1]).mean()


def test_the_next_batch_is_deformed_in_another_thread(
    small_dataset: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads = []

    def noting(*given: Any) -> Any:
        threads.append(threading.current_thread())
        return augment(*given)

    monkeypatch.setattr("glassnet.data.augmentation.augment", noting)
    feed = feed_for(DEFORMED, small_dataset.split("train"))
    feed.batch(0, 0)
    feed.batch(0, 1)

    assert threads[0] is threading.current_thread()
    assert threads[1] is not threading.current_thread()


def test_an_image_is_deformed_anew_in_every_epoch_and_batch(small_dataset: Dataset) -> None:
    same = small_dataset.split("train").take(np.zeros(128, np.int64))
    feed = feed_for(DEFORMED, same)

    batches = [feed.batch(epoch, index)[0].whole() for epoch in (0, 1) for index in (0, 1)]

    assert len({batch.tobytes() for batch in batches}) == 4
    assert len({row.tobytes() for row in batches[0]}) > 60


def test_augmented_batches_can_be_asked_for_in_any_order(small_dataset: Dataset) -> None:
    feed, other = (feed_for(DEFORMED, small_dataset.split("train")) for _ in range(2))
    other.batch(0, 0)

    np.testing.assert_array_equal(feed.batch(3, 2)[0].whole(), other.batch(3, 2)[0].whole())
