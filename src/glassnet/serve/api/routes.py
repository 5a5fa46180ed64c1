"""The route table of the API: what serves a request also describes it in the OpenAPI document."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, Literal

from pydantic import BaseModel, TypeAdapter
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from glassnet.serve.api import handlers, run_handlers
from glassnet.serve.api.descriptions import ModelDescription, ModelList
from glassnet.serve.api.handlers import (
    ACTIVATIONS,
    BINARY_TYPE,
    LABEL,
    MANY,
    MODEL,
    MODELS,
    PARAMETERS,
    STAGES,
)
from glassnet.serve.api.many import CHECKSUM, LENGTH, PATTERN, SYMBOLS
from glassnet.serve.api.query import Parameter, Query, parse_query
from glassnet.serve.api.replies import (
    PredictionList,
    PredictReply,
    SampleReply,
    StatusReply,
    TraceReply,
)
from glassnet.serve.api.requests import BATCH, DRAWING
from glassnet.serve.api.run_handlers import AFTER, EVENT_STREAM, MODEL_FILE
from glassnet.serve.api.run_replies import RunDetail, RunList, RunReply, SnapshotList
from glassnet.serve.api.run_requests import COMMAND_REQUEST, RUN_REQUEST
from glassnet.serve.api.service import Service
from glassnet.serve.api.uploads import FIELD, IMAGE_TYPES
from glassnet.serve.api.worksheet_handlers import HTML_TYPE, SEED, make_sheet

Handler = Callable[[Request, Service, Query], Awaitable[Response]]


@dataclass(frozen=True)
class RequestBody:
    """A JSON body by its schema, with the names of its examples; `file_types` are accepted instead."""

    schema: TypeAdapter[Any]
    examples: tuple[str, ...]
    description: str
    file_types: tuple[str, ...] = ()


@dataclass(frozen=True)
class ApiRoute:
    """One row of the table. `reply` is the schema of a 200; None for a body of `media_type`."""

    method: Literal["GET", "POST"]
    path: str
    handler: Handler
    reply: type[BaseModel] | None
    query: tuple[Parameter, ...] = ()
    body: RequestBody | None = None
    needs_key: bool = True
    media_type: str = "text/plain"
    statuses: dict[int, str] = field(default_factory=dict)

    @property
    def summary(self) -> str:
        """One line on what it does."""
        return (self.handler.__doc__ or "").partition("\n")[0]

    @property
    def paths(self) -> tuple[str, str]:
        """Its address, and the same with a slash at the end."""
        return self.path, f"{self.path}/"

    def to_starlette(self, service: Service) -> list[Route]:
        """The routes that answer requests."""

        @wraps(self.handler)
        async def endpoint(request: Request) -> Response:
            return await self.handler(request, service, parse_query(request, self.query))

        return [Route(path, endpoint, methods=[self.method]) for path in self.paths]


# Forms are accepted, too, and the text says so. No schema can say that a field holds an image, and tools
# that generate requests from schemas would send anything.
DRAWING_BODY: Final = RequestBody(
    DRAWING,
    ("strokes", "pixels", "raw"),
    "A drawing, or an image file as it is. A form (multipart/form-data) with the file in the field "
    f"`{FIELD}` (or any other, if it is the only file) is accepted, too, and so is JSON with the file as "
    'base64 or data URL: {"image": "..."}.',
    IMAGE_TYPES,
)
BATCH_BODY: Final = RequestBody(BATCH, ("batch",), "Up to 1,000 drawings.")
RUN_BODY: Final = RequestBody(RUN_REQUEST, ("run",), "A recipe to train, by name or as a table.")
COMMAND_BODY: Final = RequestBody(COMMAND_REQUEST, ("command",), "A command for the run.")
LIMITED: Final = {
    409: "The state of the run, a run of this name, or the disk does not allow it.",
    429: "Too many runs.",
}
NOT_MODIFIED: Final = {304: "The description is the one that If-None-Match names."}
UNCHANGED: Final = {304: "The file is the one that If-None-Match names."}

ROUTES: Final = (
    ApiRoute(
        "POST", "/api/predict", handlers.predict, PredictReply,
        query=(MODEL, STAGES, ACTIVATIONS, MANY, PATTERN, CHECKSUM, LENGTH, SYMBOLS), body=DRAWING_BODY,
    ),
    ApiRoute(
        "POST", "/api/compare", handlers.compare, PredictionList,
        query=(MODELS,), body=DRAWING_BODY,
    ),
    ApiRoute(
        "POST", "/api/predict/batch", handlers.predict_batch, PredictionList,
        query=(MODEL,), body=BATCH_BODY,
    ),
    ApiRoute(
        "POST", "/api/trace", handlers.trace, TraceReply,
        query=(MODEL, LABEL), body=DRAWING_BODY,
    ),
    ApiRoute(
        "POST", "/api/worksheet", make_sheet, None,
        query=(SEED,), body=DRAWING_BODY, media_type=HTML_TYPE,
    ),
    ApiRoute("GET", "/api/models", handlers.list_models, ModelList),
    ApiRoute(
        "GET", "/api/models/{name}", handlers.get_model, ModelDescription,
        query=(PARAMETERS,), statuses=NOT_MODIFIED,
    ),
    ApiRoute("GET", "/api/runs", run_handlers.list_runs, RunList),
    ApiRoute(
        "POST", "/api/runs", run_handlers.start_run, RunReply, body=RUN_BODY, statuses=LIMITED
    ),
    ApiRoute("GET", "/api/runs/{name}", run_handlers.get_run, RunDetail),
    ApiRoute(
        "GET", "/api/runs/{name}/events", run_handlers.watch_run, None,
        query=(AFTER,), media_type=EVENT_STREAM,
    ),
    ApiRoute(
        "POST", "/api/runs/{name}/commands", run_handlers.command_run, RunReply,
        body=COMMAND_BODY, statuses=LIMITED,
    ),
    ApiRoute("GET", "/api/runs/{name}/snapshots", run_handlers.list_snapshots, SnapshotList),
    ApiRoute(
        "GET", "/api/runs/{name}/snapshots/{step}", run_handlers.get_snapshot, None,
        media_type=MODEL_FILE,
    ),
    ApiRoute("GET", "/api/digits/random", handlers.random_digit, SampleReply),
    ApiRoute(
        "GET", "/api/data/mnist/{split}/{part}", handlers.mnist_file, None,
        media_type=BINARY_TYPE, statuses=UNCHANGED,
    ),
    ApiRoute(
        "GET", "/api/data/simulated", handlers.simulated_digits, None,
        media_type=BINARY_TYPE, statuses=UNCHANGED,
    ),
    ApiRoute("GET", "/api/health", handlers.health, StatusReply, needs_key=False),
    ApiRoute("GET", "/api/ready", handlers.ready, StatusReply, needs_key=False),
    ApiRoute("GET", "/metrics", handlers.metrics, None),
)  # fmt: skip
