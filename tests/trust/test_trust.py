"""The checks of trust at the size of each merge; `python -m tests.trust` runs the others."""

import sys

import numpy as np
import pytest
from tests.trust.__main__ import CHECKS
from tests.trust.check import Check

# One of each kind by default; all with -m full.
QUICK = ("mutated models", "crafted models", "parsers", "command lines")


@pytest.mark.skipif(sys.platform == "win32", reason="processes and signals as POSIX has them")
@pytest.mark.parametrize(
    "check",
    [pytest.param(each, marks=[pytest.mark.full] * (each.name not in QUICK)) for each in CHECKS],
    ids=[each.name for each in CHECKS],
)
def test_no_trial_fails(check: Check) -> None:
    tally = check.run(np.random.default_rng(1), check.trials["merge"])

    assert tally.trials > 0
    assert tally.failures == []
