"""What may be asked for in an address: `?model=cnn&stages=true&activations=list`.

Parsed here, for the busiest address does without FastAPI's machinery for parameters.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final, get_args

from starlette.requests import Request

from glassnet.serve.errors import ApiError
from glassnet.serve.replies import Encoding

TRUTHS: Final = {"true": True, "false": False}
ENCODINGS: Final = get_args(Encoding)


@dataclass(frozen=True)
class Options:
    """What to answer with: which model, the stages of the ink, every layer's activations."""

    model: str | None = None
    stages: bool = False
    activations: Encoding | None = None


NOTHING_ASKED: Final = Options()


def options_of(request: Request) -> Options:
    """The options in the address. Raises `ApiError` 422 for what is none, or is said twice."""
    if not request.scope["query_string"]:
        return NOTHING_ASKED
    asked: dict[str, str] = {}
    for name, value in request.query_params.multi_items():
        if name not in PARAMETERS or name in asked:
            raise _refusal("address", f"{', '.join(PARAMETERS)}, each at most once", name)
        asked[name] = value
    return Options(
        asked.get("model"),
        _one_of(TRUTHS, "stages", asked.get("stages", "false")),
        _one_of({each: each for each in ENCODINGS}, "activations", asked["activations"])
        if "activations" in asked
        else None,
    )


def _one_of(choices: dict[str, Any], name: str, value: str) -> Any:
    if value not in choices:
        raise _refusal(name, " or ".join(choices), value)
    return choices[value]


def _refusal(where: str, expected: str, came: str) -> ApiError:
    shown = came[:40] if came.isprintable() else "something unprintable"
    return ApiError(422, f"{where}: expected {expected}, got {shown!r}. See /openapi.json.")


PARAMETERS: Final[dict[str, dict[str, Any]]] = {
    "model": {
        "description": "A model's name; left out: the default one.",
        "schema": {"type": "string"},
    },
    "stages": {
        "description": "Show every step from the ink to the 28x28 (of at most 5,000 points).",
        "schema": {"type": "boolean", "default": False},
    },
    "activations": {
        "description": "Show what every layer hands on, its numbers written in this way.",
        "schema": {"type": "string", "enum": list(ENCODINGS)},
    },
}


def published(*names: str) -> list[dict[str, Any]]:
    """The parameters of these names, as OpenAPI has them."""
    return [{"name": name, "in": "query", "required": False, **PARAMETERS[name]} for name in names]
