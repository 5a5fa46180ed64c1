"""What the operating system refuses is reported with the file and with what to do."""

from __future__ import annotations

import resource
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="limits and devices of Linux")

SEVEN = Path(__file__).parents[2] / "examples" / "seven.png"
START = "import sys; from glassnet.cli import main; sys.exit(main())"
TRAIN = ("train", "tiny", "--epochs", "1", "--plain")


def run(
    *arguments: str, output: str | None = None, file_bytes: int | None = None
) -> tuple[int, str]:
    """Exit status and messages of a command; `file_bytes` limits every file that it writes."""

    def limit() -> None:
        if file_bytes is not None:
            import signal

            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (file_bytes, file_bytes))

    with open(output or "/dev/null", "w", encoding="utf-8") as target:
        done = subprocess.run(
            [sys.executable, "-c", START, *arguments],
            stdout=target, stderr=subprocess.PIPE, text=True, timeout=120, check=False, preexec_fn=limit,
        )  # fmt: skip
    return done.returncode, done.stderr


def expect_message(answer: tuple[int, str], *parts: str) -> None:
    status, message = answer
    assert status == 1
    assert "Traceback" not in message
    assert "[Errno" not in message
    for part in parts:
        assert part in message


def test_a_model_that_does_not_fit_is_named(small_data_file: Path, tmp_path: Path) -> None:
    options = ("--data", str(small_data_file), "--out", str(tmp_path / "run"))
    answer = run(*TRAIN, *options, file_bytes=20_000)

    expect_message(answer, str(tmp_path / "run"), ".safetensors", "ulimit")


def test_a_full_standard_output_is_named() -> None:
    expect_message(run("models", output="/dev/full"), "standard output", "Free some space")


def test_a_report_on_a_full_disk_is_named() -> None:
    expect_message(run("models", "--json", "/dev/full"), "/dev/full", "Free some space")


def test_what_does_not_fit_leaves_the_earlier_file(tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text("an earlier table")
    answer = run("predict", str(SEVEN), "--csv", str(table), file_bytes=40)

    expect_message(answer, str(table), "ulimit")
    assert table.read_text() == "an earlier table"
    assert [each.name for each in tmp_path.iterdir()] == ["table.csv"]


WRITERS = {
    "stages": ("predict", "SCAN", "--stages", "OUT"),
    "contact sheet": ("data", "show", "simulated", "--png", "OUT/sheet.png"),
    "worksheet": ("worksheet", "--out", "OUT/sheet.html"),
    "pages": ("worksheet", "--out", "OUT/sheet.pdf"),
    "bulk": ("predict", "--bulk", "SCANS", "--out", "OUT", "--model", "tiny"),
}


@pytest.mark.parametrize(
    "name", [pytest.param(each, marks=[pytest.mark.full] * (each != "stages")) for each in WRITERS]
)
def test_a_picture_or_page_that_does_not_fit_is_named(name: str, tmp_path: Path) -> None:
    pixels = np.full((80, 80), 255, np.uint8)
    pixels[15:65, 35:43] = 0
    (tmp_path / "scans").mkdir()
    Image.fromarray(pixels).save(tmp_path / "scans" / "a.png")
    out = tmp_path / "out"
    out.mkdir()
    places = {"SCANS": tmp_path / "scans", "SCAN": tmp_path / "scans" / "a.png", "OUT": out}
    arguments = list(WRITERS[name])
    for word, place in places.items():
        arguments = [
            each.replace(word, str(place)) if each.startswith(word) else each for each in arguments
        ]

    expect_message(run(*arguments, file_bytes=40), str(out), "ulimit")
