"""`glassnet worksheet` writes sheets and keys as PDF or HTML."""

import json
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.cli import main

Captured = pytest.CaptureFixture[str]


def count_pages(path: Path) -> int:
    return path.read_bytes().count(b"/Type /Page\n") or path.read_bytes().count(b"/Type /Page ")


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def test_a_sheet_and_its_key_are_a_pdf_of_two_pages(capsys: Captured) -> None:
    assert main(["worksheet", "--seed", "7", "--out", "sheet.pdf", "--json", "sheet.json"]) == 0

    path = Path("sheet.pdf")
    assert path.read_bytes().startswith(b"%PDF")
    assert count_pages(path) == 2
    assert "1 sheet on page 1, its key on page 2; all verified." in capsys.readouterr().out
    (sheet,) = json.loads(Path("sheet.json").read_text())["worksheets"]
    assert sheet["seed"] == 7
    assert len(sheet["weighted_sum"]["pixels"]) == 4


def test_a_class_set_has_all_sheets_first(capsys: Captured) -> None:
    assert main(["worksheet", "--seed", "5", "--count", "3", "--out", "class.html"]) == 0

    titles = [
        f"<h1>Worksheet {each}</h1>" for each in ("5", "6", "7", "5: key", "6: key", "7: key")
    ]
    text = Path("class.html").read_text("utf-8")
    places = [text.index(each) for each in titles]
    assert places == sorted(places)
    assert "3 sheets on pages 1 to 3, their keys on pages 4 to 6" in capsys.readouterr().out


def test_keys_can_be_left_out() -> None:
    assert main(["worksheet", "--out", "sheet.html", "--no-keys"]) == 0

    assert ": key" not in Path("sheet.html").read_text("utf-8")


def test_tasks_can_be_taken_alone() -> None:
    assert main(["worksheet", "--task", "3", "--task", "4", "--out", "short.html"]) == 0

    text = Path("short.html").read_text("utf-8")
    assert "3  One neuron" in text
    assert "4  A confusion matrix" in text
    assert "Forward and backward" not in text
    assert "One update" not in text


def test_the_same_seed_writes_the_same_bytes() -> None:
    for name in ("a", "b"):
        main(["worksheet", "--seed", "3", "--out", f"{name}.html"])

    assert Path("a.html").read_bytes() == Path("b.html").read_bytes()


def test_an_own_digit_is_on_the_sheet() -> None:
    picture = np.full((100, 80), 255, np.uint8)
    picture[20:80, 36:44] = 0
    Image.fromarray(picture).save("one.png")

    assert main(["worksheet", "--out", "own.html", "--digit", "one.png", "--json", "own.json"]) == 0

    assert "Your digit" in Path("own.html").read_text("utf-8")
    (sheet,) = json.loads(Path("own.json").read_text())["worksheets"]
    assert sheet["weighted_sum"]["own_digit"]
    assert max(max(row) for row in sheet["weighted_sum"]["pixels"]) == 1


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--out", "sheet.docx"], "a file that ends in .pdf or .html"),
        (["--out", "sheet.html", "--count", "0"], "Must be >= 1"),
        (["--out", "sheet.html", "--task", "5"], "a task from 1 to 4"),
        (["--out", "sheet.html", "--task", "2"], "Add --task 1"),
        ([], "--out"),
    ],
)
def test_a_wrong_call_writes_nothing(
    arguments: list[str], message: str, tmp_path: Path, capsys: Captured
) -> None:
    assert main(["worksheet", *arguments]) == 2

    assert message in " ".join(capsys.readouterr().err.split())
    assert list(tmp_path.iterdir()) == []
