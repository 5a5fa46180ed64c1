"""The published description of the API, complete enough to be tested against."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from glassnet.serve.requests import BATCH, DRAWING
from glassnet.version import __version__

KEYS: dict[str, Any] = {
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "bearer": {"type": "http", "scheme": "bearer"},
}
KEYLESS = {"/api/health", "/api/ready"}


def describe(app: FastAPI, *, keyed: bool) -> dict[str, Any]:
    """The OpenAPI document; `keyed` says that a key is asked for."""
    found = get_openapi(
        title="Glassnet",
        version=__version__,
        description="Reads handwritten digits, and shows every number on the way to the answer.",
        routes=app.routes,
    )
    schemas = found["components"]["schemas"]
    for body in (DRAWING, BATCH):
        schemas.update(
            body.json_schema(ref_template="#/components/schemas/{model}").get("$defs", {})
        )
    for unused in ("HTTPValidationError", "ValidationError"):
        schemas.pop(unused, None)
    if keyed:
        found["components"]["securitySchemes"] = KEYS
        _ask_for_keys(found["paths"])
    return found


def _ask_for_keys(paths: dict[str, Any]) -> None:
    for path, operations in paths.items():
        for operation in operations.values():
            operation["security"] = [] if path in KEYLESS else [{name: []} for name in KEYS]
