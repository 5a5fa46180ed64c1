"""A training log is compared with the printed one digit for digit."""

import csv
from dataclasses import replace
from pathlib import Path

from glassnet.tutorials import TUTORIALS
from glassnet.tutorials.log import LogLine, find_differences, printed_iterations

PRINTED = TUTORIALS["wang"].printed_log
LOG = tuple(LogLine(i, float(cost), float(accuracy)) for i, cost, accuracy in PRINTED)


def test_a_log_differs_where_any_printed_digit_differs() -> None:
    assert find_differences(LOG, PRINTED) == []

    changed = (replace(LOG[0], cost=LOG[0].cost + 1e-6), *LOG[1:])
    assert [line.iteration for line, *_ in find_differences(changed, PRINTED)] == [0]


def test_later_iterations_than_the_printed_ones_are_not_compared() -> None:
    longer = (*LOG, LogLine(150, 1.0, 10.0))

    assert find_differences(longer, PRINTED) == []
    assert printed_iterations(longer, PRINTED) == list(LOG)


def test_a_line_reads_as_the_tutorial_prints_it() -> None:
    assert str(LOG[1]) == "Cost after iteration 10: 0.204155 Accuracy: 40.781667"


def test_the_printed_log_is_that_of_the_reference(reference_folder: Path) -> None:
    with (reference_folder / "wang_log.csv").open() as file:
        rows = [(int(r[0]), r[1], r[2]) for r in list(csv.reader(file))[1:]]

    assert list(PRINTED) == rows
