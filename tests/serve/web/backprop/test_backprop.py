"""The pure parts of the room Backprop: numbers, phases, updates, and the network 2-3-2, in Node."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def test_numbers_phases_and_updates(run_node: Callable[[Path, Any], Any]) -> None:
    run_node(Path(__file__).parent / "backprop.test.mjs", None)
