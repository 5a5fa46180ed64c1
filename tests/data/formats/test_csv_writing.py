"""No cell of a CSV becomes a formula in a spreadsheet; numbers stay numbers."""

import csv

import pytest

from glassnet.data.formats.csv_writing import escape_formula, to_csv


@pytest.mark.parametrize(
    "cell", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "--5"]
)
def test_a_cell_that_would_be_computed_is_text(cell: str) -> None:
    assert escape_formula(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["", "12", "-12", "+12", "-3.25", "0,5", "a=b", "'=1", "-"])
def test_every_other_cell_is_kept(cell: str) -> None:
    assert escape_formula(cell) == cell


def test_rows_are_lines_and_names_may_be_no_unicode() -> None:
    text = to_csv([["a", 'say "x", y'], ["\udcff.png", "=1"]])

    assert list(csv.reader(text.splitlines())) == [["a", 'say "x", y'], ["?.png", "'=1"]]


def test_control_characters_of_names_reach_no_terminal() -> None:
    text = to_csv([["\x1b]0;title\x07\x1b[2J.png", "\u202egnp.exe"]])

    assert text == "\\x1b]0;title\\x07\\x1b[2J.png,\\u202egnp.exe\n"
