"""`glassnet data` fetches, verifies and shows."""

import json
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.cli import main
from glassnet.data.formats.idx import to_idx_bytes, write_idx
from glassnet.data.sources import SOURCES

CONTENTS = {"images": np.full((3, 28, 28), 200, np.uint8), "labels": np.array([4, 4, 9], np.uint8)}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with three images, twice a 4 and a 9."""
    write_idx(tmp_path / "train-images-idx3-ubyte", CONTENTS["images"])
    write_idx(tmp_path / "train-labels-idx1-ubyte", CONTENTS["labels"])
    return tmp_path


@pytest.fixture
def nothing_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GLASSNET_DATA", raising=False)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


def test_verifying_prints_counts_and_digests(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "verify", str(folder)]) == 0

    output = capsys.readouterr().out
    assert f"{folder.name} train (3): SHA-256 " in output
    assert ["4", "2"] in [line.split() for line in output.splitlines()]


def test_verifying_writes_json(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "verify", str(folder), "--json", "-"]) == 0

    findings = json.loads(capsys.readouterr().out)
    assert findings["intact"] is True
    assert findings["splits"]["train"]["count"] == 3
    assert findings["splits"]["train"]["classes"]["9"] == 1


@pytest.mark.usefixtures("nothing_here")
def test_what_is_missing_is_a_failure_with_advice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "verify", "fashion-mnist"]) == 1

    output = capsys.readouterr().out
    assert output.count("missing") >= 4
    assert "glassnet data fetch" in output


@pytest.mark.usefixtures("nothing_here")
def test_what_is_damaged_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("GLASSNET_DATA", str(tmp_path))
    (tmp_path / "mnist").mkdir()
    for prefix in ("train", "t10k"):
        for kind, number in (("images", 3), ("labels", 1)):
            name = f"{prefix}-{kind}-idx{number}-ubyte"
            (tmp_path / "mnist" / name).write_bytes(to_idx_bytes(CONTENTS[kind]))

    assert main(["data", "verify", "--json", "-"]) == 1

    findings = json.loads(capsys.readouterr().out)
    assert [file["fault"] for file in findings["files"]][1] == "11 bytes instead of 60,008"


def test_a_damaged_file_fails_with_the_offset(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "train-labels-idx1-ubyte").write_bytes(b"nonsense")

    assert main(["data", "verify", str(folder)]) == 1
    assert "train-labels-idx1-ubyte, byte 0: expected" in capsys.readouterr().err


def test_showing_prints_the_images_and_writes_the_picture(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    png = folder / "sheet.png"

    assert main(["data", "show", str(folder), "--class", "4", "--png", str(png)]) == 0

    output = capsys.readouterr().out
    assert f"{folder.name} train, only 4 (2), picked from {folder.name} train (3)" in output
    assert "█" in output
    with Image.open(png) as picture:
        assert picture.format == "PNG"


def test_of_simulated_ink_only_as_much_is_written_as_is_shown(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["data", "show", "simulated", "--count", "2", "--class", "7"]) == 0

    assert "only 7 (2), picked from simulated ink train (240)" in capsys.readouterr().out


def test_augmented_images_are_shown_and_named_as_such(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "show", str(folder), "--augmented"]) == 0
    assert f"{folder.name} train, augmented (3), picked from" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["show", "mnits"], "Did you mean 'mnist'?"),
        (["show", "{folder}", "--class", "10"], "unknown class '10'"),
        (["show", "--count", "0"], "--count"),
        (["show", "{folder}", "--split", "test"], "unknown split 'test'"),
        (["fetch", "minst"], "Did you mean 'mnist'?"),
    ],
)
def test_a_wrong_call_is_answered_with_what_is_right(
    folder: Path, arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]
) -> None:
    filled = [each.format(folder=folder) for each in arguments]

    assert main(["data", *filled]) == 2
    assert message in capsys.readouterr().err


MNIST_ROOT = Path(os.environ.get("GLASSNET_DATA", ""))


@pytest.mark.skipif(
    not (MNIST_ROOT / "mnist" / "train-labels-idx1-ubyte.gz").exists(),
    reason="GLASSNET_DATA does not lead to MNIST",
)
def test_fetching_what_is_there_says_where_the_files_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["data", "fetch", "mnist", "--into", str(MNIST_ROOT)]) == 0

    printed = capsys.readouterr().out
    assert printed == f"MNIST: all files are in {MNIST_ROOT / 'mnist'}, verified.\n"


@pytest.mark.usefixtures("nothing_here")
def test_what_cannot_be_fetched_says_where_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")  # where nothing answers
    assert main(["data", "fetch", "emnist-balanced"]) == 1
    assert "Download gzip.zip from https://www.nist.gov" in capsys.readouterr().err


def test_every_source_is_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["data", "list", "--json", "-"]) == 0

    sources = json.loads(capsys.readouterr().out)["sources"]
    assert [each["name"] for each in sources] == list(SOURCES)
    assert "62 classes" in next(
        each["summary"] for each in sources if each["name"] == "emnist-byclass"
    )


def test_showing_says_how_labels_were_read(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_idx(tmp_path / "train-images-idx3-ubyte", np.full((26, 9, 7), 200, np.uint8))
    write_idx(tmp_path / "train-labels-idx1-ubyte", np.arange(1, 27, dtype=np.uint8))

    assert main(["data", "show", str(tmp_path), "--class", "26"]) == 0

    output = capsys.readouterr().out
    assert "train, only 26 (1)" in output
    assert "The labels 1 to 26 are read as 26 classes" in output
    assert "█" in output


def test_verifying_names_classes_that_training_lacks(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write_idx(folder / "t10k-images-idx3-ubyte", CONTENTS["images"][:1])
    write_idx(folder / "t10k-labels-idx1-ubyte", np.array([7], np.uint8))

    assert main(["data", "verify", str(folder)]) == 0
    assert "Classes without a training image: 7." in capsys.readouterr().out
