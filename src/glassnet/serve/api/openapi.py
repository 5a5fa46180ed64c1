"""The OpenAPI document, made from the route table."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from pydantic import TypeAdapter

from glassnet.serve.api.query import Parameter
from glassnet.serve.api.replies import ErrorReply
from glassnet.serve.api.routes import ApiRoute, RequestBody
from glassnet.serve.api.run_handlers import EVENT_STREAM
from glassnet.version import __version__

EXAMPLES: Final = Path(__file__).parent / "examples.json"
REFERENCES: Final = "#/components/schemas/{model}"
SECURITY_SCHEMES: Final = {
    "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
    "bearer": {"type": "http", "scheme": "bearer"},
}
ERRORS: Final = {
    400: "Invalid JSON, or an incomplete request.",
    401: "The key is missing or wrong.",
    403: "Sent by a page of another site.",
    404: "There is no such model or run.",
    408: "The request was not complete in time.",
    413: "The body or the image is too large.",
    415: "Another content type.",
    421: "Another host name.",
    422: "Valid JSON, but not as described here.",
    503: "The queue is full; try again.",
}


@cache
def load_examples() -> dict[str, Any]:
    """Bodies that run, by name."""
    return json.loads(EXAMPLES.read_text(encoding="utf-8"))


def describe_api(routes: Sequence[ApiRoute], *, keyed: bool) -> dict[str, Any]:
    """The OpenAPI document of these routes; `keyed` says that requests need a key."""
    references, schemas = _collect_schemas(routes)
    paths: dict[str, Any] = {}
    for route in routes:
        operation = _describe_route(route, references)
        if keyed:
            operation["security"] = (
                [{name: []} for name in SECURITY_SCHEMES] if route.needs_key else []
            )
        paths.setdefault(route.path, {})[route.method.lower()] = operation
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Glassnet",
            "version": __version__,
            "description": "Classifies handwritten digits, and shows every value on the way to the answer.",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            **({"securitySchemes": SECURITY_SCHEMES} if keyed else {}),
        },
    }


def _collect_schemas(routes: Sequence[ApiRoute]) -> tuple[dict[int, Any], dict[str, Any]]:
    """For each schema in use (by identity) how to refer to it, and the schemas by name."""
    used = [ErrorReply, *(route.reply for route in routes), *(route.body for route in routes)]
    adapters = {
        id(each): each.schema if isinstance(each, RequestBody) else TypeAdapter(each)
        for each in used
        if each is not None
    }
    found, document = TypeAdapter.json_schemas(
        [(key, "validation", adapter) for key, adapter in adapters.items()],
        ref_template=REFERENCES,
    )
    return {key: found[key, "validation"] for key in adapters}, document["$defs"]


def _describe_route(route: ApiRoute, references: dict[int, Any]) -> dict[str, Any]:
    error = {"application/json": {"schema": references[id(ErrorReply)]}}
    reply = (
        {route.media_type: {"schema": _describe_content(route.media_type)}}
        if route.reply is None
        else {"application/json": {"schema": references[id(route.reply)]}}
    )
    operation: dict[str, Any] = {
        "operationId": route.handler.__name__,
        "summary": route.summary,
        "responses": {
            "200": {"description": "Done.", "content": reply},
            **{str(status): {"description": text} for status, text in route.statuses.items()},
            **{
                str(status): {"description": text, "content": error}
                for status, text in ERRORS.items()
            },
        },
    }
    parameters = [*_path_parameters(route.path), *map(_describe_parameter, route.query)]
    if parameters:
        operation["parameters"] = parameters
    if route.body is not None:
        operation["requestBody"] = _describe_body(route.body, references[id(route.body)])
    return operation


def _describe_content(media_type: str) -> dict[str, Any]:
    if media_type == EVENT_STREAM:
        fields = {name: {"type": "string"} for name in ("id", "event", "data")}
        about = "Each event of the stream, by its fields; data is JSON."
        return {"type": "object", "description": about, "properties": fields, "required": ["data"]}
    is_text = media_type.startswith("text/")
    return {"type": "string"} if is_text else {"type": "string", "format": "binary"}


def _path_parameters(path: str) -> list[dict[str, Any]]:
    names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
    return [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in names
    ]


def _describe_parameter(parameter: Parameter) -> dict[str, Any]:
    return {
        "name": parameter.name,
        "in": "query",
        "required": False,
        "description": parameter.description,
        "schema": parameter.schema,
    }


def _describe_body(body: RequestBody, schema: dict[str, Any]) -> dict[str, Any]:
    examples = {name: {"value": load_examples()[name]} for name in body.examples}
    file = {"schema": {"type": "string", "format": "binary"}}
    return {
        "description": body.description,
        "required": True,
        "content": {
            "application/json": {"schema": schema, "examples": examples},
            **dict.fromkeys(body.file_types, file),
        },
    }
