"""MNIST is found in all its spellings and taken only if it is MNIST."""

import gzip
import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from glassnet.data import DataError, load
from glassnet.data.download.published import FASHION_MNIST, MNIST, PUBLISHED, Published
from glassnet.data.formats.idx import write_idx
from glassnet.data.mnist import cache_folder, find, read_idx_folder, read_published, verify


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> tuple[Path, Path]:
    """The user's own folder and the cache, both empty."""
    monkeypatch.setenv("GLASSNET_DATA", str(tmp_path / "own"))
    monkeypatch.setattr(
        "glassnet.data.mnist.platformdirs.user_cache_path", lambda *_, **__: tmp_path / "cache"
    )
    own, cache = tmp_path / "own" / "mnist", tmp_path / "cache" / "mnist"
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
    tiny: Published,
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
    places: tuple[Path, Path], tiny: Published, tiny_contents: dict[str, bytes]
) -> None:
    own, cache = places
    assert find(tiny) is None
    fill(cache, tiny_contents)
    assert find(tiny) == cache == cache_folder(tiny)
    fill(own, tiny_contents)
    assert find(tiny) == own


def test_a_folder_that_lacks_a_file_is_passed_over(
    places: tuple[Path, Path], tiny: Published, tiny_contents: dict[str, bytes]
) -> None:
    own, cache = places
    fill(own, tiny_contents)
    fill(cache, tiny_contents)
    (own / tiny.files[3].name).unlink()

    assert find(tiny) == cache


def test_other_content_under_the_right_name_is_refused(
    tmp_path: Path, tiny: Published, tiny_contents: dict[str, bytes]
) -> None:
    fill(tmp_path, tiny_contents)
    name = tiny.files[0].name
    content = bytearray(tiny_contents[name])
    content[20] ^= 1
    (tmp_path / name).write_bytes(content)

    with pytest.raises(DataError, match=f"{name}: expected the published content, got SHA256"):
        read_published(tiny, tmp_path)


def test_verifying_says_what_is_wrong_with_each_file(
    tmp_path: Path, tiny: Published, tiny_contents: dict[str, bytes]
) -> None:
    names = [file.name for file in tiny.files]
    fill(tmp_path, tiny_contents)
    (tmp_path / names[0]).unlink()
    (tmp_path / names[1]).write_bytes(b"short")
    (tmp_path / names[2]).write_bytes(b"\x1f\x8b damaged")

    faults = [verdict.fault for verdict in verify(tiny, tmp_path)]

    assert faults[0] == "missing"
    assert faults[1] == "5 bytes instead of 13"
    assert faults[2] is not None
    assert "gzip" in faults[2]
    assert faults[3] is None


def test_a_folder_of_other_idx_files_needs_no_digest(tmp_path: Path) -> None:
    images = np.zeros((3, 28, 28), np.uint8)
    write_idx(tmp_path / "train-images.idx3-ubyte.gz", images)
    write_idx(tmp_path / "train-labels-idx1-ubyte", np.array([1, 2, 3], np.uint8))

    dataset = read_idx_folder(tmp_path, "mine")

    assert dataset.test is None
    assert str(dataset.train) == "mine train (3)"


def test_images_without_labels_are_refused(tmp_path: Path) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte", np.zeros((3, 28, 28), np.uint8))

    with pytest.raises(DataError, match=r"both .* only train-images-idx3-ubyte"):
        read_idx_folder(tmp_path, "mine")


def test_images_and_labels_of_different_number_are_refused(tmp_path: Path) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte", np.zeros((3, 28, 28), np.uint8))
    write_idx(tmp_path / "train-labels-idx1-ubyte", np.zeros(2, np.uint8))

    with pytest.raises(DataError, match="one for each image"):
        read_idx_folder(tmp_path, "mine")


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="got neither"):
        read_idx_folder(tmp_path, "mine")


@pytest.mark.parametrize("published", PUBLISHED.values(), ids=lambda each: each.name)
def test_each_published_set_has_three_mirrors_over_https(published: Published) -> None:
    assert len(published.mirrors) >= 3
    assert len({mirror.split("/")[2] for mirror in published.mirrors}) >= 3
    assert all(url.startswith("https://") and url.endswith("/") for url in published.mirrors)


def test_no_two_published_files_share_a_digest() -> None:
    digests = [file.digest for each in (MNIST, FASHION_MNIST) for file in each.files]
    assert len(set(digests)) == 8


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
