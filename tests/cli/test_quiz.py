"""`glassnet quiz` shows symptoms, takes answers and marks them."""

import io
import json

import numpy as np
import pytest

from glassnet.cli import main
from glassnet.cli.quiz_view import draw_bars
from glassnet.data.formats.idx import write_idx
from glassnet.data.simulated import simulate
from glassnet.explain.quiz import choose_exercise

Captured = pytest.CaptureFixture[str]


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("quiz")
    for prefix, count in (("train", 2500), ("t10k", 20)):
        made = simulate(np.random.default_rng(count), count)
        write_idx(folder / f"{prefix}-images-idx3-ubyte", made.images)
        write_idx(folder / f"{prefix}-labels-idx1-ubyte", made.labels.astype(np.uint8))
    return str(folder)


def solution(seed: int, number: int) -> str:
    exercise = choose_exercise(seed, number)
    return f"{exercise.place}: {exercise.bug.key}"


def test_given_answers_are_marked(digits: str, capsys: Captured) -> None:
    answers = f"{solution(1, 0)}, "
    call = ["quiz", "--seed", "1", "--questions", "2", "--answers", answers, "--data", digits]

    assert main([*call, "--json", "-"]) == 0

    captured = capsys.readouterr()
    said = json.loads(captured.out)
    assert (said["points"], said["max_points"]) == (3, 6)
    assert [each["points"] for each in said["questions"]] == [3, 0]
    assert said["questions"][1]["answer"] is None
    assert len(said["questions"][0]["symptoms"]["curve"]) == 12
    assert "Gradient check" in captured.err
    assert "3 of 6 points." in captured.err


def test_it_asks_gives_hints_and_explains_wrong_words(
    digits: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    typed = f"h\nlayer 9: wrong-sign\n{solution(2, 0)}\n"
    monkeypatch.setattr("sys.stdin", io.StringIO(typed))

    assert main(["quiz", "--seed", "2", "--questions", "1", "--data", digits]) == 0

    said = capsys.readouterr().out
    assert choose_exercise(2, 0).bug.hints[0] in " ".join(said.split())
    assert "unknown place 'layer 9'" in said
    assert "2 of 3 points." in said
    assert "written" in said


def test_without_answers_or_a_terminal_it_ends(
    digits: str, capsys: Captured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(""))

    assert main(["quiz", "--questions", "1", "--data", digits]) == 0

    assert "0 of 0 points." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("answers", "message"),
    [
        ("data: test-leak", "2 answers, separated by commas, got 1"),
        ("data: leak, data: test-leak", "Did you mean"),
    ],
)
def test_wrong_answers_run_nothing(answers: str, message: str, capsys: Captured) -> None:
    assert main(["quiz", "--questions", "2", "--answers", answers]) == 2

    captured = capsys.readouterr()
    assert captured.out == ""
    assert message in captured.err


def test_bars_show_the_course_of_numbers() -> None:
    assert draw_bars([0.0, 0.5, 1.0]) == "▁▅█"
    assert draw_bars([2.0, 2.0]) == "▁▁"
    assert draw_bars([1.0, float("nan")]) == "▁x"
