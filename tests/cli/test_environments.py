"""Commands work wherever they run: any encoding, closed streams, strange names, full disks, Ctrl-C."""

import io
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from glassnet.cli import main
from glassnet.cli.streams import replace_glyphs
from glassnet.tutorials import find_recipe

ENCODINGS = [
    "cp1252",
    "ascii",
    "latin-1",
    "cp437",
    "cp850",
    "koi8-r",
    "shift_jis",
    "utf-8",
    "utf-16",
]
NAMES = ["数字.png", "семь.png", "sept é.png", "🖊.png", "a b.png"]


@pytest.fixture
def folder(small_model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with a model and a picture of a seven."""
    page = Image.new("L", (280, 280), 255)
    ImageDraw.Draw(page).line([(70, 60), (200, 60), (120, 230)], fill=0, width=24)
    page.save(tmp_path / "seven.png")
    (tmp_path / "model.safetensors").write_bytes(small_model_file.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def run_in(encoding: str, monkeypatch: pytest.MonkeyPatch, *arguments: str) -> tuple[int, str]:
    """Exit status and standard output of a command whose output has this encoding."""
    written = io.BytesIO()
    stream = io.TextIOWrapper(written, encoding=encoding)
    monkeypatch.setattr(sys, "stdout", stream)
    status = main(list(arguments))
    stream.flush()
    return status, written.getvalue().decode(encoding)


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("name", NAMES)
def test_a_report_is_never_lost_to_an_encoding(
    folder: Path, monkeypatch: pytest.MonkeyPatch, encoding: str, name: str
) -> None:
    (folder / "seven.png").rename(folder / name)

    status, text = run_in(encoding, monkeypatch, "predict", name, "--model", "model.safetensors")

    assert status == 0
    assert "prediction" in text
    assert ".png" in text
    assert "%" in text


@pytest.mark.parametrize("encoding", ENCODINGS[:5])
def test_glyphs_are_replaced_by_similar_ones(
    idx_folder: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    status, text = run_in(encoding, monkeypatch, "data", "show", str(idx_folder), "--count", "2")

    assert status == 0
    assert "small train (2)" in text
    assert any(glyph in text for glyph in '#_"▀▄█')


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_json_is_ascii_in_every_encoding(
    folder: Path, monkeypatch: pytest.MonkeyPatch, encoding: str
) -> None:
    (folder / "seven.png").rename(folder / "数字.png")
    arguments = ["predict", "数字.png", "--model", "model.safetensors", "--json", "-"]

    status, text = run_in(encoding, monkeypatch, *arguments)

    assert status == 0
    assert text.isascii()
    assert json.loads(text)["readings"][0]["input"] == "数字.png"


@pytest.mark.skipif(sys.platform != "linux", reason="names of files are Unicode here")
def test_a_name_that_is_no_unicode_is_written_as_json_and_csv(folder: Path) -> None:
    name = os.fsdecode(b"s_\xff.png")
    (folder / "seven.png").rename(folder / name)
    options = ["--model", "model.safetensors", "--json", "out.json", "--csv", "out.csv"]

    assert main(["predict", name, *options]) == 0

    assert json.loads((folder / "out.json").read_text())["readings"][0]["input"] == name
    assert "s_?.png," in (folder / "out.csv").read_text()


@pytest.mark.skipif(sys.platform == "win32", reason="names of files hold no such characters here")
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("a\x1b[31mb.png", r"a\x1b[31mb.png "),
        ("two\nlines.png", "lines.png "),
        (os.fsdecode(b"s_\xff.png"), r"s_\udcff.png "),
    ],
)
def test_a_strange_name_is_shown_in_full(
    folder: Path, capsys: pytest.CaptureFixture[str], name: str, shown: str
) -> None:
    (folder / "seven.png").rename(folder / name)

    assert main(["predict", name, "--model", "model.safetensors"]) == 0

    assert shown in capsys.readouterr().out


@pytest.mark.parametrize(
    ("glyph", "shown"), [("▀", '"'), ("▄", "_"), ("█", "#"), ("→", ">"), ("×", "x"), ("字", "?")]
)
def test_each_glyph_keeps_its_width(glyph: str, shown: str) -> None:
    assert replace_glyphs(UnicodeEncodeError("ascii", glyph, 0, 1, "")) == (shown, 1)


@pytest.mark.parametrize("closed", ["stdout", "stderr", "both"])
@pytest.mark.parametrize(
    "arguments", [["models"], ["predict", "seven.png", "--model", "model.safetensors"]]
)
def test_closed_streams_are_no_error(
    folder: Path, monkeypatch: pytest.MonkeyPatch, closed: str, arguments: list[str]
) -> None:
    for name in ("stdout", "stderr"):
        if closed in (name, "both"):
            monkeypatch.setattr(sys, name, None)

    assert main(arguments) == 0


@pytest.mark.parametrize("columns", ["10", "20", "40", "50", "60", "80", "200"])
def test_no_column_is_lost_on_a_narrow_terminal(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], columns: str
) -> None:
    monkeypatch.setenv("COLUMNS", columns)

    assert main(["predict", "seven.png", "--model", "model.safetensors"]) == 0

    head, row = capsys.readouterr().out.splitlines()[:2]
    assert head.split() == ["input", "prediction", "confidence", "runner-up"]
    assert row.split()[0] == "seven.png"
    assert "..." not in row
    assert "…" not in row


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no full disk to write to")
@pytest.mark.parametrize("option", ["--json", "--csv"])
def test_a_full_disk_is_named_with_the_file(
    folder: Path, capsys: pytest.CaptureFixture[str], option: str
) -> None:
    assert main(["predict", "seven.png", "--model", "model.safetensors", option, "/dev/full"]) == 1

    assert "Error: /dev/full: No space left on device." in capsys.readouterr().err


@pytest.mark.parametrize("content", ["utf-8", "utf-8-sig", "utf-16"])
def test_a_recipe_with_a_byte_order_mark_is_read(folder: Path, content: str) -> None:
    Path("mine.toml").write_text(
        'layers = [{ type = "dense", units = "classes" }]\n', encoding=content
    )

    assert find_recipe("mine.toml").name == "mine"


# Python itself is not to be interrupted while it starts: it may end with a traceback then. What runs the
# tests may ignore the signal, as a shell does for what runs in the background.
BEGIN = """
import signal, sys
from glassnet.__main__ import run

signal.signal(signal.SIGINT, signal.default_int_handler)
print("begun", flush=True)
sys.exit(run())
"""


@pytest.mark.slow
@pytest.mark.parametrize("delay", [0.3, 1.0])
@pytest.mark.parametrize(
    "arguments", [["data", "verify", "simulated"], ["train", "--data", "simulated"]]
)
@pytest.mark.skipif(os.name != "posix", reason="a process cannot be sent Ctrl-C here")
def test_an_interrupt_is_answered_soon_and_without_a_traceback(
    arguments: list[str], delay: float, tmp_path: Path
) -> None:
    process = subprocess.Popen(
        [sys.executable, "-c", BEGIN, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=tmp_path,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "begun\n"
    time.sleep(delay)

    began = time.monotonic()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=30)

    assert "Traceback" not in errors
    assert process.returncode == 130, errors
    assert time.monotonic() - began < 10  # a second on an idle machine


def test_a_flag_that_blas_sets_for_finite_numbers_is_not_reported(tmp_path: Path) -> None:
    command = (
        "import sys, warnings; from glassnet.__main__ import run; "
        "sys.argv = ['glassnet', '--version']; run(); "
        "warnings.warn('invalid value encountered in matmul', RuntimeWarning)"
    )

    result = subprocess.run(
        [sys.executable, "-c", command], capture_output=True, text=True, cwd=tmp_path, check=True
    )

    assert result.stderr == ""
