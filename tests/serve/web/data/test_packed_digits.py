"""Labeled images packed by Python, unpacked by the page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pytest

from glassnet.data import LabeledImages
from glassnet.data.simulated import simulate
from glassnet.errors import SettingError
from glassnet.serve.packed_digits import pack_digits, pack_half_bytes

Read = Callable[..., dict[str, Any]]
LICENSE = "CC0-1.0"


@pytest.fixture(scope="module")
def digits() -> LabeledImages:
    return simulate(np.random.default_rng(7), 300)


@pytest.mark.parametrize(("bits", "error"), [(8, 0), (4, 8)])
def test_what_was_packed_is_read(
    read: Read, digits: LabeledImages, bits: Literal[4, 8], error: int
) -> None:
    page = read("packed", pack_digits(digits, LICENSE, bits=bits))

    assert (page["name"], page["license"], page["count"]) == ("simulated ink", LICENSE, 300)
    assert (page["shape"], tuple(page["classNames"])) == ([28, 28], digits.class_names)
    assert (page["labels"] == digits.labels).all()
    difference = page["images"].reshape(digits.images.shape).astype(int) - digits.images
    assert np.abs(difference).max() <= error


def test_names_of_classes_survive_and_sixteen_levels_lose_nothing(read: Read) -> None:
    rng = np.random.default_rng(1)
    images = 17 * rng.integers(0, 16, (3, 28, 28)).astype(np.uint8)
    letters = LabeledImages(images, np.array([2, 0, 1]), "Buchstaben", ("ä", "ö", "no letter"))

    page = read("packed", pack_digits(letters, LICENSE))

    assert page["classNames"] == ["ä", "ö", "no letter"]
    assert (page["images"].reshape(images.shape) == images).all()


def test_one_image_of_the_set_can_be_taken(read: Read, digits: LabeledImages) -> None:
    page = read("thirdImage", pack_digits(digits, LICENSE, bits=8))

    assert (page["values"].reshape(28, 28) == digits.images[2]).all()


def test_black_and_full_ink_stay_what_they_are(read: Read, digits: LabeledImages) -> None:
    page = read("packed", pack_digits(digits, LICENSE))

    assert (page["images"].reshape(digits.images.shape)[digits.images == 255] == 255).all()
    assert not page["images"].reshape(digits.images.shape)[digits.images == 0].any()


def test_thousands_of_digits_take_well_below_two_megabytes() -> None:
    packed = pack_digits(simulate(np.random.default_rng(8), 4_000), LICENSE)

    assert len(packed) < 500_000


@pytest.mark.parametrize(
    "damage",
    [
        lambda packed: b"",
        lambda packed: b"GLASSET9" + packed[8:],
        lambda packed: packed[:-20],
        lambda packed: packed[:20] + b"\xff" + packed[21:],
        lambda packed: packed[:-300] + bytes(10) + packed[-290:],
        lambda packed: packed.replace(b'"count": 300', b'"count": 301'),
        lambda packed: packed.replace(b'"bits": 4', b'"bits": 8'),
    ],
)
def test_a_damaged_file_is_refused_in_words(
    read: Read, digits: LabeledImages, damage: Callable[[bytes], bytes]
) -> None:
    page = read("packed", damage(pack_digits(digits, LICENSE)))

    assert page["kind"] == "DataError"
    assert "xpected" in page["error"]


def test_more_classes_than_a_byte_counts_are_refused(digits: LabeledImages) -> None:
    names = tuple(str(number) for number in range(257))

    with pytest.raises(SettingError, match="at most 256 classes, got 257"):
        pack_digits(replace(digits, class_names=names), LICENSE)


def test_an_odd_number_of_pixels_fills_the_last_byte_with_black() -> None:
    assert pack_half_bytes(np.array([[0, 17, 255]], np.uint8)) == b"\x01\xf0"
