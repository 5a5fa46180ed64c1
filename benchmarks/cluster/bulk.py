"""How fast an archive of images is read, against `evaluate`, and how much memory that takes."""

from __future__ import annotations

import json
import sys
import tempfile
from pathlib import Path
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.cluster.command import Ran, run_glassnet
from benchmarks.processes import child_environment, run_child
from glassnet.data import load
from glassnet.models import load_model

FEW = 100_000
MIN_SHARE = 0.8
ROUNDS = 3


def measure_bulk(images: int, model: str) -> dict[str, Any]:
    """Images a second by one process of two threads and by two of one; prints a table."""
    rate = run_child([sys.executable, "-m", "benchmarks.cluster.bulk", model], child_environment())
    if isinstance(rate, str):
        raise TypeError(rate)
    few = min(FEW, max(images // 2, 1))
    found: dict[str, Any] = {"model": model, "evaluate": rate, "runs": []}
    print(f"\nBulk reading with {model}: `evaluate` reads {rate:,.0f} images a second.")
    print(
        "\n| workers | images | seconds | images a second | of `evaluate` | peak MB, all processes |"
    )
    print("| ---: | ---: | ---: | ---: | ---: | ---: |", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        digits = load("mnist").split("test").images
        files = {
            count: write_images(Path(folder) / f"{count}.npy", digits, count)
            for count in (few, images)
        }
        for workers in (1, 2):
            for count, file in files.items():
                out = f"{folder}/{workers}-{count}"
                ran = run_glassnet(
                    "predict", model, "--bulk", str(file), "--out", out, "--workers", str(workers)
                )
                found["runs"].append(_report(workers, count, ran, rate))
    print(f"Bar: {MIN_SHARE:.0%} of `evaluate` for the larger number; the same memory for both.")
    return found


def _report(workers: int, count: int, ran: Ran, rate: float) -> dict[str, Any]:
    if ran.report["records"] != count:
        raise RuntimeError(f"{ran.report['records']} records of {count}")
    share = count / ran.seconds / rate
    print(
        f"| {workers} | {count:,} | {ran.seconds:.1f} | {count / ran.seconds:,.0f} | {share:.0%} "
        f"| {ran.peak_megabytes:,.0f} |",
        flush=True,
    )
    return {
        "workers": workers,
        "images": count,
        "seconds": ran.seconds,
        "share": share,
        "peak_megabytes": ran.peak_megabytes,
    }


def write_images(path: Path, digits: NDArray[np.uint8], count: int) -> Path:
    """A file of so many images, these again and again, written in parts."""
    header = {"descr": "|u1", "fortran_order": False, "shape": (count, *digits.shape[1:])}
    with path.open("wb") as file:
        np.lib.format.write_array_header_1_0(file, header)
        for start in range(0, count, len(digits)):
            file.write(digits[: count - start].tobytes())
    return path


def measure_evaluate(model: str) -> float:
    """Images a second of `evaluate` on MNIST's training split, the best of some rounds."""
    classifier, digits = load_model(model), load("mnist").split("train")
    seconds = []
    for _ in range(ROUNDS + 1):
        began = perf_counter()
        classifier.evaluate(digits)
        seconds.append(perf_counter() - began)
    return len(digits) / min(seconds[1:])


if __name__ == "__main__":
    print(json.dumps(measure_evaluate(sys.argv[1])))
