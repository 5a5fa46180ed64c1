"""The service against its own description, by schemathesis, where that is installed."""

from __future__ import annotations

import importlib.util
import re
import subprocess
import sys
from typing import Final

import numpy as np
from tests.trust.check import Check, Tally, sizes
from tests.trust.service import KEY, serving

Generator = np.random.Generator
CHECKED: Final = (
    "not_a_server_error,status_code_conformance,content_type_conformance,response_headers_conformance,"
    "response_schema_conformance,ignored_auth"
)
GENERATED: Final = re.compile(r"(\d[\d,]*) generated")


def check_description(rng: Generator, trials: int) -> Tally:
    """So many requests for each operation, good and bad ones."""
    if importlib.util.find_spec("schemathesis") is None:
        return Tally(0, [], "schemathesis is not installed")
    with serving(GLASSNET_API_KEY=KEY) as (host, port):
        done = subprocess.run(
            [sys.executable, "-m", "schemathesis.cli", "run", f"http://{host}:{port}/openapi.json",
             "--mode", "all", "--checks", CHECKED, "--max-examples", str(trials),
             "--phases", "examples,coverage,fuzzing",
             "--seed", str(int(rng.integers(1 << 30))), "-H", f"X-API-Key: {KEY}", "--continue-on-failure"],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    found = GENERATED.search(done.stdout)
    count = int(found[1].replace(",", "")) if found else 0
    if done.returncode == 0 and count:
        return Tally(count, [], "")
    return Tally(max(count, 1), [done.stdout[-6000:] + done.stderr[-2000:]], "")


CHECKS: Final = (
    Check(
        "description", "The service answers as /openapi.json says.",
        sizes(20, 1_000, 50_000), check_description,
    ),
)  # fmt: skip
