"""Labeled images are checked when they are made, and say what they are."""

from typing import Any

import numpy as np
import pytest

from glassnet.data import DataError, Dataset, LabeledImages


def digits(count: int = 4, **changes: Any) -> LabeledImages:
    rng = np.random.default_rng(count)
    values: dict[str, Any] = {
        "images": rng.integers(0, 256, (count, 28, 28), np.uint8),
        "labels": np.arange(count) % 10,
        "name": "MNIST test",
    }
    return LabeledImages(**values | changes)


def test_a_split_says_what_it_is_and_how_large() -> None:
    assert str(digits(1234)) == "MNIST test (1,234)"


@pytest.mark.parametrize(
    "changes",
    [
        {"images": np.zeros((4, 28, 28))},
        {"images": np.zeros((4, 784), np.uint8)},
        {"images": np.zeros((4, 28, 0), np.uint8)},
        {"class_names": ("a",) * 10},
        {"images": np.zeros((3, 28, 28), np.uint8)},
        {"labels": np.zeros((4, 10), np.int64)},
        {"labels": np.array([0, 1, 2, 0.5])},
        {"labels": np.array(["0", "1", "2", "3"])},
        {"images": np.full((4, 28, 28), 256)},
        {"labels": np.array([0, 1, 10, 3])},
        {"labels": np.array([0, -1, 2, 3])},
        {"class_names": ("no", "yes")},
        {"writers": ("a", "b")},
        {"strokes": ()},
    ],
)
def test_what_does_not_fit_together_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(DataError, match=r"MNIST test.*: expected .*, got .*\. \w"):
        digits(**changes)


def test_nothing_is_not_a_split() -> None:
    with pytest.raises(DataError, match="at least one image"):
        digits().take(slice(0))


def test_the_error_names_the_example_with_the_wrong_label() -> None:
    with pytest.raises(DataError, match="example 2: expected a label from 0 to 9, got 10"):
        digits(labels=np.array([0, 1, 10, 3]))


def test_the_arrays_cannot_be_changed_by_accident() -> None:
    with pytest.raises(ValueError, match="read-only"):
        digits().images[0, 0, 0] = 1


def test_the_digest_is_of_the_content_only() -> None:
    assert digits().digest() == digits(name="other").digest()


@pytest.mark.parametrize("what", ["images", "labels"])
def test_the_digest_changes_with_every_byte(what: str) -> None:
    changed = getattr(digits(), what).copy()
    changed.flat[-1] ^= 1

    assert digits(**{what: changed}).digest() != digits().digest()


def test_taking_keeps_everything_together_in_the_given_order() -> None:
    original = digits(writers=tuple("abcd"), strokes=(1, 2, 3, 4))

    taken = original.take(np.array([3, 0]), "two of them")

    assert str(taken) == "two of them (2)"
    assert (taken.images == original.images[[3, 0]]).all()
    assert taken.labels.tolist() == [3, 0]
    assert (taken.writers, taken.strokes) == (("d", "a"), (4, 1))


def test_one_class_can_be_picked_out() -> None:
    only = digits(25).only(3)

    assert only.labels.tolist() == [3, 3, 3]
    assert only.name == "MNIST test, only 3"


def test_classes_are_counted_also_where_there_are_none() -> None:
    assert digits(12).counts().tolist() == [2, 2, 1, 1, 1, 1, 1, 1, 1, 1]
    assert digits(1).counts().tolist() == [1] + [0] * 9


def test_a_data_set_has_the_splits_that_it_has() -> None:
    dataset = Dataset("MNIST", train=digits(6, name="MNIST train"), test=digits(3))

    assert list(dataset.splits) == ["train", "test"]
    assert str(dataset) == "MNIST train (6) + MNIST test (3)"
    assert dataset.split("test") is dataset.test


def test_a_split_that_is_not_there_is_named_with_those_that_are() -> None:
    with pytest.raises(DataError, match=r"unknown split 'test'\. Choose from: train"):
        Dataset("mine", train=digits()).split("test")


def test_a_data_set_without_any_split_is_refused() -> None:
    with pytest.raises(DataError, match="at least one split"):
        Dataset("empty")


@pytest.mark.parametrize("shape", [(8, 8), (5, 9), (32, 32, 3)])
def test_images_have_any_shape(shape: tuple[int, ...]) -> None:
    data = digits(images=np.zeros((4, *shape), np.uint8))

    assert data.image_shape == shape
    assert data.take(slice(2)).image_shape == shape


def test_labels_are_matched_to_other_classes_by_name() -> None:
    data = digits(labels=np.array([0, 1, 1, 0]), class_names=("cat", "dog"))

    aligned = data.align(("bird", "dog", "cat"))

    assert aligned.labels.tolist() == [2, 1, 1, 2]
    assert aligned.class_names == ("bird", "dog", "cat")
    assert data.align(("cat", "dog")) is data


def test_only_classes_with_examples_have_to_be_known() -> None:
    data = digits(labels=np.ones(4, np.int64), class_names=("cat", "dog"))

    assert data.align(("bird", "dog")).labels.tolist() == [1, 1, 1, 1]
    with pytest.raises(DataError, match="examples of the classes bird, cat, got examples of dog"):
        data.align(("bird", "cat"))


def test_splits_with_other_classes_or_shapes_do_not_fit_together() -> None:
    with pytest.raises(DataError, match="the same class names in every split"):
        Dataset("mine", train=digits(), test=digits(class_names=tuple("abcdefghij")))
    with pytest.raises(DataError, match="the same image shape in every split"):
        Dataset("mine", train=digits(), test=digits(images=np.zeros((4, 8, 8), np.uint8)))


def test_classes_without_a_training_example_are_named() -> None:
    dataset = Dataset("mine", train=digits(8), test=digits(10))

    assert dataset.untrained_classes == ("8", "9")
    assert Dataset("mine", test=digits(2)).untrained_classes == ()
