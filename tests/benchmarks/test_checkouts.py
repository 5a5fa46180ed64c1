"""Two checkouts are timed in alternation, whatever the other one calls its workloads."""

from pathlib import Path

import pytest
from benchmarks.checkouts import Checkout, comparison_rows, learning_changes
from benchmarks.series import Series
from benchmarks.workloads import WORKLOADS

CHILD = """
import json, sys
assert sys.argv[1:] == ["G1", "glassnet", "", "quick"], sys.argv
print("loading")
print(json.dumps({"seconds": {"B": 2.0, "cnn": 3.0}, "learned": {"B": 7.0, "cnn": 8.0}}))
"""


@pytest.fixture
def other(tmp_path: Path) -> Checkout:
    """A checkout that names its workloads by letters."""
    package = tmp_path / "benchmarks"
    package.mkdir()
    (package / "workloads.py").write_text('WORKLOADS = {"D": 1, "G1": 2}')
    (package / "child.py").write_text(CHILD)
    return Checkout.at(tmp_path)


def test_workloads_of_another_checkout_are_found_by_their_former_letters(other: Checkout) -> None:
    assert other.name_of("dense-128") == "D"
    assert other.name_of("race") is None
    assert other.run("race", quick=True) == "has no workload race"


def test_what_another_checkout_measured_is_reported_in_our_names(other: Checkout) -> None:
    outcome = other.run("predict-one", quick=True)

    assert outcome == {
        "seconds": {"mlp-16-16-online": 2.0, "cnn": 3.0},
        "learned": {"mlp-16-16-online": 7.0, "cnn": 8.0},
    }


def test_a_failed_run_says_why(other: Checkout) -> None:
    outcome = other.run("dense-128", quick=True)

    assert isinstance(outcome, str)
    assert outcome.startswith("failed: AssertionError")


def test_the_table_has_medians_and_the_ratio_of_runs_side_by_side() -> None:
    before, after = (
        Series(side, [{"seconds": {"": each}, "learned": {"loss": loss}} for each in seconds])
        for side, seconds, loss in (
            ("before", (2.0, 4.0, 2.0), 0.5),
            ("after", (1.0, 3.0, 1.0), 0.25),
        )
    )

    (row,) = comparison_rows(WORKLOADS["race"], before, after)
    (change,) = learning_changes(WORKLOADS["race"], before, after)

    assert row == "| `race` | 2 s | 1 s | 0.500 | 0.500 to 0.750 |"
    assert change == "race: loss 0.5 before, 0.25 after"
