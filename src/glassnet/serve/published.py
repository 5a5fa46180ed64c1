"""The parts of the published description (OpenAPI) that the code of the routes cannot say."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from glassnet.serve.errors import ApiError
from glassnet.serve.options import published
from glassnet.serve.replies import ErrorReply
from glassnet.serve.requests import BATCH as BATCH_BODY
from glassnet.serve.requests import DRAWING
from glassnet.serve.uploads import FIELD, FORM_TYPE, IMAGE_TYPES

EXAMPLES: Final = Path(__file__).parent / "examples.json"
SCHEMAS: Final = "#/components/schemas/{model}"

REFUSED: Final = {
    400: "No strict JSON, or a request that is not whole.",
    401: "No key, or another one.",
    403: "Sent by a page of another site.",
    404: "No such model.",
    408: "The body did not come in time.",
    413: "The body or the image is too large.",
    415: "Another content type.",
    421: "Called by a name that is not this service's.",
    422: "Strict JSON, but not what is described here.",
    503: "Too much to do; try again.",
}
REFUSALS: Final[dict[int | str, dict[str, Any]]] = {
    status: {"model": ErrorReply, "description": text} for status, text in REFUSED.items()
}


@cache
def examples() -> dict[str, Any]:
    """Bodies that run, by name."""
    return json.loads(EXAMPLES.read_text(encoding="utf-8"))


def _named(*names: str) -> dict[str, Any]:
    return {name: {"value": examples()[name]} for name in names}


_FILE: Final = {"type": "string", "format": "binary"}
# Forms are taken too, and the text says so; but no schema can say that a field holds a picture, and
# tools that send what schemas allow would send anything at all.
_WHAT: Final = (
    "A drawing, or a picture file as it is. A form (multipart/form-data) with the file in the field "
    f"`{FIELD}` is taken too."
)
_DRAWING_OR_IMAGE: Final = {
    "description": _WHAT,
    "required": True,
    "content": {
        "application/json": {
            "schema": DRAWING.json_schema(ref_template=SCHEMAS),
            "examples": _named("strokes", "pixels", "raw"),
        },
        **{kind: {"schema": _FILE} for kind in IMAGE_TYPES},
    },
}
PREDICT: Final[dict[str, Any]] = {
    "parameters": published("model", "stages", "activations"),
    "requestBody": _DRAWING_OR_IMAGE,
}
COMPARE: Final[dict[str, Any]] = {"requestBody": _DRAWING_OR_IMAGE}
BATCH: Final[dict[str, Any]] = {
    "parameters": published("model"),
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": BATCH_BODY.json_schema(ref_template=SCHEMAS),
                "examples": _named("batch"),
            }
        },
    },
}
NOT_MODIFIED: Final[dict[str, Any]] = {
    "responses": {304: {"description": "You have it: the entity tag is the same."}}
}


def unknown_type(
    came: str, known: Sequence[str] = ("application/json", *IMAGE_TYPES, FORM_TYPE)
) -> ApiError:
    """The refusal of a body of another kind."""
    shown = came[:60] if came.isascii() and came.isprintable() and came else "none"
    return ApiError(
        415, f"Content-Type: expected {' or '.join(known)}, got {shown}. Say what the body is."
    )
