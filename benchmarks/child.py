"""One run of one side, in its own process: `python -m benchmarks.child WORKLOAD SIDE VARIANT [quick]`."""

from __future__ import annotations

import importlib
import json
import resource
import sys
from dataclasses import asdict

MODULES = {
    "glassnet": "glassnet",
    "jax": "jax",
    "pytorch": "torch",
    "scikit-learn": "sklearn",
    "onnxruntime": "onnxruntime",
    "textbook": "numpy",
}
"""The sides, and what each needs installed."""


def main(slug: str, side: str, variant: str, quick: bool) -> None:
    """Run it, and print the outcome as one line of JSON."""
    module = importlib.import_module(f"benchmarks.sides.{side.replace('-', '_')}_side")
    outcome = asdict(module.run(slug, variant, quick))
    outcome["peak_megabytes"] = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps(outcome))


if __name__ == "__main__":
    main(*sys.argv[1:4], quick="quick" in sys.argv[4:])
