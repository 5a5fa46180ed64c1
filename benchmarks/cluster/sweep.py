"""What a sweep on two workers takes, against half of the seconds of its trials."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from benchmarks.cluster.command import run_glassnet

WORKERS = 2
MAX_RATIO = 1.1

SWEEP = """
recipe = "standard"
trials = {trials}
prune = false
[settings]
epochs = {epochs}
[search]
learning_rate = {{ low = 0.0005, high = 0.01, log = true }}
batch_size = [64, 128, 256]
"layers.0.units" = {{ low = 64, high = 256, step = 64 }}
"""


def measure_sweep(trials: int, epochs: int) -> dict[str, Any]:
    """Seconds of the whole command, and of its trials; prints both."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "sweep.toml"
        file.write_text(SWEEP.format(trials=trials, epochs=epochs), encoding="utf-8")
        out = ("--out", str(Path(folder) / "out"), "--no-plots")
        # Compiles what is not compiled yet.
        run_glassnet("train", "standard", "--epochs", "1", "--out", f"{folder}/warm", "--no-plots")
        ran = run_glassnet("sweep", str(file), "--workers", str(WORKERS), *out)
    trial_seconds = sum(each["seconds"] for each in ran.report["trials"])
    ratio = ran.seconds / (trial_seconds / WORKERS)
    print(
        f"\nSweep: {trials} trials on {WORKERS} workers: {ran.seconds:.1f} s for the command, "
        f"{trial_seconds:.1f} s for the trials added up. "
        f"Command / (trials / {WORKERS}) = {ratio:.3f} (bar: {MAX_RATIO}).",
        flush=True,
    )
    return {
        "trials": trials,
        "workers": WORKERS,
        "seconds": ran.seconds,
        "trial_seconds": trial_seconds,
        "ratio": ratio,
    }
