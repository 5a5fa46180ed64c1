"""The service against its own description, by schemathesis, where that is installed."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

import numpy as np
from tests.trust.check import Check, Tally, sizes
from tests.trust.service import KEY, START, serving

Generator = np.random.Generator
CHECKED: Final = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,ignored_auth"
)
GENERATED: Final = re.compile(r"(\d[\d,]*) generated")
TRIED: Final = re.compile(r"Tested: (\d+)")
# For one answer, on a machine that may do much else.
MAX_SECONDS: Final = 20


def check_description(rng: Generator, trials: int) -> Tally:
    """So many requests for each operation, good and bad ones; and sequences of requests."""
    if importlib.util.find_spec("schemathesis") is None:
        return Tally(0, [], "schemathesis is not installed")
    with (
        tempfile.TemporaryDirectory() as runs,
        serving("--runs", runs, GLASSNET_API_KEY=KEY) as (host, port),
    ):
        train(Path(runs) / "done")
        url = f"http://{host}:{port}/openapi.json"
        done = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", "run", url,
             "--mode", "all", "--checks", CHECKED, "--max-examples", str(trials),
             "--phases", "examples,coverage,fuzzing,stateful", "--max-response-time", str(MAX_SECONDS),
             "--suppress-health-check", "all", "--request-timeout", "60", "--output-sanitize", "false",
             "--seed", str(int(rng.integers(1 << 30))), "-H", f"X-API-Key: {KEY}", "--continue-on-failure"],
            capture_output=True, text=True, check=False, cwd=runs,
        )  # fmt: skip
    found, tried = GENERATED.search(done.stdout), TRIED.search(done.stdout)
    count = int(found[1].replace(",", "")) if found else 0
    note = f"{tried[1]} operations" if tried else ""
    if done.returncode == 0 and count:
        return Tally(count, [], note)
    return Tally(max(count, 1), [done.stdout[-12_000:] + done.stderr[-2_000:]], note)


def train(folder: Path) -> None:
    """A finished run, for the operations on runs."""
    command = [
        sys.executable, "-c", START, "train", "tiny", "--data", "simulated", "--epochs", "1",
        "--examples", "200", "--plain", "--no-plots", "--out", str(folder),
    ]  # fmt: skip
    subprocess.run(command, check=True, capture_output=True)


CHECKS: Final = (
    Check(
        "description", "The service answers as /openapi.json says.",
        sizes(20, 1_000, 50_000), check_description,
    ),
)  # fmt: skip
