"""Where commands write: reports here, JSON there, never mixed."""

import io
import json
import threading
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

from glassnet.cli import main
from glassnet.cli.console import (
    STANDARD_STREAM,
    error_console,
    report_console,
    told_if_slow,
    write_json,
)

Captured = pytest.CaptureFixture[str]


def test_a_report_goes_to_standard_output(capsys: Captured) -> None:
    report_console().print("report")
    report_console(Path("figures.json")).print("report")

    assert capsys.readouterr() == ("report\nreport\n", "")


def test_a_report_makes_room_for_json_on_standard_output(capsys: Captured) -> None:
    report_console(STANDARD_STREAM).print("report")
    write_json(STANDARD_STREAM, {"figure": 1})

    captured = capsys.readouterr()
    assert captured.err == "report\n"
    assert json.loads(captured.out) == {"figure": 1}


def test_trouble_goes_to_standard_error(capsys: Captured) -> None:
    error_console().print("trouble")

    assert capsys.readouterr() == ("", "trouble\n")


def test_a_pipe_gets_wide_lines_without_colour(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.delenv("COLUMNS", raising=False)
    monkeypatch.delenv("FORCE_COLOR", raising=False)

    report_console().print("[red]" + "x" * 110)

    assert capsys.readouterr().out == "x" * 110 + "\n"


def test_a_pipe_takes_the_width_that_it_is_told(
    monkeypatch: pytest.MonkeyPatch, capsys: Captured
) -> None:
    monkeypatch.setenv("COLUMNS", "20")

    report_console().print("x " * 19)

    assert max(map(len, capsys.readouterr().out.splitlines())) <= 20


def test_numbers_are_not_coloured_by_guesswork() -> None:
    console = report_console()
    console.file = io.StringIO()

    console.print("accuracy 98.05%")

    assert console.file.getvalue() == "accuracy 98.05%\n"


def test_json_goes_to_a_file(tmp_path: Path) -> None:
    write_json(tmp_path / "out.json", {"name": "Zürich", "shares": [0.5, None]})

    text = (tmp_path / "out.json").read_text(encoding="utf-8")
    assert json.loads(text) == {"name": "Zürich", "shares": [0.5, None]}
    assert text.endswith("}\n")


def test_numbers_that_json_does_not_know_become_null(tmp_path: Path) -> None:
    plain = {"loss": float("nan"), "deep": [{"x": float("inf")}, (1.5,)]}

    write_json(tmp_path / "out.json", plain)

    assert json.loads((tmp_path / "out.json").read_text()) == {
        "loss": None,
        "deep": [{"x": None}, [1.5]],
    }


def test_without_a_target_nothing_is_written(capsys: Captured) -> None:
    write_json(None, {"figure": 1})

    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("terminal", "seconds", "told"), [(True, 0.0, True), (True, 60.0, False), (False, 0.0, False)]
)
def test_who_waits_long_at_a_terminal_is_told_why(
    terminal: bool, seconds: float, told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, printed = io.StringIO(), threading.Event()

    class Noting(Console):
        def print(self, *objects: Any, **settings: Any) -> None:
            super().print(*objects, **settings)
            printed.set()

    console = Noting(file=said, force_terminal=terminal)
    monkeypatch.setattr("glassnet.cli.console.error_console", lambda: console)
    monkeypatch.setattr("glassnet.cli.console.SECONDS_OF_SILENCE", seconds)

    with told_if_slow():
        printed.wait(60 if told else 0.05)

    assert ("Compiling the loops" in said.getvalue()) == told


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
def test_what_cannot_be_written_is_said_before_any_work(
    call: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("file").touch()

    assert main(call) == 2
    assert "Nothing can be written at" in capsys.readouterr().err
