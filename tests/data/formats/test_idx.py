"""An IDX file is read exactly or refused, with the offset of what is wrong."""

import gzip
import struct
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from glassnet.data import DataError
from glassnet.data.formats.idx import read_idx, read_images, read_labels, to_idx_bytes, write_idx

SMALL = np.arange(12, dtype=np.uint8).reshape(3, 2, 2)


@given(arrays(np.uint8, array_shapes(min_dims=1, max_dims=3)), st.sampled_from(["a", "a.gz"]))
def test_what_is_written_is_read(array: np.ndarray, name: str) -> None:
    content = to_idx_bytes(array)

    assert np.array_equal(read_idx(gzip.compress(content) if name == "a.gz" else content), array)


@pytest.mark.parametrize("name", ["images", "images.gz"])
def test_a_file_is_written_and_read_gzip_or_not(tmp_path: Path, name: str) -> None:
    write_idx(tmp_path / name, SMALL)

    assert np.array_equal(read_idx(tmp_path / name), SMALL)
    assert ((tmp_path / name).read_bytes()[:2] == b"\x1f\x8b") == name.endswith("gz")


@pytest.mark.parametrize("pack", [bytes, gzip.compress])
def test_every_truncation_is_refused(pack: type[bytes]) -> None:
    content = pack(to_idx_bytes(SMALL))

    for length in range(len(content)):
        with pytest.raises(DataError):
            read_idx(content[:length])


def test_every_flipped_bit_of_the_header_is_refused() -> None:
    content = to_idx_bytes(SMALL)

    for bit in range(8 * 16):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        with pytest.raises(DataError):
            read_idx(bytes(flipped))


def test_a_flipped_bit_in_a_gzip_file_gives_the_same_data_or_an_error() -> None:
    content = gzip.compress(to_idx_bytes(SMALL))

    for bit in range(8 * len(content)):
        flipped = bytearray(content)
        flipped[bit // 8] ^= 1 << bit % 8
        try:
            read = read_idx(bytes(flipped))
        except DataError:
            continue
        assert np.array_equal(read, SMALL)


@given(st.binary(max_size=60))
def test_any_bytes_at_all_are_read_or_refused_cleanly(content: bytes) -> None:
    for packed in (content, bytes((0, 0, 8)) + content, gzip.compress(content)):
        try:
            array = read_idx(packed)
        except DataError:
            continue
        assert array.dtype == np.uint8


def header(*sizes: int) -> bytes:
    return struct.pack(f">3xB{len(sizes)}I", len(sizes), *sizes).replace(b"\0\0\0", b"\0\0\x08", 1)


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "byte 0: expected the magic number .*got an empty file"),
        (b"\x00\x00\x0d\x01", "byte 0: expected the magic number .*got 00 00 0d 01"),
        (b"<!DOCTYPE html>", "byte 0: expected the magic number .*got a web page"),
        (header(3)[:6], "byte 6: expected a header of 8 bytes"),
        (header(3) + b"ab", "byte 10: expected 3 bytes of data, got the end after 2"),
        (header(99) + b"ab", "byte 4: expected at most 10 bytes of data"),
        (header(3) + b"abcd", "byte 11: expected the end of the file, got more"),
    ],
)
def test_the_error_says_where_and_what(content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=message):
        read_idx(content)


def test_the_error_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "train-images-idx3-ubyte"
    path.write_bytes(b"nonsense")

    with pytest.raises(DataError, match="train-images-idx3-ubyte, byte 0"):
        read_idx(path)


def test_a_header_that_promises_more_than_the_file_can_hold_allocates_nothing() -> None:
    for content in (header(60_000, 28, 28), gzip.compress(header(60_000, 28, 28))):
        with pytest.raises(DataError, match="byte 4: expected at most"):
            read_idx(content)


def test_a_gzip_bomb_is_stopped_at_the_size_that_its_header_gives() -> None:
    bomb = gzip.compress(header(2, 28, 28) + bytes(50 << 20))

    with pytest.raises(DataError, match="the end of the file"):
        read_idx(bomb)


def test_no_file_is_larger_than_agreed() -> None:
    with pytest.raises(DataError, match="at most 11 bytes"):
        read_idx(to_idx_bytes(SMALL), max_bytes=11)


def test_images_have_any_height_and_width() -> None:
    assert read_images(to_idx_bytes(np.zeros((2, 28, 28), np.uint8))).shape == (2, 28, 28)
    assert read_images(to_idx_bytes(SMALL)).shape == (3, 2, 2)
    with pytest.raises(DataError, match=r"three dimensions, for images .*got sizes \(3,\)"):
        read_images(to_idx_bytes(SMALL[:, 0, 0]))


def test_labels_are_one_number_each() -> None:
    labels = read_labels(to_idx_bytes(np.array([3, 61], np.uint8)))

    assert labels.dtype == np.int64
    assert labels.tolist() == [3, 61]
    with pytest.raises(DataError, match="one dimension, for labels"):
        read_labels(to_idx_bytes(SMALL))


def test_only_bytes_are_written() -> None:
    with pytest.raises(DataError, match="unsigned bytes, got int64"):
        to_idx_bytes(np.arange(3))  # pyright: ignore[reportArgumentType] # wrong on purpose
