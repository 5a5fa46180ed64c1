"""`glassnet form`: from a blank form and filled ones to a table, and from corrections to examples."""

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image
from tests.forms.conftest import blank_form, fill_form, take_photo, template_file

from glassnet.cli import main
from glassnet.data import load
from glassnet.data.labeled_images import DIGIT_NAMES
from glassnet.forms.corrections import FORMAT
from glassnet.forms.template import read_template

__all__ = ["blank_form", "fill_form", "take_photo", "template_file"]

Captured = pytest.CaptureFixture[str]
Fill = Callable[..., Image.Image]


@pytest.fixture
def folder(
    template_file: Path, fill_form: Fill, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Path:
    """A working folder with a template and two filled forms."""
    (tmp_path / "scans").mkdir()
    fill_form("40718", "935", 0).save(tmp_path / "scans" / "a.png")
    fill_form("22604", "4178", None, seed=3).save(tmp_path / "scans" / "b.png")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_blank_form_becomes_a_template(folder: Path, capsys: Captured) -> None:
    assert main(["form", "find", "blank.png", "--out", "found/new.toml"]) == 0

    template = read_template(folder / "found" / "new.toml")
    assert [field.kind for field in template.fields] == ["digits", "number", "choice", "choice"]
    assert template.blank == folder / "found" / "new.png"
    assert "Wrote found/new.toml with 4 fields, and found/new.png." in capsys.readouterr().out
    assert main(["form", "read", "found/new.toml", "scans/a.png", "--json", "-"]) == 0
    fields = json.loads(capsys.readouterr().out)["forms"][0]["fields"]
    assert [each["text"] for each in fields.values()] == ["40718", "935", "x", ""]


def test_a_folder_of_filled_forms_becomes_a_table_and_a_page(
    folder: Path, capsys: Captured
) -> None:
    (folder / "scans" / "other.png").write_bytes((folder / "blank.png").read_bytes()[:200])
    arguments = ["meter.toml", "scans", "--csv", "table.csv", "--review", "review.html"]

    assert main(["form", "read", *arguments]) == 1

    rows = list(csv.reader((folder / "table.csv").read_text().splitlines()))
    assert rows[0] == ["input", "page", "number", "reading", "estimated", "confidence"]
    assert rows[1][:5] == ["scans/a.png", "1", "40718", "935", "x"]
    assert rows[2][0] == "scans/b.png"
    assert rows[3] == ["scans/other.png", "1", "", "", "", ""]
    assert "scans/other.png: a damaged picture" in capsys.readouterr().out
    page = (folder / "review.html").read_text()
    text = page.partition('type="application/json">')[2].partition("</script>")[0]
    fields = json.loads(text)["fields"]
    confidences = [each["confidence"] for each in fields]
    assert len(fields) == 6
    assert confidences == sorted(confidences)
    assert all(each["picture"].startswith("data:image/jpeg;base64,") for each in fields)


def test_corrections_are_applied_and_become_examples(folder: Path, capsys: Captured) -> None:
    where = {"input": "scans/a.png", "page": 1}
    corrections = [
        {**where, "field": "number", "text": "40719"},
        {**where, "field": "lost", "text": "1"},
    ]
    text = json.dumps({"format": FORMAT, "template": "meter", "corrections": corrections})
    (folder / "corrections.json").write_text(text)
    arguments = ["meter.toml", "scans/a.png", "--corrections", "corrections.json"]

    assert main(["form", "read", *arguments, "--training", "mine", "--csv", "table.csv"]) == 0

    printed = capsys.readouterr().out
    assert "Applied 1 checked fields." in printed
    assert "1 checked fields are on none of these forms" in printed
    assert list(csv.reader((folder / "table.csv").read_text().splitlines()))[1][2] == "40719"
    assert load("mine").split("train").class_names == DIGIT_NAMES


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["read", "meter.toml"], 2, "scans or photos of filled forms, got none"),
        (
            ["read", "meter.toml", "scans", "--training", "mine"],
            2,
            "--training expects --corrections",
        ),
        (["read", "lost.toml", "scans"], 1, "lost.toml expects a template"),
        (["read", "meter.toml", "lost.png"], 1, "lost.png: no such file. Check the path."),
        (["find", "lost.png", "--out", "a.toml"], 1, "lost.png: no such file. Check the path."),
        (["find", "blank.png", "--out", "a.json"], 2, "a file that ends in .toml"),
    ],
)
def test_what_is_wrong_is_said(
    arguments: list[str], status: int, message: str, folder: Path, capsys: Captured
) -> None:
    assert main(["form", *arguments]) == status

    captured = capsys.readouterr()
    assert message in " ".join((captured.out + captured.err).split())


def test_a_form_that_is_not_on_the_picture_is_reported(folder: Path, capsys: Captured) -> None:
    Image.new("L", (700, 900), 235).save("empty.png")

    assert main(["form", "read", "meter.toml", "empty.png"]) == 1
    assert "empty.png: the form was not found on this picture." in capsys.readouterr().out
