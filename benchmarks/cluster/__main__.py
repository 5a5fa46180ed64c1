"""What several workers cost and gain: a sweep, bulk reading, data-parallel training.

python -m benchmarks.cluster [--only sweep,bulk,workers] [--images N] [--trials N] [--epochs N]

Run it on a machine that does nothing else. The whole takes about a quarter of an hour on two cores.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from benchmarks.cluster.bulk import measure_bulk
from benchmarks.cluster.sweep import measure_sweep
from benchmarks.cluster.workers import measure_workers
from benchmarks.machine import describe
from benchmarks.table import machine_lines


def main() -> int:
    """Run what was asked for, and print its tables."""
    options = _parse_options()
    parts: dict[str, Callable[[], dict[str, Any]]] = {
        "sweep": lambda: measure_sweep(options.trials, options.epochs),
        "bulk": lambda: measure_bulk(options.images, options.model),
        "workers": lambda: measure_workers(options.batches, options.examples, options.epochs),
    }
    results: dict[str, Any] = {"machine": describe()}
    print(*machine_lines(results["machine"]), sep="\n")
    for name in options.only:
        results[name] = parts[name]()
        if options.json:
            options.json.write_text(json.dumps(results, indent=1), encoding="utf-8")
    return 0


def _parse_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m benchmarks.cluster", description=__doc__)
    split = {"type": lambda text: text.split(","), "metavar": "NAME,NAME"}
    parser.add_argument("--only", default=["sweep", "bulk", "workers"], **split)
    parser.add_argument("--trials", type=int, default=64, help="trials of the sweep")
    parser.add_argument("--epochs", type=int, default=3, help="epochs of each training")
    parser.add_argument("--images", type=int, default=2_000_000, help="images to read in bulk")
    parser.add_argument("--model", default="cnn", help="the model that reads them")
    parser.add_argument("--examples", type=int, default=60_000, help="training examples")
    batches = [512, 1024, 2048, 4096, 8192, 16384]
    numbers = {"type": lambda text: [int(each) for each in text.split(",")], "metavar": "N,N"}
    parser.add_argument("--batches", default=batches, help="examples in a batch", **numbers)
    parser.add_argument("--json", type=Path, help="write everything that was measured here")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
