"""Data that programs hand over: arrays, and data sets of PyTorch and Hugging Face."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from PIL import Image

import glassnet
from glassnet.data import DataError, Dataset, LabeledImages, load


@pytest.fixture
def digits(small_dataset: Dataset) -> LabeledImages:
    return small_dataset.split("train").take(slice(60))


def same(dataset: Dataset, digits: LabeledImages, split: str = "train") -> bool:
    found = dataset.split(split)
    names = [found.class_names[label] for label in found.labels]
    return np.array_equal(found.images, digits.images) and names == [
        str(label) for label in digits.labels
    ]


def test_arrays_are_a_data_set(digits: LabeledImages) -> None:
    assert same(load((digits.images, digits.labels)), digits)


def test_two_pairs_of_arrays_are_training_and_test(digits: LabeledImages) -> None:
    pair = (digits.images / 255, digits.labels)

    dataset = load((pair, pair))  # as keras.datasets.mnist.load_data() returns them

    assert same(dataset, digits)
    assert same(dataset, digits, "test")


def test_a_mapping_has_splits_by_name(digits: LabeledImages) -> None:
    pair = (digits.images, digits.labels)

    assert list(load({"train": pair, "valid": pair}).splits) == ["train", "validation"]


def test_tensors_and_a_data_set_of_pytorch(digits: LabeledImages) -> None:
    torch = pytest.importorskip("torch")
    images = torch.tensor(digits.images.astype(np.float32) / 255)[:, None]
    tensors = torch.utils.data.TensorDataset(images, torch.tensor(digits.labels))

    assert same(load(tensors), digits)
    assert same(load(torch.utils.data.DataLoader(tensors, batch_size=7)), digits)
    half = torch.utils.data.Subset(tensors, range(30))
    assert same(load(half), digits.take(slice(30)))
    assert same(load((images.requires_grad_(), torch.tensor(digits.labels))), digits)


class Pictures:
    """A data set as torchvision's: pairs of a picture and a number, the names of the classes, the split."""

    classes = tuple(f"{number} - {name}" for number, name in enumerate(
        ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    ))  # fmt: skip

    def __init__(self, digits: LabeledImages, train: bool) -> None:
        self.digits, self.train = digits, train

    def __len__(self) -> int:
        return len(self.digits)

    def __getitem__(self, number: int) -> tuple[Image.Image, int]:
        return Image.fromarray(self.digits.images[number]), int(self.digits.labels[number])


def test_pictures_with_class_names_as_torchvision_has_them(digits: LabeledImages) -> None:
    assert same(load(Pictures(digits, train=True)), digits)
    assert same(load(Pictures(digits, train=False)), digits, "test")
    both = load({"train": Pictures(digits, True), "test": Pictures(digits, False)})
    assert both.class_names == tuple("0123456789")


def test_a_data_set_of_hugging_face(digits: LabeledImages) -> None:
    datasets = pytest.importorskip("datasets")
    features = datasets.Features(
        {"image": datasets.Image(), "label": datasets.ClassLabel(names=list("0123456789"))}
    )
    rows = {
        "image": [Image.fromarray(image) for image in digits.images],
        "label": digits.labels.tolist(),
    }
    train = datasets.Dataset.from_dict(rows, features=features)

    assert same(load(train), digits)
    assert list(load(datasets.DatasetDict(train=train, test=train)).splits) == ["train", "test"]


@pytest.mark.parametrize(
    "change",
    [
        lambda digits: (digits.images.tolist(), digits.labels.tolist()),
        lambda digits: {"images": digits.images, "labels": digits.labels},
        lambda digits: {"x_train": digits.images, "y_train": digits.labels, "DESCR": "text"},
    ],
    ids=["lists", "arrays by name", "as np.load gives them"],
)
def test_lists_and_named_arrays_are_taken(
    digits: LabeledImages, change: Callable[[LabeledImages], Any]
) -> None:
    assert same(load(change(digits)), digits)


def test_a_network_is_trained_and_measured_on_them(digits: LabeledImages) -> None:
    pair = (digits.images, digits.labels)

    model = glassnet.train("tiny", pair, epochs=1, validation=0)

    assert glassnet.evaluate(model, pair).data.images.shape == (60, 28, 28)


@pytest.mark.parametrize(
    ("source", "message"),
    [
        (5, "a name, a path"),
        (None, "a name, a path"),
        ([], "a name, a path"),
        ((np.zeros((3, 4, 4)), np.zeros(2)), "3 labels"),
        ((np.full((3, 4, 4), -0.4), np.zeros(3)), "pixels from 0 to 255, or from 0 to 1"),
        ([np.zeros((4, 4))] * 3, r"item 0: expected \(image, label\)"),
        ([(np.zeros((4, 4)), 0), (np.zeros((5, 4)), 1)], "images of one size, got 2 sizes"),
    ],
)
def test_other_objects_are_refused(source: Any, message: str) -> None:
    with pytest.raises(DataError, match=message):
        load(source)
