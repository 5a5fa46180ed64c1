"""Parts of the lessons that touch no page, called in Node."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

CALL = Path(__file__).parent / "lesson_parts.mjs"
Call = Callable[..., Any]


@pytest.fixture(scope="session")
def call(run_node: Callable[[Path, Any], Any]) -> Call:
    """Calls a part by its name."""
    return lambda part, *given: run_node(CALL, [part, *given])
