"""The handlers of runs: list them, watch them, start them and give them commands."""

from __future__ import annotations

import asyncio
from typing import Any, Final

from starlette.requests import Request
from starlette.responses import Response

from glassnet.serve.api.handlers import reply_json
from glassnet.serve.api.query import Parameter, Query
from glassnet.serve.api.request_bodies import JSON_TYPE, expect_type, media_type
from glassnet.serve.api.requests import validate
from glassnet.serve.api.run_requests import COMMAND_REQUEST, RUN_REQUEST
from glassnet.serve.api.service import Service
from glassnet.serve.api.work import work
from glassnet.serve.http.bodies import read_body
from glassnet.serve.http.errors import ApiError
from glassnet.serve.runs.recipes import build_recipe
from glassnet.serve.runs.responses import EventStream

EVENT_STREAM: Final = "text/event-stream"
MODEL_FILE: Final = "application/octet-stream"
MAX_COMMAND_BYTES: Final = 1024
AFTER: Final = Parameter(
    "after",
    "Only events with a greater id. The header Last-Event-ID says the same, and has priority.",
)


async def list_runs(request: Request, service: Service, query: Query) -> Response:
    """List the runs of the folder."""
    runs = service.find_runs()
    return reply_json({"runs": await work(request, service, runs.list, slow=True)})


async def get_run(request: Request, service: Service, query: Query) -> Response:
    """Describe one run."""
    runs = service.find_runs()
    name = request.path_params["name"]
    return reply_json(await work(request, service, lambda: runs.describe(name), slow=True))


async def watch_run(request: Request, service: Service, query: Query) -> Response:
    """The events of a run as server-sent events, as they come; those of a run that is over, replayed."""
    runs = service.find_runs()
    folder = await asyncio.to_thread(runs.find, request.path_params["name"])
    after = _parse_number(request.headers.get("last-event-id") or query.get(AFTER) or "0")
    return EventStream(runs, folder, after)


async def list_snapshots(request: Request, service: Service, query: Query) -> Response:
    """List the snapshots of a run: its weights at some moments."""
    runs = service.find_runs()
    name = request.path_params["name"]
    found = await work(request, service, lambda: runs.list_snapshots(name), slow=True)
    return reply_json({"snapshots": found})


async def get_snapshot(request: Request, service: Service, query: Query) -> Response:
    """One snapshot as a model file."""
    runs, step = service.find_runs(), _parse_number(request.path_params["step"])
    name = request.path_params["name"]
    content = await work(request, service, lambda: runs.read_snapshot(name, step), slow=True)
    return Response(content, media_type=MODEL_FILE)


async def start_run(request: Request, service: Service, query: Query) -> Response:
    """Train a recipe in a process of its own."""
    runs = service.find_runs(change=True)
    wanted = validate(RUN_REQUEST, await _read_json(request, service.settings.limits.recipe_bytes))

    def start() -> dict[str, Any]:
        recipe, made_by = build_recipe(
            wanted.recipe, wanted.epochs, wanted.seed, service.settings.limits
        )
        return runs.start(recipe, made_by, wanted.name)

    return reply_json(await asyncio.to_thread(start))


async def command_run(request: Request, service: Service, query: Query) -> Response:
    """Pause, resume, step or stop a run that this service trains; resume one that is stopped."""
    runs = service.find_runs(change=True)
    wanted = validate(COMMAND_REQUEST, await _read_json(request, MAX_COMMAND_BYTES))
    name = request.path_params["name"]
    return reply_json(await asyncio.to_thread(runs.command, name, wanted.command))


async def _read_json(request: Request, max_bytes: int) -> bytes:
    expect_type(media_type(request), (JSON_TYPE,))
    return await read_body(request, max_bytes)


def _parse_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise ApiError(422, "The id of an event and the step of a snapshot are whole numbers.")
    return int(text)
