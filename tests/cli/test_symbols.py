"""`glassnet predict --many --symbols`: points, commas, minus signs, slashes and colons."""

import csv
import json
from pathlib import Path

import pytest
from tests.models.symbols.numbers_with_symbols import draw_numbers, write_number

from glassnet.cli import main

Captured = pytest.CaptureFixture[str]
NUMBERS = ["-12.5", "3,75"]


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    path = tmp_path / "sheet.png"
    draw_numbers(*NUMBERS).save(path)
    return path


def test_numbers_with_symbols_are_written_to_every_output(
    sheet: Path, tmp_path: Path, capsys: Captured
) -> None:
    files = [str(tmp_path / name) for name in ("numbers.csv", "table.csv", "seen.svg")]
    options = [*zip(("--csv", "--table", "--overlay"), files, strict=True)]

    status = main(
        ["predict", str(sheet), "--many", "--symbols", *(x for pair in options for x in pair)]
    )

    assert status == 0
    assert f"sheet.png: {NUMBERS[0]} {NUMBERS[1]}" in " ".join(capsys.readouterr().out.split())
    rows = list(csv.reader(Path(files[0]).read_text().splitlines()))
    assert [row[4] for row in rows[1:]] == NUMBERS
    assert list(csv.reader(Path(files[1]).read_text().splitlines())) == [[each] for each in NUMBERS]
    assert all(f">{each}</text>" in Path(files[2]).read_text() for each in NUMBERS)


def test_the_json_has_the_probability_of_each_symbol(sheet: Path, capsys: Captured) -> None:
    assert main(["predict", str(sheet), "--many", "--symbols", "--json", "-"]) == 0

    report = json.loads(capsys.readouterr().out)
    assert [each["text"] for each in report["numbers"]] == NUMBERS
    point = report["readings"][3]
    assert (point["label"], point["digit"]) == (".", None)
    assert list(point["probabilities"]) == [*"0123456789", ".", ",", "-", "/", ":"]
    assert point["probabilities"]["."] == point["confidence"] > 0.5


def test_without_the_option_no_symbol_is_read(sheet: Path, capsys: Captured) -> None:
    assert main(["predict", str(sheet), "--many", "--json", "-"]) == 0

    report = json.loads(capsys.readouterr().out)
    assert set("".join(each["text"] for each in report["numbers"])) <= set("0123456789?")
    assert {len(each["probabilities"]) for each in report["readings"]} == {10}


def test_strokes_have_symbols_and_a_pattern(tmp_path: Path, capsys: Captured) -> None:
    path = tmp_path / "drawn.jsonl"
    lines = [{"strokes": [each.tolist() for each in write_number(text)]} for text in NUMBERS[:2]]
    path.write_text("\n".join(map(json.dumps, lines)))

    # After "=", as the expression begins with a hyphen.
    regex = r"--regex=-?\d+[.,]\d+"
    assert main(["predict", str(path), "--many", "--symbols", regex, "--json", "-"]) == 0

    numbers = json.loads(capsys.readouterr().out)["numbers"]
    assert [(each["text"], each["consistent"]) for each in numbers] == [
        ("-12.5", True),
        ("3,75", True),
    ]


def test_symbols_need_many(sheet: Path, capsys: Captured) -> None:
    assert main(["predict", str(sheet), "--symbols"]) == 2

    assert "--symbols expects --many, got none" in " ".join(capsys.readouterr().err.split())
