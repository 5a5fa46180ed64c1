"""Streamed images are those of the files, and only the parts that are asked for are in memory."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from glassnet.data import load
from glassnet.data.errors import DataError, UnknownSource
from glassnet.data.example_store import Joined, MemoryExamples, Remaining
from glassnet.data.formats.idx import write_idx
from glassnet.data.formats.stored_array import open_array
from glassnet.data.labeled_images import LabeledImages
from glassnet.data.simulated import simulate
from glassnet.data.splits import hold_out
from glassnet.data.streamed_images import StreamedImages, stream
from glassnet.data.streaming import can_stream, open_streamed, should_stream

COUNT = 600


@pytest.fixture(scope="module")
def digits() -> LabeledImages:
    return simulate(np.random.default_rng(1), COUNT)


def write_arrays(folder: Path, digits: LabeledImages) -> Path:
    np.save(folder / "x_train.npy", digits.images)
    np.save(folder / "y_train.npy", digits.labels.astype(np.uint8))
    return folder


def write_idx_files(folder: Path, digits: LabeledImages) -> Path:
    write_idx(folder / "train-images-idx3-ubyte", digits.images)
    write_idx(folder / "train-labels-idx1-ubyte", digits.labels.astype(np.uint8))
    return folder


def write_parquet(folder: Path, digits: LabeledImages) -> Path:
    arrow = pytest.importorskip("pyarrow", reason="parquet needs pyarrow")
    from pyarrow import parquet

    rows = digits.images.reshape(len(digits), -1)
    table = arrow.table({"image": list(rows), "label": digits.labels})
    parquet.write_table(table, folder / "train.parquet")
    return folder / "train.parquet"


@pytest.fixture(autouse=True)
def own_cache(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.mark.parametrize("write", [write_arrays, write_idx_files, write_parquet])
def test_streamed_and_loaded_examples_are_the_same(
    write: Callable[[Path, LabeledImages], Path], digits: LabeledImages, tmp_path: Path
) -> None:
    source = str(write(tmp_path, digits))

    streamed, loaded = open_streamed(source).split("train"), load(source).split("train")

    assert isinstance(streamed, StreamedImages)
    assert len(streamed) == len(loaded) == COUNT
    assert streamed.digest() == loaded.digest()
    assert streamed.class_names == loaded.class_names
    np.testing.assert_array_equal(streamed.counts(), loaded.counts())
    rows = np.array([5, 599, 0, 5, 311])
    np.testing.assert_array_equal(streamed.take(rows).images, loaded.images[rows])
    np.testing.assert_array_equal(streamed.take(rows).labels, loaded.labels[rows])
    np.testing.assert_array_equal(streamed.only(3).images, loaded.only(3).images)


def test_labels_with_gaps_are_classes_in_ascending_order(
    digits: LabeledImages, tmp_path: Path
) -> None:
    np.save(tmp_path / "x_train.npy", digits.images)
    np.save(tmp_path / "y_train.npy", digits.labels * 10)

    streamed = open_streamed(str(tmp_path)).split("train")

    assert streamed.class_names == tuple(str(10 * each) for each in range(10))
    np.testing.assert_array_equal(streamed.take(slice(None)).labels, digits.labels)


def test_a_test_split_is_in_memory(digits: LabeledImages, tmp_path: Path) -> None:
    write_arrays(tmp_path, digits)
    np.save(tmp_path / "x_test.npy", digits.images[:50])
    np.save(tmp_path / "y_test.npy", digits.labels[:50])

    test = open_streamed(str(tmp_path)).split("test")

    assert not isinstance(test, StreamedImages)
    np.testing.assert_array_equal(test.images, digits.images[:50])


def test_what_is_held_out_is_not_trained_on(digits: LabeledImages) -> None:
    whole = stream(MemoryExamples(digits.images, digits.labels), "digits train")

    rest, held = hold_out(whole, 100, seed=3)

    assert isinstance(rest, StreamedImages)
    assert (len(rest), len(held), held.name) == (COUNT - 100, 100, "digits validation")
    together = np.concatenate([rest.take(slice(None)).images, held.images])
    assert sorted(map(bytes, together)) == sorted(map(bytes, digits.images))
    again, same = hold_out(whole, 100, seed=3)
    assert (again.digest(), same.digest()) == (rest.digest(), held.digest())


def numbered(labels: NDArray[np.int64]) -> MemoryExamples:
    """Images of one pixel that are the same as their labels."""
    return MemoryExamples(labels.astype(np.uint8)[:, None, None], labels)


@pytest.mark.parametrize("left_out", [[0], [5, 6, 7, 99], [0, 1, 2, 50, 98, 99], []])
def test_any_part_of_what_remains_can_be_read(left_out: list[int]) -> None:
    labels = np.arange(100)
    store = Remaining(numbered(labels), np.array(left_out, np.int64))
    kept = np.delete(labels, left_out)

    for start, stop in ((0, 1), (0, len(kept)), (4, 9), (40, 60), (len(kept) - 1, len(kept) + 5)):
        np.testing.assert_array_equal(store.read_labels(start, stop), kept[start:stop])
        np.testing.assert_array_equal(store.read_images(start, stop).ravel(), kept[start:stop])


def test_joined_stores_are_read_across_their_border() -> None:
    first, second = np.arange(10), np.arange(10, 15)
    store = Joined(numbered(first), numbered(second))

    for start, stop in ((0, 10), (10, 15), (8, 12), (0, 15), (9, 10)):
        np.testing.assert_array_equal(store.read_labels(start, stop), np.arange(start, stop))
        np.testing.assert_array_equal(
            store.read_images(start, stop).ravel(), np.arange(start, stop)
        )


def test_the_sample_comes_from_all_places() -> None:
    labels = np.arange(100_000) // 10_000
    streamed = stream(MemoryExamples(np.zeros((100_000, 2, 2), np.uint8), labels), "sorted")

    assert set(streamed.labels.tolist()) == set(range(10))


def test_a_file_that_is_cut_off_is_named(tmp_path: Path, digits: LabeledImages) -> None:
    write_arrays(tmp_path, digits)
    file = tmp_path / "x_train.npy"
    file.write_bytes(file.read_bytes()[:-1000])

    with pytest.raises(
        DataError, match=r"x_train.npy: expected a whole array, got 469,400 bytes for uint8"
    ):
        open_streamed(str(tmp_path)).split("train").digest()


def test_arrays_that_cannot_be_read_in_parts_are_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "turned.npy", np.asfortranarray(np.zeros((3, 4))))
    np.save(tmp_path / "objects.npy", np.array([{}]), allow_pickle=True)
    (tmp_path / "packed.npy").write_bytes(b"\x1f\x8b\x08")

    for name, message in (("turned", "Fortran"), ("objects", "C order"), ("packed", "gunzip")):
        with pytest.raises(DataError, match=message):
            open_array(tmp_path / f"{name}.npy")


@pytest.mark.parametrize("source", ["mnist", "nowhere", "."])
def test_a_source_that_cannot_be_streamed_is_refused(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    assert not can_stream(source)
    assert not should_stream(source)
    with pytest.raises(UnknownSource, match="leave --stream out"):
        open_streamed(source)


def test_images_of_numbers_are_refused(tmp_path: Path) -> None:
    np.save(tmp_path / "x_train.npy", np.zeros((4, 28, 28), np.float32))
    np.save(tmp_path / "y_train.npy", np.zeros(4, np.int64))

    with pytest.raises(DataError, match="expected bytes of shape"):
        open_streamed(str(tmp_path))
