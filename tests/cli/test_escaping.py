"""What files say is shown, never obeyed: no control character of a file reaches the terminal."""

from __future__ import annotations

import contextlib
import csv
import json
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.cli import main
from glassnet.data.formats.csv_writing import escape_formula
from glassnet.errors import escape_controls
from glassnet.models import Metric, load_model
from glassnet.models.file import save_model

# Clears the screen, sets the title, opens a link, moves, turns the direction; and markup of rich.
PAYLOADS = (
    "\x1b[2J\x1b]0;owned\x07", "\x1b]8;;https://example.org\x1b\\link", "\x9b31m", "\x7f\b\b\b", "\r\x0b\x0c",
    "\u202eabc", "\u2066x", "[bold red]x[/]", "[/nothing]", "[link=https://example.org]x[/link]", ":smile:",
)  # fmt: skip
# The name of a recipe is that of its run folders.
SAFE = "".join(PAYLOADS).replace("/", "").replace("\\", "")
FORBIDDEN = [chr(code) for code in (*range(10), *range(11, 32), *range(127, 160))]
FORBIDDEN += ["\u202e", "\u2066", "\u2028"]


@pytest.fixture
def hostile_file(tmp_path: Path) -> Path:
    """A model whose every text is hostile."""
    text = "".join(PAYLOADS)
    model = load_model("tiny")
    names = tuple(f"{index}{text}" for index in range(10))
    hostile = replace(
        model,
        recipe=model.recipe.with_changes(name=SAFE, description=text),
        class_names=names,
        trained_on=text,
        trained_on_digest=text,
        metrics=(Metric(text, text, 0.5),),
        notes={text: text},
    )
    save_model(hostile, tmp_path / "hostile.safetensors")
    return tmp_path / "hostile.safetensors"


@pytest.fixture
def picture(tmp_path: Path) -> Path:
    pixels = np.zeros((28, 28), np.uint8)
    pixels[4:24, 13:16] = 255
    Image.fromarray(pixels).save(tmp_path / "one.png")
    return tmp_path / "one.png"


@pytest.mark.parametrize(
    "command",
    [
        ["models", "MODEL"], ["models", "MODEL", "--json", "-"], ["predict", "MODEL", "PICTURE"],
        ["predict", "MODEL", "PICTURE", "--json", "-"], ["plan", "MODEL"], ["explain", "MODEL", "PICTURE"],
        ["predict", "MODEL", "\x1b[2J.png"], ["models", "\x1b[2J\x9b31m"], ["train", "\x1b]0;x\x07"],
    ],
)  # fmt: skip
def test_no_control_character_reaches_the_terminal(
    command: list[str], hostile_file: Path, picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    places = {"MODEL": str(hostile_file), "PICTURE": str(picture)}

    main([places.get(each, each) for each in command])

    captured = capsys.readouterr()
    shown = captured.out + captured.err
    assert shown
    assert "Traceback" not in shown
    assert not [each for each in FORBIDDEN if each in shown]


def test_markup_in_a_file_is_shown_as_it_is(
    hostile_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["models", str(hostile_file)])

    shown = capsys.readouterr().out.replace("\n", "").replace(" ", "")
    assert "[link=https://example.org]x[/link]" in shown


def test_json_keeps_the_text(hostile_file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["models", str(hostile_file), "--json", "-"])

    assert json.loads(capsys.readouterr().out)["trained_on"] == "".join(PAYLOADS)


def test_controls_are_escaped_and_letters_kept() -> None:
    assert escape_controls("a\x1b[2J\u202e\n\x9bÄ日") == "a\\x1b[2J\\u202e\n\\x9bÄ日"


@pytest.mark.parametrize(
    "text", ["=1+1", "+A1", "-A1+2", "@SUM(A1)", "\t=1", " =1", "-1+cmd|' /C calc'!A0", "＝1+1"]
)
def test_a_cell_that_a_spreadsheet_would_compute_gets_an_apostrophe(text: str) -> None:
    assert escape_formula(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "7", "-7", "+0.5", "+", "-", "=", "one=1", "a-b.png", "1e-5"])
def test_other_cells_are_left_as_they_are(text: str) -> None:
    assert escape_formula(text) == text


@pytest.mark.skipif(sys.platform == "win32", reason="names that Windows does not allow")
def test_no_cell_of_a_csv_is_a_formula(
    hostile_file: Path, picture: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = load_model(hostile_file)
    names = tuple(f"=HYPERLINK({index})" for index in range(10))
    save_model(replace(model, class_names=names), hostile_file)
    named = picture.rename(picture.with_name("=cmd|' C calc'!A0.png"))
    broken = picture.with_name("@broken.png")
    broken.write_bytes(b"no picture")

    with contextlib.chdir(picture.parent):
        main(["predict", named.name, broken.name, "--model", str(hostile_file), "--csv", "-"])

    _, *rows = csv.reader(capsys.readouterr().out.splitlines())
    assert len(rows) == 2
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "@", "+", "-"))]
