"""`glassnet quiz`: find the bug in training code by its symptoms."""

from __future__ import annotations

from typing import Any

from glassnet.cli.console import Count, JsonFile, Seed, error_console, report_console, write_json
from glassnet.cli.data import download_bars
from glassnet.cli.quiz_view import QuizView
from glassnet.data.download.fetch import FetchOptions
from glassnet.data.sources import load
from glassnet.errors import SettingError, format_error
from glassnet.explain.quiz import (
    Answer,
    Exercise,
    Mark,
    Symptoms,
    choose_exercise,
    mark,
    observe,
)
from glassnet.explain.quiz.exercise import MAX_POINTS
from glassnet.explain.quiz.program import Program

QUESTIONS = 3


def quiz(
    *,
    seed: Seed = 0,
    questions: Count = QUESTIONS,
    answers: str | None = None,
    data: str = "mnist",
    json: JsonFile = None,
) -> int:
    """Find planted bugs: a small network is trained by code with one bug, and shows its symptoms.

    Answer where it is and what it is, as "layer 2: missing-transpose" or "data: test-leak". A right place is
    1 point, a right bug 2; each hint costs 1. Type h for a hint, q to stop, nothing to pass.

    Parameters
    ----------
    seed
        The seed of the questions: the same for a whole class.
    questions
        The number of questions.
    answers
        The answers, separated by commas, instead of asking for them.
    data
        The images to train on: mnist, simulated, or another set of 28x28.
    """
    given = None if answers is None else _parse(answers, questions)
    with download_bars(error_console()) as report_download:
        dataset = load(data, 0, FetchOptions(report=report_download))
    view = QuizView(report_console(json))
    reports, marks = [], []
    for number in range(questions):
        exercise = choose_exercise(seed, number)
        found = observe(exercise.bug.plant(exercise.place), dataset, exercise.seed)
        correct = observe(Program(), dataset, exercise.seed)
        view.show(number + 1, questions, found, correct)
        if given is None:
            answer, hints, stopped = view.ask(exercise)
        else:
            answer, hints, stopped = given[number], 0, False
        if stopped:
            break
        marked = mark(exercise, answer, hints)
        view.show_mark(exercise, answer, marked)
        marks.append(marked)
        reports.append(_to_plain(exercise, found, correct, answer, marked))
    points, most = sum(each.points for each in marks), MAX_POINTS * len(marks)
    view.summary(points, most)
    plain = {"seed": seed, "questions": reports, "points": points, "max_points": most}
    write_json(json, plain)
    return 0


def _parse(answers: str, questions: int) -> list[Answer | None]:
    """One for each question; an empty one is no answer."""
    texts = [each.strip() for each in answers.split(",")]
    if len(texts) != questions:
        wanted = f"{questions} answers, separated by commas"
        remedy = "Leave an answer empty to pass."
        raise SettingError(format_error("--answers", wanted, str(len(texts)), remedy))
    return [Answer.parse(each) if each else None for each in texts]


def _to_plain(
    exercise: Exercise, found: Symptoms, correct: Symptoms, answer: Answer | None, marked: Mark
) -> dict[str, Any]:
    return {
        "bug": exercise.bug.key,
        "place": exercise.place,
        "symptoms": found.to_plain(),
        "without_bug": correct.to_plain(),
        "answer": None if answer is None else {"place": answer.place, "bug": answer.bug},
        "place_is_right": marked.place_is_right,
        "bug_is_right": marked.bug_is_right,
        "hints": marked.hints,
        "points": marked.points,
    }
