"""Messages about files and options say what is wrong and what to do, word for word."""

import gzip
import pickle
import tarfile
import zipfile
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.cli import main
from glassnet.data.formats.idx import to_idx_bytes

HTML = b"<!DOCTYPE html><html><body>404 Not Found</body></html>"
WEB_PAGE = "a web page, such as the error page of a server"


def make_files(folder: Path) -> None:
    """One file of each kind."""
    images = np.zeros((2, 28, 28), np.uint8)
    (folder / "train-images-idx3-ubyte").write_bytes(to_idx_bytes(images))
    (folder / "digits.7z").write_bytes(b"7z\xbc\xaf\x27\x1c" + bytes(50))
    with tarfile.open(folder / "digits.tar.gz", "w:gz") as archive:
        archive.add(folder / "train-images-idx3-ubyte", "images")
    with zipfile.ZipFile(folder / "digits.zip", "w") as archive:
        archive.write(folder / "train-images-idx3-ubyte", "images")
    (folder / "seven.mp4").write_bytes(b"\0\0\0\x18ftypmp42" + bytes(50))
    (folder / "page.gz").write_bytes(HTML)
    (folder / "mnist.pkl.gz").write_bytes(gzip.compress(pickle.dumps((images, [1, 2]))))
    (folder / "data.mat").write_bytes(b"MATLAB 5.0 MAT-file" + bytes(200))
    (folder / "data.parquet").write_bytes(b"PAR1" + bytes(200))
    (folder / "data.h5").write_bytes(b"\x89HDF\r\n\x1a\n" + bytes(200))
    (folder / "data.zip").write_bytes(b"PK\x03\x04" + bytes(200))
    (folder / "a.heic").write_bytes(b"\0\0\0\x18ftypheic" + bytes(200))
    (folder / "a.svg").write_bytes(b'<svg xmlns="http://www.w3.org/2000/svg"/>')
    (folder / "a.pdf").write_bytes(b"%PDF-1.7\n" + bytes(200))
    (folder / "notes.md").write_text("text")
    (folder / "empty.png").touch()
    (folder / "cut.png").write_bytes(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")
    Image.new("L", (60, 60), 255).save(folder / "blank.png")
    (folder / "nothing").mkdir()
    (folder / "bad.toml").write_text("layers = [")


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_files(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


SAVE_AS_PNG = "Save the picture as PNG."
ARCHIVE = "an archive (tar, 7-Zip, RAR, xz, bzip2 or Zstandard)"
UNPACK = "Unpack it, and name the folder."
NOT_A_PICTURE = f"not a picture (PNG, JPEG, WebP, TIFF, BMP, GIF). {SAVE_AS_PNG}"


@pytest.mark.parametrize(
    ("file", "message"),
    [
        ("nothere.png", "no such file. Check the path."),
        ("empty.png", "an empty file. Save or copy it again."),
        ("notes.md", NOT_A_PICTURE),
        ("a.svg", f"an SVG drawing, not a picture. {SAVE_AS_PNG}"),
        ("a.pdf", "a PDF, not a picture. Read its pages: glassnet predict --many."),
        ("page.gz", f"{WEB_PAGE}, not a picture. {SAVE_AS_PNG}"),
        ("a.heic", "a HEIC picture, which needs one more package. Install it: pip install pillow-heif; "
                   "or save the picture as PNG or JPEG."),
        ("data.parquet", "a Parquet file, not a picture. Read a data set by --data FILE."),
        ("data.h5", f"an HDF5 file (or MATLAB's version 7.3), not a picture. {SAVE_AS_PNG}"),
        ("mnist.pkl.gz", "a Python pickle, not a picture. Save its images as PNG: loading a pickle would "
                         "run code."),
        ("digits.7z", f"{ARCHIVE}, not a picture. {UNPACK}"),
        ("digits.tar.gz", f"{ARCHIVE}, not a picture. {UNPACK}"),
        ("digits.zip", "a zip archive (or .npz), not a picture. Read a data set by --data FILE; unpack an "
                       "archive of pictures, and name the folder."),
        ("seven.mp4", "a video, not a picture. Save a frame of it as PNG."),
        ("nothing", "no picture or stroke file in this folder. Name a folder that has some."),
    ],
)  # fmt: skip
def test_what_predict_says_of_a_file(
    folder: Path, capsys: pytest.CaptureFixture[str], file: str, message: str
) -> None:
    assert main(["predict", file, "--model", "tiny"]) == 1

    assert f"{file}: {message}" in capsys.readouterr().out.splitlines()


UNREAD = "which is not read as a data set"
KNOWN = "Give a folder of IDX files or pictures, a CSV, arrays, or a stroke file."


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("nothere/set.csv", "nothere/set.csv: no such file or folder. Check the path."),
        ("nothere.npz", "nothere.npz: no such file or folder. Check the path."),
        ("train-images-idx3-ubyte", "train-images-idx3-ubyte: one IDX file, without its other half. "
                                    "Name the folder of images and labels: .."),
        ("page.gz", f"page.gz: {WEB_PAGE}, {UNREAD}. The server sent a page instead of the file: "
                    "fetch it again."),
        ("a.pdf", f"a.pdf: a PDF, {UNREAD}. {KNOWN}"),
        ("digits.7z", f"digits.7z: {ARCHIVE}, {UNREAD}. {UNPACK}"),
        ("digits.zip", "digits.zip/images: one IDX file, without its other half. Name the folder of images "
                       "and labels: digits.zip."),
        ("blank.png", f"blank.png: a picture, {UNREAD}. Put pictures into one folder for each class, "
                      "and name the folder above them."),
        ("empty.png", f"empty.png: an empty file, {UNREAD}. Fetch or copy it again."),
    ],
)  # fmt: skip
def test_what_is_said_of_a_data_source(
    folder: Path, capsys: pytest.CaptureFixture[str], source: str, message: str
) -> None:
    assert main(["data", "verify", source]) == 2

    assert capsys.readouterr().err.strip() == f"Error: {message}"


