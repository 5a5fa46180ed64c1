"""Where commands write: reports here, JSON there, never mixed."""

import io
import json
from pathlib import Path

import pytest
from rich.text import Text

from glassnet.cli import main
from glassnet.cli.console import (
    STANDARD_STREAM,
    error_console,
    report_console,
    write_json,
)

Captured = pytest.CaptureFixture[str]


def test_a_report_goes_to_standard_output(capsys: Captured) -> None:
    report_console().print("report")
    report_console(Path("report.json")).print("report")

    assert capsys.readouterr() == ("report\nreport\n", "")


def test_a_report_makes_room_for_json_on_standard_output(capsys: Captured) -> None:
    report_console(STANDARD_STREAM).print("report")
    write_json(STANDARD_STREAM, {"metric": 1})

    captured = capsys.readouterr()
    assert captured.err == "report\n"
    assert json.loads(captured.out) == {"metric": 1}


def test_errors_go_to_standard_error(capsys: Captured) -> None:
    error_console().print("an error")

    assert capsys.readouterr() == ("", "an error\n")


def test_a_pipe_gets_wide_lines_without_color(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    report_console().print(Text("x" * 110, "red"))

    assert capsys.readouterr().out == "x" * 110 + "\n"


def test_a_pipe_takes_the_width_that_is_set(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("COLUMNS", "20")

    report_console().print("x " * 19)

    assert max(map(len, capsys.readouterr().out.splitlines())) <= 20


def test_numbers_are_not_colored() -> None:
    console = report_console()
    console.file = io.StringIO()

    console.print("accuracy 98.05%")

    assert console.file.getvalue() == "accuracy 98.05%\n"


def test_json_goes_to_a_file(tmp_path: Path) -> None:
    write_json(tmp_path / "out.json", {"name": "Zürich", "shares": [0.5, None]})

    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"name": "Zürich", "shares": [0.5, None]}
    assert text.endswith("}\n")


def test_numbers_that_are_not_finite_become_null(tmp_path: Path) -> None:
    plain = {"loss": float("nan"), "deep": [{"x": float("inf")}, (1.5,)]}

    write_json(tmp_path / "out.json", plain)

    assert json.loads((tmp_path / "out.json").read_text()) == {
        "loss": None,
        "deep": [{"x": None}, [1.5]],
    }


def test_without_a_target_nothing_is_written(capsys: Captured) -> None:
    write_json(None, {"metric": 1})

    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    "call",
    [
        ["train", "--epochs", "1.5"],
        ["train", "--seed", "2.7"],
        ["data", "show", "--count", "2.5"],
        ["serve", "--port", "80.5"],
        ["reproduce", "--seeds", "1.5"],
    ],
)
def test_a_fraction_where_a_whole_number_belongs_is_refused(
    call: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(call) == 2
    assert f"Expected a whole number, got '{call[-1]}'" in capsys.readouterr().err.replace(
        "\n", " "
    )


@pytest.mark.parametrize(
    "call",
    [
        ["train", "--out", "file/run"],
        ["evaluate", "tiny", "--out", "file/pictures"],
        ["predict", "x.png", "--stages", "file/stages"],
        ["data", "show", "simulated", "--png", "file/sheet.png"],
        ["reproduce", "wang", "--models", "file/models"],
    ],
)
def test_a_target_that_cannot_be_written_is_reported_before_any_work(
    call: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()

    assert main(call) == 2
    assert "is not writable" in capsys.readouterr().err
