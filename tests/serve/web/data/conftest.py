"""The page's readers of data, run in Node."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

SCRIPT = Path(__file__).parent / "read_data.mjs"
BYTES = ("images", "labels", "values")


@pytest.fixture(scope="session")
def read(run_node: Callable[[Path, Any], Any]) -> Callable[..., dict[str, Any]]:
    """What the page reads from these files; bytes come back as arrays."""

    def read(reader: str, *files: bytes) -> dict[str, Any]:
        encoded = [b64encode(file).decode() for file in files]
        reply = run_node(SCRIPT, {"reader": reader, "files": encoded})
        arrays = {
            name: np.frombuffer(b64decode(reply[name]), np.uint8) for name in BYTES if name in reply
        }
        return {**reply, **arrays}

    return read
