"""Inputs made by a fuzzer that looks for new paths through the code, one process for each parser.

python -m tests.trust.fuzzing png -atheris_runs=100000 -timeout=5 -rss_limit_mb=2048
"""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, Final

import numpy as np
from tests.trust.check import Check, Tally, sizes

Generator = np.random.Generator
PARSERS: Final = (
    "png", "jpeg", "webp", "idx", "gzip", "csv", "strokes", "run", "toml", "npy", "npz", "model", "gif",
    "bmp", "tiff", "pages of tiff", "unipen", "inkml", "template", "sweep", "corrections", "zip", "bulk zip",
    "bulk tar", "bulk lines", "import json", "import npz", "import onnx", "mat",
)  # fmt: skip
SECONDS_FOR_ONE: Final = 10
MEGABYTES: Final = 2048
MIN_FOR_ALL: Final = 1_000
DONE: Final = re.compile(
    r"stat::number_of_executed_units:\s*(\d+)|^Done (\d+) (?:runs )?in", re.MULTILINE
)
COVERED: Final = re.compile(r"cov: (\d+)")


def fuzz(name: str, options: list[str]) -> None:
    """Fuzz one parser in this process, which ends with it."""
    atheris: Any = importlib.import_module("atheris")
    with atheris.instrument_imports(include=["glassnet"]):
        from tests.trust.files import open_parsers

        from glassnet.errors import GlassnetError

        stack = open_parsers()
        content, read = stack.__enter__()[name]

    def test_one(data: bytes) -> None:
        try:
            read(data)
        except (GlassnetError, OSError):
            return

    corpus = Path(tempfile.mkdtemp())
    (corpus / "whole").write_bytes(content)
    atheris.Setup([sys.argv[0], *options, str(corpus)], test_one)
    atheris.Fuzz()


def check_fuzzed(rng: Generator, trials: int) -> Tally:
    """So many inputs for each parser."""
    if importlib.util.find_spec("atheris") is None:
        return Tally(0, [], "atheris is not installed")
    total, failures, covered = 0, [], 0
    # To start one takes longer than a few inputs do.
    for name in PARSERS if trials >= MIN_FOR_ALL else PARSERS[:1]:
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(
                [sys.executable, "-m", "tests.trust.fuzzing", name, f"-atheris_runs={trials}",
                 f"-timeout={SECONDS_FOR_ONE}", f"-rss_limit_mb={MEGABYTES}", "-max_len=65536",
                 f"-seed={int(rng.integers(1, 1 << 30))}", f"-artifact_prefix={folder}/"],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            output = done.stdout + done.stderr
            runs = [int(a or b) for a, b in DONE.findall(output)]
            total += runs[-1] if runs else 0
            covered += max((int(each) for each in COVERED.findall(output)), default=0)
            crashes = [path.read_bytes() for path in Path(folder).iterdir()]
            if done.returncode or crashes or not runs:
                failures.append(f"{name}: {output[-1500:]} {[each[:200] for each in crashes]}")
    return Tally(total, failures, f"{covered:,} edges reached")


CHECKS: Final = (
    Check(
        "fuzzed parsers", "Inputs that a fuzzer makes for each parser end in a message, in 10 s and 2 GB.",
        sizes(100, 20_000, 1_000_000), check_fuzzed,
    ),
)  # fmt: skip

if __name__ == "__main__":
    fuzz(sys.argv[1], sys.argv[2:])
