"""A judge from outside: ckpt-chaos kills a training at each change of its files, where it is installed."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
from tests.trust.check import Check, Tally, sizes

Generator = np.random.Generator
FAILED: Final = "HARD_FAIL,SILENT_DIVERGENCE,LOST_WORK,CONTROL_FAIL"
# Begins, or goes on; a run that is finished already has its model.
CHILD: Final = """
import sys
from pathlib import Path
from tests.trust.power import MODEL, run_in
from glassnet.models.run_folder import RunError
folder = Path(sys.argv[1]) / "run"
try:
    for event in run_in(folder).resume():
        pass
except RunError:
    if not (folder / MODEL).exists():
        raise
"""


def check_judged(rng: Generator, trials: int) -> Tally:
    """So many kills at changes of files, before a change or in the middle of a write."""
    judge = shutil.which("ckpt-chaos") or str(Path(sys.executable).with_name("ckpt-chaos"))
    if not Path(judge).exists():
        return Tally(0, [], "ckpt-chaos is not installed")
    with tempfile.TemporaryDirectory() as name:
        child = Path(name) / "child.py"
        child.write_text(CHILD)
        done = subprocess.run(
            [judge, "run", "--result-file", "{out}/run/model.safetensors", "--max-points", str(trials),
             "--modes", "before,torn", "--fail-on", FAILED, "--work", f"{name}/work", "--timeout", "120",
             "--junit", f"{name}/points.xml", "--", sys.executable, str(child), "{out}"],
            capture_output=True, text=True, check=False, cwd=name,
        )  # fmt: skip
        points = Path(name) / "points.xml"
        text = points.read_text() if points.exists() else ""
        count = text.count("<testcase")
    if done.returncode or not count:
        return Tally(max(1, count), [(done.stdout + done.stderr)[-3000:]])
    return Tally(count, [])


CHECKS: Final = (
    Check(
        "judged from outside", "A run that is killed at any change of its files ends with the same bits.",
        sizes(4, 60, 400), check_judged,
    ),
)  # fmt: skip
