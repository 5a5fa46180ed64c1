"""A requirement is reached, missed or not measured, against the fastest form of a library."""

from pathlib import Path

import pytest
from benchmarks.requirements import FASTEST, Ratio, Requirement, Seconds, check_requirements
from benchmarks.series import Series
from benchmarks.workloads import WORKLOADS

PAGE = Path(__file__).parents[2] / "docs" / "performance.md"


def timed(side: str, *seconds: float) -> Series:
    return Series(side, [{"seconds": {"": each}, "learned": {}} for each in seconds])


OURS = timed("glassnet", 1.0, 2.0, 1.0)
PEERS = [timed("pytorch", 3.0, 6.0, 3.3), timed("pytorch compiled", 2.0), timed("textbook", 1.5)]


@pytest.mark.parametrize(
    ("requirement", "measured", "reached", "target_reached"),
    [
        (Ratio("pytorch", required=2, target=3), 2.0, True, False),
        (Ratio("pytorch", required=2.1), 2.0, False, False),
        (Ratio("textbook", required=1, target=1.5), 1.5, True, True),
        (Ratio(FASTEST, required=1.6), 1.5, False, False),
        (Ratio("scikit-learn", required=0.1), None, False, False),
        (Seconds(required=1.0, target=0.5), 1.0, True, False),
        (Seconds(required=0.9), 1.0, False, False),
    ],
)
def test_a_requirement_is_compared_with_what_was_measured(
    requirement: Requirement, measured: float | None, reached: bool, target_reached: bool
) -> None:
    (verdict,) = check_requirements("dense-128", (requirement,), [OURS, *PEERS])

    assert verdict.measured == measured
    assert (verdict.reached, verdict.target_reached) == (reached, target_reached)


def test_a_workload_that_did_not_run_reaches_nothing() -> None:
    (verdict,) = check_requirements("race", (Seconds(required=9),), [Series("glassnet")])

    assert not verdict.reached
    assert str(verdict) == "not measured  race: required 9 s"


def test_each_network_of_a_workload_has_a_verdict() -> None:
    seconds = {"small": 1.0, "large": 4.0}
    ours = Series("glassnet", [{"seconds": seconds, "learned": {}}])

    verdicts = [*check_requirements("predict-one", (Seconds(required=2),), [ours])]

    assert [str(each)[:33] for each in verdicts] == [
        "reached       predict-one small: ",
        "missed        predict-one large: ",
    ]


@pytest.mark.parametrize("slug", WORKLOADS)
def test_every_workload_has_requirements_and_a_row_in_the_documentation(slug: str) -> None:
    assert WORKLOADS[slug].requirements
    assert f"\n| `{slug}` | " in PAGE.read_text()
