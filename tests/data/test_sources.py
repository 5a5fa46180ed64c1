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

from glassnet.data import DataError, DownloadError, UnknownSource, load
from glassnet.data import sources as module
from glassnet.data.download.mirrors import Terms
from glassnet.data.download.published import Published
from glassnet.data.formats.idx import write_idx
from glassnet.data.sources import find_or_fallback, simulated

STROKES = json.dumps({"label": 1, "strokes": [[[5, 0], [5, 10]]]})


@pytest.fixture
def world(tmp_path: Path, tiny: Published, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A world in which MNIST is the tiny set and nothing is on this machine; its cache folder."""
    monkeypatch.delenv("GLASSNET_DATA", raising=False)
    monkeypatch.setattr(
        "glassnet.data.mnist.platformdirs.user_cache_path", lambda *_, **__: tmp_path
    )
    monkeypatch.setattr(module, "PUBLISHED", {"mnist": tiny})
    monkeypatch.setattr(module, "MNIST", tiny)
    monkeypatch.setattr(module, "simulated", lambda seed: f"simulated ink {seed}")
    return tmp_path / "mnist"


def test_mnist_is_downloaded_once_and_then_found(world: Path, mirror: Any, hurried: Terms) -> None:
    for _ in range(2):
        assert str(load("mnist", terms=hurried)) == "Tiny train (5) + Tiny test (2)"

    assert world.is_dir()
    assert len(mirror.ranges) == 4


def test_a_damaged_file_in_the_cache_heals_itself(
    world: Path, tiny: Published, hurried: Terms
) -> None:
    load("mnist", terms=hurried)
    (world / tiny.files[0].name).write_bytes(b"damage")

    assert len(load("mnist", terms=hurried).split("train")) == 5


def test_a_damaged_file_of_the_user_is_left_alone_and_named(
    world: Path,
    tiny_contents: dict[str, bytes],
    hurried: Terms,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("GLASSNET_DATA", str(world.parent / "own"))
    own = world.parent / "own" / "mnist"
    own.mkdir(parents=True)
    for name in tiny_contents:
        (own / name).write_bytes(b"mine")

    with pytest.raises(DataError, match=r"own.*got 4 bytes instead of"):
        load("mnist", terms=hurried)
    assert (own / "train-images-idx3-ubyte").read_bytes() == b"mine"


def test_with_a_connection_the_default_is_mnist(world: Path, hurried: Terms) -> None:
    dataset, reason = find_or_fallback(terms=hurried)

    assert dataset.name == "Tiny"
    assert reason is None


def test_without_a_connection_the_default_is_simulated_ink_and_says_why(
    world: Path, tiny: Published, hurried: Terms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MNIST", replace(tiny, mirrors=("http://127.0.0.1:9/",)))

    dataset, reason = find_or_fallback(3, hurried, answer_seconds=1)

    assert str(dataset) == "simulated ink 3"
    assert reason == (
        "MNIST is not here (no mirror could be reached): this is simulated ink instead."
    )


def test_a_login_page_in_between_also_leads_to_simulated_ink_in_one_line(
    world: Path, mirror: Any, hurried: Terms
) -> None:
    mirror.answers = [mirror.RequestHandlerClass.html]

    _, reason = find_or_fallback(terms=hurried)

    assert reason is not None
    assert "\n" not in reason


def test_a_mirror_that_cannot_be_had_is_an_error_when_mnist_was_asked_for(
    world: Path, mirror: Any, hurried: Terms
) -> None:
    mirror.answers = [mirror.RequestHandlerClass.html]

    with pytest.raises(DownloadError, match="expected one of 1 mirrors"):
        load("mnist", terms=hurried)


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
    with pytest.raises(DataError, match="a column of labels first"):
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


def test_a_file_of_no_known_kind_is_refused(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").touch()
    with pytest.raises(UnknownSource, match="the path of a folder, CSV or stroke file"):
        load(tmp_path / "notes.txt")


def test_what_only_some_sources_need_is_not_imported_with_the_package() -> None:
    command = "import sys, glassnet.data; print({'PIL', 'http.client'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, check=True)

    assert done.stdout.decode().strip() == "set()"
