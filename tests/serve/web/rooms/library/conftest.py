"""Parts of the Library that touch no page, called in Node."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import glassnet.serve

CALL = Path(__file__).parent / "library_parts.mjs"
DATA = Path(glassnet.serve.__file__).parent / "web" / "data"
Call = Callable[..., Any]


@pytest.fixture(scope="session")
def call(run_node: Callable[[Path, Any], Any]) -> Call:
    """Calls a part by its name."""
    return lambda part, *given: run_node(CALL, [part, *given])


@pytest.fixture(scope="session")
def tutorials() -> dict[str, Any]:
    """What the page shows of the tutorials."""
    return json.loads((DATA / "tutorials.json").read_text())


@pytest.fixture(scope="session")
def errata() -> dict[str, Any]:
    """What the page shows of the errata."""
    return json.loads((DATA / "errata.json").read_text())
