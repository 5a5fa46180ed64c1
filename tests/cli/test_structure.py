"""`glassnet predict --many` with a pattern, an expression, a checksum or a length."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from glassnet.cli import main

Captured = pytest.CaptureFixture[str]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    """Bright paper with three vertical strokes: 11 and 1."""
    paper = np.full((160, 640), 240, np.uint8)
    for place in (60, 110, 400):
        paper[40:120, place : place + 8] = 20
    path = tmp_path / "ones.png"
    Image.fromarray(paper).save(path)
    return path


def numbers(sheet: Path, *options: str, capsys: Captured) -> list[dict[str, Any]]:
    """The numbers that `glassnet predict SHEET --many OPTIONS --json -` prints."""
    assert main(["predict", "tiny", str(sheet), "--many", *options, "--json", "-"]) == 0
    return json.loads(capsys.readouterr().out)["numbers"]


@pytest.mark.parametrize(
    ("options", "fits"),
    [
        (["--length", "2"], [True, False]), (["--pattern", "#-#"], [True, False]),
        (["--regex", "1+"], [True, True]), (["--checksum", "luhn", "--length", "2"], [False, False]),
    ],
)  # fmt: skip
def test_numbers_say_whether_they_have_the_structure(
    options: list[str], fits: list[bool], sheet: Path, capsys: Captured
) -> None:
    found = numbers(sheet, *options, capsys=capsys)

    assert [each["consistent"] for each in found] == fits
    assert all("odds" in each for each in found)


def test_without_a_structure_nothing_is_said_of_it(sheet: Path, capsys: Captured) -> None:
    assert all("consistent" not in each for each in numbers(sheet, capsys=capsys))


def test_the_report_shows_the_text_and_what_does_not_fit(sheet: Path, capsys: Captured) -> None:
    assert main(["predict", "tiny", str(sheet), "--many", "--pattern", "#.#"]) == 0

    text = capsys.readouterr().out
    assert "no reading fits" in text
    assert "to 1" in text
    assert ".1 " in text


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (["--length", "2"], "Add --many"), (["--many", "--regex", "(1"], "character 3"),
        (["--many", "--checksum", "lun"], "Did you mean 'luhn'"), (["--many", "--length", "0"], "length"),
    ],
)  # fmt: skip
def test_a_wrong_structure_is_a_wrong_call(
    options: list[str], message: str, sheet: Path, capsys: Captured
) -> None:
    assert main(["predict", "tiny", str(sheet), *options]) == 2

    assert message in capsys.readouterr().err.replace("\n", " ")