def test_a_pickle_is_refused_with_the_lines_that_convert_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["data", "verify", "mnist.pkl.gz"]) == 2

    said = capsys.readouterr().err
    assert "mnist.pkl.gz: a Python pickle, which is not read as a data set." in said
    assert "Loading a pickle runs its code. If you trust it, convert it:" in said
    assert "pickle.load(gzip.open(file), encoding='latin1')" in said


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["predict", "blank.png", "--batch"], 2, "Unknown option '--batch'. See: glassnet predict --help"),
        (["train", "--batch-size", "half"], 2,
         "Invalid value for --batch-size: Expected a whole number or \"full\", got 'half'."),
        (["train", "--optimizer", "adm"], 2, "--optimizer: unknown optimizer 'adm'. Did you mean 'adam'?"),
        (["train", "--init", "cnm"], 2, "Unknown model 'cnm'. Did you mean 'cnn'?"),
        (["train", "bad.toml"], 2, "bad.toml expects a recipe in TOML"),
        (["data", "verify", "mnits"], 2, "unknown data source 'mnits'"),
        (["predit"], 2, "Unknown command 'predit'. Did you mean 'predict'?"),
    ],
)  # fmt: skip
def test_what_is_said_of_an_option(
    folder: Path,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    message: str,
) -> None:
    assert main(arguments) == status

    assert message in capsys.readouterr().err


@pytest.mark.parametrize("command", ["predict", "explain"])
def test_a_blank_picture_is_no_traceback(
    folder: Path, capsys: pytest.CaptureFixture[str], command: str
) -> None:
    main([command, "blank.png", "--model", "tiny"])

    shown = capsys.readouterr()
    assert "no ink" in shown.out + shown.err.lower() or "ink" in shown.err
