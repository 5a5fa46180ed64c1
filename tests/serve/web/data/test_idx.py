"""IDX files written by Python, read by the page."""

from __future__ import annotations

import gzip
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from glassnet.data.formats.idx import idx_bytes, read_images, read_labels

Read = Callable[..., dict[str, Any]]
IMAGES = np.random.default_rng(3).integers(0, 256, (5, 28, 28)).astype(np.uint8)
LABELS = np.array([3, 1, 4, 1, 5], np.uint8)


@pytest.mark.parametrize(
    "array", [LABELS, IMAGES, IMAGES[:, :7, :9], np.empty((0, 28, 28), np.uint8)]
)
@pytest.mark.parametrize("encode", [bytes, gzip.compress])
def test_arrays_of_any_shape_are_read(
    read: Read, array: Any, encode: Callable[[bytes], bytes]
) -> None:
    page = read("idx", encode(idx_bytes(array)))

    assert page["shape"] == list(array.shape)
    assert (page["values"] == array.reshape(-1)).all()


def test_images_and_labels_are_read_as_one_set(read: Read) -> None:
    page = read("labeledIdx", idx_bytes(IMAGES), gzip.compress(idx_bytes(LABELS)))

    assert (page["name"], page["count"], page["shape"]) == ("MNIST test", 5, [28, 28])
    assert page["classNames"] == list("0123456789")
    assert (page["images"] == IMAGES.reshape(-1)).all()
    assert (page["labels"] == LABELS).all()


def test_the_files_of_mnist_are_read_as_python_reads_them(read: Read, mnist_folder: Path) -> None:
    images, labels = (
        next(mnist_folder.glob(pattern)) for pattern in ("t10k-images*", "t10k-labels*")
    )

    page = read("labeledIdx", images.read_bytes(), labels.read_bytes())

    assert page["count"] == 10_000
    assert (page["images"] == read_images(images).reshape(-1)).all()
    assert (page["labels"] == read_labels(labels)).all()


@pytest.mark.parametrize(
    "damaged",
    [
        b"",
        b"\x00\x00\x08",
        b"\x00\x00\x0d\x01\x00\x00\x00\x01x",
        idx_bytes(IMAGES)[:-1],
        idx_bytes(IMAGES) + b"x",
        idx_bytes(IMAGES)[:9],
        gzip.compress(idx_bytes(IMAGES))[:-50],
    ],
)
def test_a_damaged_file_is_refused_in_words(read: Read, damaged: bytes) -> None:
    page = read("idx", damaged)

    assert page["kind"] == "DataError"
    assert "xpected" in page["error"]


@pytest.mark.parametrize(
    ("images", "labels"),
    [(IMAGES, LABELS[:4]), (LABELS, IMAGES), (IMAGES, np.full(5, 10, np.uint8))],
)
def test_files_that_do_not_belong_together_are_refused(
    read: Read, images: Any, labels: Any
) -> None:
    page = read("labeledIdx", idx_bytes(images), idx_bytes(labels))

    assert page["kind"] == "DataError"
    assert page["error"].startswith("MNIST test")
