"""`load` finds the right reader for what a person names, and says so when there is none."""

import gzip
import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from glassnet.data import DataError, Dataset, DownloadError, UnknownSource, load
from glassnet.data.download.fetch import FetchOptions
from glassnet.data.formats.idx import write_idx
from glassnet.data.published.catalog import PublishedSet
from glassnet.data.sources import SOURCES, find_or_fallback, load_published, simulated

STROKES = json.dumps({"label": 1, "strokes": [[[5, 0], [5, 10]]]})


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of MNIST in an empty cache; there is no other data on this machine."""
    monkeypatch.delenv("GLASSNET_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    return tmp_path / "glassnet" / "mnist"


def test_a_published_set_is_downloaded_once_and_then_found(
    cache: Path, tiny: PublishedSet, mirror: Any, hurried: FetchOptions
) -> None:
    for _ in range(2):
        assert str(load_published(tiny, hurried)) == "Tiny train (5) + Tiny test (2)"

    assert cache.is_dir()
    assert len(mirror.ranges) == 4


def test_a_damaged_file_in_the_cache_is_replaced(
    cache: Path, tiny: PublishedSet, hurried: FetchOptions
) -> None:
    load_published(tiny, hurried)
    (cache / tiny.files[0].name).write_bytes(b"damage")

    assert len(load_published(tiny, hurried).split("train")) == 5


def test_a_damaged_file_of_the_user_is_left_alone_and_named(
    cache: Path,
    tiny: PublishedSet,
    tiny_contents: dict[str, bytes],
    hurried: FetchOptions,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GLASSNET_DATA", str(cache.parent / "own"))
    own = cache.parent / "own" / "mnist"
    own.mkdir(parents=True)
    for name in tiny_contents:
        (own / name).write_bytes(b"mine")

    with pytest.raises(DataError, match=r"own.*got 4 bytes instead of"):
        load_published(tiny, hurried)
    assert (own / "train-images-idx3-ubyte").read_bytes() == b"mine"


@pytest.mark.usefixtures("cache")
def test_a_set_that_cannot_be_downloaded_says_where_to_get_it() -> None:
    with pytest.raises(DownloadError, match=r"EMNIST letters: .*Download gzip.zip from https://"):
        load("emnist-letters")


@pytest.mark.usefixtures("cache")
def test_with_a_connection_the_default_is_mnist(tiny: PublishedSet, hurried: FetchOptions) -> None:
    dataset, reason = find_or_fallback(options=hurried, published=tiny)

    assert dataset.name == "Tiny"
    assert reason is None


def few_digits(seed: int) -> Dataset:
    return simulated(seed, train=20, test=10)


@pytest.mark.usefixtures("cache")
def test_without_a_connection_the_default_is_simulated_ink_and_says_why(
    tiny: PublishedSet, hurried: FetchOptions
) -> None:
    unreachable = replace(tiny, mirrors=("http://127.0.0.1:9/",))

    dataset, reason = find_or_fallback(3, hurried, 1, unreachable, few_digits)

    assert str(dataset) == "simulated ink train (20) + simulated ink test (10)"
    assert dataset.split("train").digest() == few_digits(3).split("train").digest()
    assert reason == (
        "Tiny is not here (no mirror could be reached): this is simulated ink instead."
    )


@pytest.mark.usefixtures("cache")
def test_a_login_page_in_between_also_leads_to_simulated_ink_in_one_line(
    tiny: PublishedSet, mirror: Any, hurried: FetchOptions
) -> None:
    mirror.answers = [mirror.RequestHandlerClass.html]

    _, reason = find_or_fallback(options=hurried, published=tiny, fallback=few_digits)

    assert reason is not None
    assert "\n" not in reason


@pytest.mark.usefixtures("cache")
def test_a_mirror_that_cannot_be_reached_is_an_error_when_the_set_was_asked_for(
    tiny: PublishedSet, mirror: Any, hurried: FetchOptions
) -> None:
    mirror.answers = [mirror.RequestHandlerClass.html]

    with pytest.raises(DownloadError, match="expected one of 1 mirrors"):
        load_published(tiny, hurried)


def test_the_digits_of_scikit_learn_are_8_by_8_with_bytes() -> None:
    bunch: Any = pytest.importorskip("sklearn.datasets").load_digits()

    dataset = load("sklearn-digits")

    train, test = dataset.split("train"), dataset.split("test")
    assert (len(train), len(test), dataset.image_shape) == (1437, 360, (8, 8))
    images = np.concatenate([train.images, test.images])
    assert (np.abs(images.astype(float) * 16 / 255 - bunch.images) <= 16 / 255 / 2).all()
    assert (np.concatenate([train.labels, test.labels]) == bunch.target).all()
    assert (images.min(), images.max()) == (0, 255)


def test_without_scikit_learn_its_digits_come_with_the_command_that_installs_it() -> None:
    command = (
        "import sys; sys.modules['sklearn.datasets'] = None\n"
        "from glassnet.data import DataError, load\n"
        "try: load('sklearn-digits')\n"
        "except DataError as error: print(error)"
    )
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, check=True)

    assert "Install it: pip install 'glassnet[sklearn]'" in done.stdout.decode()


def test_simulated_ink_has_two_splits_that_follow_from_the_seed() -> None:
    first, again, other = (simulated(seed, train=20, test=10) for seed in (1, 1, 2))

    assert str(first) == "simulated ink train (20) + simulated ink test (10)"
    assert first.split("train").digest() == again.split("train").digest()
    assert first.split("train").digest() != other.split("train").digest()


def test_a_folder_of_idx_files_is_read(tmp_path: Path) -> None:
    write_idx(tmp_path / "t10k-images-idx3-ubyte", np.zeros((2, 28, 28), np.uint8))
    write_idx(tmp_path / "t10k-labels-idx1-ubyte", np.zeros(2, np.uint8))

    assert str(load(tmp_path)) == f"{tmp_path.name} test (2)"


def test_a_csv_is_read(tmp_path: Path) -> None:
    path = tmp_path / "digits.csv"
    path.write_text("3," + ",".join(["0"] * 784) + "\n")

    assert str(load(str(path))) == "digits.csv (1)"
    path.write_text(",".join(["0"] * 784) + "\n")
    with pytest.raises(DataError, match="expected a column of labels, got pixels only"):
        load(path)


@pytest.mark.parametrize("name", ["drawn.jsonl", "drawn.jsonl.gz"])
def test_a_stroke_file_is_read(tmp_path: Path, name: str) -> None:
    content = STROKES.encode()
    (tmp_path / name).write_bytes(gzip.compress(content) if name.endswith("gz") else content)

    assert str(load(tmp_path / name)) == f"{name} (1)"


def test_a_folder_of_pictures_is_read(tmp_path: Path) -> None:
    (tmp_path / "7").mkdir()
    Image.fromarray(np.eye(28, dtype=np.uint8) * 255).save(tmp_path / "7" / "a.png")

    dataset = load(tmp_path)

    assert str(dataset) == f"{tmp_path.name} (1)"
    assert dataset.split("train").labels.tolist() == [7]


@pytest.mark.parametrize(
    ("source", "advice"),
    [("mnits", "'mnist'"), ("fashion_mnist", "'fashion-mnist'"), ("simulate", "'simulated'")],
)
def test_a_misspelt_name_gets_a_suggestion(source: str, advice: str) -> None:
    with pytest.raises(UnknownSource, match=f"Did you mean {advice}"):
        load(source)


def test_every_name_of_a_source_is_in_the_message() -> None:
    with pytest.raises(UnknownSource, match="unknown data source 'nothing'") as caught:
        load("nothing")
    assert all(name in str(caught.value) for name in SOURCES)


def test_a_file_of_no_known_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(
        UnknownSource,
        match=r"notes.txt: an empty file, which is not read .*\. Fetch or copy",
    ):
        load(tmp_path / "notes.txt")


def test_what_only_some_sources_need_is_not_imported_with_the_package() -> None:
    command = "import sys, glassnet.data; print({'PIL', 'http.client'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, check=True)

    assert done.stdout.decode().strip() == "set()"
