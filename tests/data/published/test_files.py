"""MNIST is found in all its spellings and taken only if it is MNIST."""

import gzip
import os
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from glassnet.data import DataError, load
from glassnet.data.formats.idx import to_idx_bytes
from glassnet.data.published.catalog import (
    EMNIST_LETTERS,
    FASHION_MNIST,
    PUBLISHED,
    PublishedSet,
)
from glassnet.data.published.files import cache_folder, find, read_published, verify


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The user's own folder and the cache, both empty."""
    monkeypatch.setenv("GLASSNET_DATA", str(tmp_path / "own"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    own, cache = tmp_path / "own" / "mnist", tmp_path / "cache" / "glassnet" / "mnist"
    own.mkdir(parents=True)
    cache.mkdir(parents=True)
    return own, cache


def fill(folder: Path, contents: dict[str, bytes], spelling: str = "{}") -> None:
    for name, content in contents.items():
        written = spelling.format(name).replace("DOT-idx", ".idx").replace("DOT", "")
        packed = gzip.compress(content) if written.endswith(".gz") else content
        (folder / written).write_bytes(packed)


@pytest.mark.parametrize("dotted", [False, True])
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_every_spelling_is_found(
    dotted: bool,
    suffix: str,
    places: tuple[Path, Path],
    tiny: PublishedSet,
    tiny_contents: dict[str, bytes],
) -> None:
    spelled = {
        name.replace("-idx", ".idx") if dotted else name: content
        for name, content in tiny_contents.items()
    }
    fill(places[0], spelled, "{}" + suffix)

    folder = find(tiny)

    assert folder == places[0]
    assert str(read_published(tiny, places[0])) == "Tiny train (5) + Tiny test (2)"


def test_the_own_folder_comes_before_the_cache(
    places: tuple[Path, Path], tiny: PublishedSet, tiny_contents: dict[str, bytes]
) -> None:
    own, cache = places
    assert find(tiny) is None
    fill(cache, tiny_contents)
    assert find(tiny) == cache == cache_folder(tiny)
    fill(own, tiny_contents)
    assert find(tiny) == own


def test_a_folder_that_lacks_a_file_is_passed_over(
    places: tuple[Path, Path], tiny: PublishedSet, tiny_contents: dict[str, bytes]
) -> None:
    own, cache = places
    fill(own, tiny_contents)
    fill(cache, tiny_contents)
    (own / tiny.files[3].name).unlink()

    assert find(tiny) == cache


def test_other_content_under_the_right_name_is_refused(
    tmp_path: Path, tiny: PublishedSet, tiny_contents: dict[str, bytes]
) -> None:
    fill(tmp_path, tiny_contents)
    name = tiny.files[0].name
    content = bytearray(tiny_contents[name])
    content[20] ^= 1
    (tmp_path / name).write_bytes(content)

    with pytest.raises(DataError, match=f"{name}: expected the published content, got SHA256"):
        read_published(tiny, tmp_path)


def test_verifying_says_what_is_wrong_with_each_file(
    tmp_path: Path, tiny: PublishedSet, tiny_contents: dict[str, bytes]
) -> None:
    names = [file.name for file in tiny.files]
    fill(tmp_path, tiny_contents)
    (tmp_path / names[0]).unlink()
    (tmp_path / names[1]).write_bytes(b"short")
    (tmp_path / names[2]).write_bytes(b"\x1f\x8b damaged")

    faults = [result.fault for result in verify(tiny, tmp_path)]

    assert faults[0] == "missing"
    assert faults[1] == "5 bytes instead of 13"
    assert faults[2] is not None
    assert "gzip" in faults[2]
    assert faults[3] is None


@pytest.mark.parametrize("published", PUBLISHED.values(), ids=lambda each: each.name)
def test_each_published_set_says_where_it_is_from(published: PublishedSet) -> None:
    assert published.mirrors or published.origin.startswith("https://")
    assert all(url.startswith("https://") and url.endswith("/") for url in published.mirrors)
    assert len(published.files) == 4


def test_no_two_published_files_share_a_digest() -> None:
    files = [file for each in PUBLISHED.values() for file in each.files]
    digests = [digest for file in files for digest in (file.digest, file.gzip_digest) if digest]

    assert len(set(digests)) == len(digests) == 16


@pytest.mark.parametrize(
    ("source", "count", "first", "last"),
    [
        ("fashion-mnist", 10, "T-shirt/top", "Ankle boot"),
        ("kmnist", 10, "o", "wo"),
        ("emnist-digits", 10, "0", "9"),
        ("emnist-letters", 26, "a", "z"),
        ("emnist-balanced", 47, "0", "t"),
        ("emnist-byclass", 62, "0", "z"),
        ("emnist-bymerge", 47, "0", "t"),
        ("emnist-mnist", 10, "0", "9"),
        ("qmnist", 10, "0", "9"),
    ],
)
def test_published_sets_have_their_classes(source: str, count: int, first: str, last: str) -> None:
    names = PUBLISHED[source].class_names

    assert (len(set(names)), names[0], names[-1]) == (count, first, last)


LETTERS = np.arange(1, 27, dtype=np.uint8)


def small_letters() -> PublishedSet:
    """EMNIST letters with 26 images in both splits."""
    files = EMNIST_LETTERS.files
    sizes = (16 + 26 * 784, 8 + 26) * 2
    small = tuple(replace(file, size=size) for file, size in zip(files, sizes, strict=True))
    return replace(EMNIST_LETTERS, files=small)


def letter_contents(labels: np.ndarray = LETTERS) -> dict[str, bytes]:
    """The four files; image k has a row of ink near the top, stored as a column."""
    images = np.zeros((26, 28, 28), np.uint8)
    images[:, :, 3] = LETTERS[:, None]
    arrays = (images, labels, images, labels)
    names = [file.name for file in EMNIST_LETTERS.files]
    return {name: to_idx_bytes(array) for name, array in zip(names, arrays, strict=True)}


def save_letters(folder: Path, form: str, contents: dict[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    if form == "zip":
        with zipfile.ZipFile(folder / "gzip.zip", "w") as archive:
            for name, content in contents.items():
                archive.writestr(f"gzip/{name}.gz", gzip.compress(content))
    elif form == "unzipped":
        (folder / "gzip").mkdir()
        fill(folder / "gzip", contents, "{}.gz")
    else:
        fill(folder, contents)


@pytest.mark.parametrize("form", ["plain", "unzipped", "zip"])
def test_emnist_is_read_upright_from_files_or_from_its_zip(tmp_path: Path, form: str) -> None:
    save_letters(tmp_path, form, letter_contents())

    dataset = read_published(small_letters(), tmp_path)

    assert dataset.class_names == tuple("abcdefghijklmnopqrstuvwxyz")
    train = dataset.split("train")
    assert train.labels.tolist() == list(range(26))
    assert (train.images[:, 3, :] == LETTERS[:, None]).all()
    assert not train.images[:, 4:].any()
    assert [result.fault for result in verify(small_letters(), tmp_path)] == [None] * 4


def test_emnist_says_that_its_images_were_transposed_and_its_labels_start_at_1(
    tmp_path: Path,
) -> None:
    save_letters(tmp_path, "zip", letter_contents())

    transposed, labels, digests = read_published(small_letters(), tmp_path).notes

    assert "store images transposed; they are upright here" in transposed
    assert "labels 1 to 26 of the files are the classes a to z" in labels
    assert "No digest" in digests


def test_a_label_that_the_set_does_not_have_is_refused(tmp_path: Path) -> None:
    save_letters(tmp_path, "plain", letter_contents(LETTERS - 1))

    with pytest.raises(DataError, match="example 0: expected a label from 1 to 26, got 0"):
        read_published(small_letters(), tmp_path)


@pytest.mark.parametrize("content", [b"", b"PK nonsense"])
def test_a_damaged_zip_has_no_files(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "gzip.zip").write_bytes(content)

    assert [result.fault for result in verify(small_letters(), tmp_path)] == ["missing"] * 4


def test_a_damaged_file_in_a_zip_is_named(tmp_path: Path) -> None:
    save_letters(tmp_path, "zip", letter_contents())
    archive = bytearray((tmp_path / "gzip.zip").read_bytes())
    archive[120] ^= 0xFF
    (tmp_path / "gzip.zip").write_bytes(archive)

    with pytest.raises(DataError, match=r"gzip.zip, gzip/emnist-letters-train-images"):
        read_published(small_letters(), tmp_path)


def test_files_that_cannot_be_downloaded_come_with_their_origin(tmp_path: Path) -> None:
    with pytest.raises(DataError, match=r"Download gzip.zip from https://www.nist.gov"):
        read_published(small_letters(), tmp_path)


needs_mnist = pytest.mark.skipif(
    not (
        Path(os.environ.get("GLASSNET_DATA", "")) / "mnist" / "train-labels-idx1-ubyte.gz"
    ).exists(),
    reason="GLASSNET_DATA does not lead to MNIST",
)


@needs_mnist
def test_mnist_is_the_known_60000_and_10000() -> None:
    dataset = load("mnist")

    assert str(dataset) == "MNIST train (60,000) + MNIST test (10,000)"
    assert dataset.train is not None
    assert dataset.train.labels[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]
    assert dataset.train.counts().tolist() == [
        5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949,
    ]  # fmt: skip


@needs_mnist
def test_mnist_under_the_name_of_fashion_mnist_is_refused() -> None:
    folder = Path(os.environ["GLASSNET_DATA"]) / "mnist"
    with pytest.raises(DataError, match="MD5"):
        read_published(replace(FASHION_MNIST, folder="mnist"), folder)


def test_qmnist_is_read_with_the_digit_of_its_eight_columns(tmp_path: Path) -> None:
    images = np.arange(3 * 784, dtype=np.uint8).reshape(3, 28, 28)
    columns = np.arange(24).reshape(3, 8) % 10
    labels = bytes((0, 0, 0x0C, 2)) + np.array([3, 8], ">u4").tobytes()
    contents = (to_idx_bytes(images), labels + columns.astype(">i4").tobytes()) * 2
    published = PUBLISHED["qmnist"]
    files = tuple(
        replace(file, size=len(content))
        for file, content in zip(published.files, contents, strict=True)
    )
    fill(tmp_path, dict(zip([file.name for file in files], contents, strict=True)), "{}.gz")

    dataset = read_published(replace(published, files=files), tmp_path)

    assert dataset.split("train").labels.tolist() == [0, 8, 6]
    assert np.array_equal(dataset.split("test").images, images)
