"""A judge from outside: ckpt-chaos kills a training at each change of its files, where it is installed."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Final

import numpy as np
from tests.trust.check import Tally

Generator = np.random.Generator
# A word that the judge gives for each kind of failure.
FAILED: Final = "HARD_FAIL,SILENT_DIVERGENCE,LOST_WORK"
CHILD: Final = """
import sys
from pathlib import Path
from tests.trust.power import run_in
folder = Path(sys.argv[1])
for event in run_in(folder).resume():
    print(type(event).__name__, flush=True)
"""


def check_judged(rng: Generator, trials: int) -> Tally:
    """Kills at changes of files, as the judge chooses them."""
    judge = shutil.which("ckpt-chaos") or str(Path(sys.executable).with_name("ckpt-chaos"))
    if not Path(judge).exists():
        return Tally(0, [], "ckpt-chaos is not installed")
    raise NotImplementedError


CHECKS: Final = ()
