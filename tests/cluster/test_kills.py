"""Whatever is killed, nothing is lost; `python -m tests.cluster.kills` counts at full size."""

import sys

import pytest

pytest.importorskip("distributed", reason="needs glassnet[cluster]")
pytest.importorskip("psutil", reason="comes with distributed")
from tests.cluster.kills import FAULTS, run

pytestmark = pytest.mark.skipif(
    sys.platform != "linux", reason="signals and /proc as Linux has them"
)


def test_bulk_reading_survives_a_kill() -> None:
    count = run(1, 1, ["bulk"], ["worker"], seed=1, images=40_000)

    assert count.failures == []
    assert count.total == 1


@pytest.mark.full
def test_nothing_is_lost_by_any_fault() -> None:
    count = run(15, 4, ["sweep", "training", "bulk"], list(FAULTS), seed=2)

    assert count.failures == []
    assert count.total == 15
