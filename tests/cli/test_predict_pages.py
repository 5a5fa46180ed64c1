"""`glassnet predict --many`: numbers as CSV, as a table, on the picture; files of several pages."""

import csv
import json
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from glassnet.cli import main
from glassnet.data.labeled_images import Dataset

Captured = pytest.CaptureFixture[str]
MODEL = ["--model", "reader.safetensors"]


@pytest.fixture
def folder(
    small_dataset: Dataset, small_model_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A working folder with a page of two rows of two numbers, and a model."""
    page = np.full((560, 1200), 255, np.uint8)
    images = small_dataset.split("test").images
    places = [
        (60, 60),
        (60, 150),
        (60, 700),
        (60, 790),
        (340, 60),
        (340, 700),
        (340, 790),
        (340, 880),
    ]
    for image, (top, left) in zip(images, places, strict=False):
        digit = np.asarray(Image.fromarray(255 - image).resize((112, 112)))
        part = page[top : top + 112, left : left + 112]
        np.minimum(part, digit, out=part)
    Image.fromarray(page).save(tmp_path / "page.png")
    (tmp_path / "reader.safetensors").write_bytes(small_model_file.read_bytes())
    monkeypatch.chdir(tmp_path)
    return tmp_path


def predict(*arguments: str, status: int = 0) -> None:
    assert main(["predict", *arguments, "--many", *MODEL]) == status


def numbers_of(capsys: Captured, *arguments: str) -> list[dict]:
    capsys.readouterr()
    predict(*arguments, "--json", "-")
    return json.loads(capsys.readouterr().out)["numbers"]


def test_the_csv_has_a_line_for_each_number(folder: Path, capsys: Captured) -> None:
    predict("page.png", "--csv", "numbers.csv")

    rows = list(csv.reader((folder / "numbers.csv").read_text().splitlines()))
    numbers = numbers_of(capsys, "page.png")
    assert rows[0] == ["input", "page", "line", "column", "text", "confidence"]
    assert [row[4] for row in rows[1:]] == [each["text"] for each in numbers]
    assert [len(each["text"]) for each in numbers] == [2, 2, 1, 3]
    assert {row[0] for row in rows[1:]} == {"page.png"}
    assert [float(row[5]) for row in rows[1:]] == pytest.approx(
        [each["confidence"] for each in numbers], abs=1e-6
    )


def test_a_number_has_its_place_and_its_digits(folder: Path, capsys: Captured) -> None:
    first = numbers_of(capsys, "page.png")[0]

    assert (first["input"], first["page"], first["line"]) == ("page.png", 1, 1)
    assert "".join(digit["label"] or "?" for digit in first["digits"]) == first["text"]
    left, right = (digit["box"] for digit in first["digits"])
    assert (
        first["box"]["left"]
        == left["left"]
        < left["right"]
        < right["right"]
        == first["box"]["right"]
    )
    assert left["left"] == pytest.approx(60 / 1200, abs=0.04)
    others = first["alternatives"]
    assert all(0 < each["confidence"] < 1 and each["text"] != first["text"] for each in others)


def test_the_table_has_the_numbers_as_they_lie(folder: Path, capsys: Captured) -> None:
    predict("page.png", "--table", "table.csv")

    rows = list(csv.reader((folder / "table.csv").read_text().splitlines()))
    texts = [each["text"] for each in numbers_of(capsys, "page.png")]
    assert rows == [texts[:2], texts[2:]]


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_the_overlay_has_a_box_and_a_text_for_each_number(
    suffix: str, folder: Path, capsys: Captured
) -> None:
    predict("page.png", "--overlay", f"overlay.{suffix}")

    assert f"Wrote overlay.{suffix}." in capsys.readouterr().out
    numbers = numbers_of(capsys, "page.png")
    if suffix == "png":
        with Image.open("overlay.png") as drawn, Image.open("page.png") as page:
            difference = np.asarray(drawn.convert("RGB"), int) - np.asarray(
                page.convert("RGB"), int
            )
        left, top = numbers[0]["box"]["left"] * 1200, numbers[0]["box"]["top"] * 560
        assert np.abs(difference[: int(top + 9), : int(left + 9)]).max() > 50
        assert np.abs(difference[250:300]).max() < 50  # between the rows
    else:
        root = ElementTree.fromstring(Path("overlay.svg").read_text())  # noqa: S314 - our own file
        names = [each.tag.rpartition("}")[2] for each in root.iter()]
        assert names.count("rect") == len(numbers)
        texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
        assert texts == [each["text"] for each in numbers]


@pytest.mark.parametrize("suffix", ["tif", "pdf"])
def test_a_file_of_several_pages_is_read_page_by_page(
    suffix: str, folder: Path, capsys: Captured
) -> None:
    if suffix == "pdf":
        pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")
    with Image.open("page.png") as page:
        page.save(f"scan.{suffix}", save_all=True, append_images=[page.crop((0, 0, 1200, 300))])

    numbers = numbers_of(capsys, f"scan.{suffix}", "--overlay", "seen.svg")

    assert [each["page"] for each in numbers] == [1, 1, 1, 1, 2, 2]
    assert {each["input"] for each in numbers} == {f"scan.{suffix}"}
    assert Path("seen.svg").exists()
    assert Path("seen-2.svg").exists()


def test_a_page_without_a_digit_has_a_line_too(folder: Path, capsys: Captured) -> None:
    Image.new("L", (300, 300), 255).save("empty.png")

    predict("empty.png", "lost.png", "--csv", "-", status=1)

    lines = capsys.readouterr().out.splitlines()
    assert lines[1:] == ["empty.png,1,,,,", "lost.png,1,,,,"]


def test_drawings_are_lines(folder: Path, capsys: Captured) -> None:
    line = json.dumps({"strokes": [[[0, 0], [3, 50], [2, 100]]]})
    (folder / "drawn.jsonl").write_text(f"{line}\n{line}\n")

    numbers = numbers_of(capsys, "drawn.jsonl")

    assert [each["line"] for each in numbers] == [1, 2]
    assert len({each["text"] for each in numbers}) == 1


def test_strokes_of_several_digits_are_numbers(folder: Path, capsys: Captured) -> None:
    def stroke(left: int, top: int) -> list[list[int]]:
        return [[left, top], [left + 3, top + 50], [left + 2, top + 100]]

    places = [(0, 0), (60, 0), (300, 0), (0, 200)]
    drawings = [{"strokes": [stroke(*place) for place in each]} for each in (places, places[:2])]
    (folder / "drawn.jsonl").write_text("\n".join(map(json.dumps, drawings)))

    numbers = numbers_of(capsys, "drawn.jsonl", "--table", "table.csv", "--stages", "stages")

    assert [(each["line"], len(each["text"])) for each in numbers] == [
        (1, 2),
        (1, 1),
        (2, 1),
        (3, 2),
    ]
    assert [len(each["digits"]) for each in numbers] == [2, 1, 1, 2]
    texts = [each["text"] for each in numbers]
    rows = list(csv.reader((folder / "table.csv").read_text().splitlines()))
    assert [[text for text in row if text] for row in rows] == [texts[:2], texts[2:3], texts[3:]]
    stages = {path.name for path in (folder / "stages").iterdir()}
    assert "drawn.jsonl-line-1-digit-4-2-boxed.png" in stages
    assert "drawn.jsonl-line-2-digit-2-2-boxed.png" in stages


def test_strokes_of_a_number_have_a_structure(folder: Path, capsys: Captured) -> None:
    strokes = [[[left, 0], [left + 3, 50], [left + 2, 100]] for left in (0, 60)]
    (folder / "drawn.json").write_text(json.dumps({"strokes": strokes}))

    [fitting] = numbers_of(capsys, "drawn.json", "--pattern", "#-#")
    [other] = numbers_of(capsys, "drawn.json", "--length", "5")

    assert (fitting["consistent"], fitting["text"][1]) == (True, "-")
    assert other["consistent"] is False


def test_a_drawing_without_a_digit_is_a_line_without_a_number(
    folder: Path, capsys: Captured
) -> None:
    lines = [{"strokes": []}, {"strokes": [[[0, 0], [3, 50], [2, 100]]]}]
    (folder / "drawn.jsonl").write_text("\n".join(map(json.dumps, lines)))

    assert [each["line"] for each in numbers_of(capsys, "drawn.jsonl")] == [2]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--table", "a.csv"], "--table expects --many, got none"),
        (["--overlay", "a.png"], "--overlay expects --many, got none"),
        (["--many", "--overlay", "a.gif"], "a file that ends in .svg or .png, got a.gif"),
    ],
)
def test_a_wrong_call_reads_nothing(
    arguments: list[str], message: str, folder: Path, capsys: Captured
) -> None:
    assert main(["predict", "page.png", *arguments, *MODEL]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in " ".join(captured.err.split())
