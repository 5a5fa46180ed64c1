"""A service in this process for most tests, and one in a process of its own for the rest."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest

pytest.importorskip("starlette", reason="the extra 'serve' is not installed")

from starlette.testclient import TestClient

from glassnet.models import Model, load_model
from glassnet.models.calibration import Calibration
from glassnet.serve.api.openapi import load_examples
from glassnet.serve.api.registry import ModelRegistry
from glassnet.serve.application import create_app
from glassnet.serve.http.settings import Settings

# A service with other limits than the command line has, on any free port.
START_WITH_LIMITS = """
import json, sys
from glassnet.models import load_model
from glassnet.serve.api.registry import ModelRegistry
from glassnet.serve.application import create_app
from glassnet.serve.http.limits import Limits
from glassnet.serve.http.server import address_url, listen, run
from glassnet.serve.http.settings import Settings

settings = Settings(port=0, limits=Limits(**json.loads(sys.argv[1])))
listener = listen(settings)
models = {name: load_model(name) for name in ("tiny", "cnn")}
app = create_app(ModelRegistry(models), settings)
print(address_url(listener), file=sys.stderr, flush=True)
run(app, listener, settings, app.state.service)
"""
START = "import sys; from glassnet.cli import main; sys.exit(main())"
READY = re.compile(r"http://([\d.]+):(\d+)")


@pytest.fixture(scope="session")
def model() -> Model:
    return load_model("tiny")


@pytest.fixture(scope="session")
def registry(model: Model) -> ModelRegistry:
    registry = ModelRegistry(
        {"tiny": model, "cooler": replace(model, calibration=Calibration(temperature=3.0))}
    )
    registry.warm_up()
    return registry


@pytest.fixture
def client(client_with: Callable[..., TestClient]) -> Iterator[TestClient]:
    with client_with() as each:
        yield each


@pytest.fixture(scope="session")
def drawings() -> dict[str, Any]:
    return load_examples()


@pytest.fixture(scope="session")
def client_with(registry: ModelRegistry) -> Callable[..., TestClient]:
    """Creates clients of a service with these settings."""

    def client_with(**settings: Any) -> TestClient:
        return TestClient(
            create_app(registry, Settings(**settings)), base_url="http://localhost:8000"
        )

    return client_with


@pytest.fixture(scope="session")
def serving() -> type[running]:
    """Runs a service with these arguments for as long as a block lasts."""
    return running


@pytest.fixture(scope="session")
def serving_with() -> Callable[..., running]:
    """Runs a service with these limits for as long as a block lasts."""

    def serving_with(**limits: float) -> running:
        service = running()
        service.command = [sys.executable, "-c", START_WITH_LIMITS, json.dumps(limits)]
        return service

    return serving_with


@pytest.fixture(scope="session")
def server() -> Iterator[tuple[str, int]]:
    """Host and port of a service in a process of its own."""
    with running("--model", "tiny", "--model", "cnn") as (_, address):
        yield address


def _wait_for_an_answer(address: str) -> None:
    """It listens before it serves: clients wait, but a signal would end the process at once."""
    with suppress(HTTPError):
        urlopen(f"{address}/api/health", timeout=120).close()  # noqa: S310 - our own


class running:  # noqa: N801 - used as a statement
    """`glassnet serve` with these arguments, for as long as the block lasts."""

    def __init__(self, *arguments: str, **environment: str) -> None:
        self.command = [sys.executable, "-c", START, "serve", "--port", "0", *arguments]
        self._environment = {**os.environ, "PYTHONUNBUFFERED": "1", **environment}

    def __enter__(self) -> tuple[subprocess.Popen[str], tuple[str, int]]:
        self._process = subprocess.Popen(
            self.command, stderr=subprocess.PIPE, text=True, env=self._environment
        )
        assert self._process.stderr is not None
        lines = []
        for line in self._process.stderr:
            lines.append(line)
            if found := READY.search(line):
                _wait_for_an_answer(found[0])
                return self._process, (found[1], int(found[2]))
        raise AssertionError("".join(lines))

    def __exit__(self, *raised: object) -> None:
        self._process.kill()
        self._process.communicate()
