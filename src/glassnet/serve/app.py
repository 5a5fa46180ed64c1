"""The application: the gate in front, the routes behind it, the page beside them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import cache
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from glassnet.serve.errors import ApiError, error_body, error_headers
from glassnet.serve.gate import Gate
from glassnet.serve.openapi import describe
from glassnet.serve.page import Page
from glassnet.serve.routes import PREDICT, predict, router
from glassnet.serve.service import Service
from glassnet.serve.settings import Settings
from glassnet.serve.shelf import Shelf
from glassnet.serve.worker import Worker

WORDS = {
    404: "The address: expected one that /openapi.json lists, got another.",
    405: "The method: expected one that this address answers (see Allow), got another.",
}


def create_app(shelf: Shelf, settings: Settings | None = None) -> ASGIApp:
    """The service as an ASGI application."""
    settings = settings or Settings()
    service = Service(shelf, settings, Worker(settings.limits.waiting_work))
    app = FastAPI(
        openapi_url=None,
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
        lifespan=_lifespan,
    )
    app.state.service = service
    app.include_router(router)
    _publish(app, keyed=settings.key is not None)
    if settings.page:
        app.router.default = Page()
    _word_errors(app)
    return Gate(_with_cors(_with_shortcut(app), settings), settings, service.metrics)


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    yield
    service: Service = app.state.service
    service.stopping = True
    service.worker.stop()


def _publish(app: FastAPI, *, keyed: bool) -> None:
    @cache
    def document() -> dict[str, Any]:
        return describe(app, keyed=keyed)

    @app.get("/openapi.json", include_in_schema=False)
    async def openapi() -> dict[str, Any]:
        return document()


def _with_shortcut(app: FastAPI) -> ASGIApp:
    """Lead the busiest address past FastAPI, whose machinery costs as much time as the network does.

    FastAPI's own route for it stays: it describes the address. What goes wrong is worded by the gate.
    """

    async def dispatch(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != PREDICT or scope["method"] != "POST":
            return await app(scope, receive, send)
        scope.update(app=app, endpoint=predict)
        response = await predict(Request(scope, receive))
        return await response(scope, receive, send)

    return dispatch


def _with_cors(app: ASGIApp, settings: Settings) -> ASGIApp:
    if not settings.allowed_origins:
        return app
    return CORSMiddleware(
        app,
        allow_origins=settings.allowed_origins,
        allow_methods=["GET", "POST"],
        allow_headers=["content-type", "x-api-key", "authorization"],
    )


def _word_errors(app: FastAPI) -> None:
    """Let every error leave in the one shape."""

    async def refused(request: Request, error: Exception) -> Response:
        problem = _worded(error)
        body = error_body(problem.status, problem.message, request.scope.get("request_id", ""))
        response = Response(body, problem.status)
        response.raw_headers = [*error_headers(problem.status, body), *problem.headers]
        return response

    for kind in (ApiError, HTTPException, RequestValidationError, Exception):
        app.add_exception_handler(kind, refused)


def _worded(error: Exception) -> ApiError:
    if isinstance(error, ApiError):
        return error
    if isinstance(error, RequestValidationError):
        first = error.errors()[0]
        where = " ".join(map(str, first["loc"]))
        return ApiError(422, f"The request, at {where}: {first['msg']}. See /openapi.json.")
    if isinstance(error, HTTPException):
        headers = tuple(
            (name.lower().encode(), value.encode()) for name, value in (error.headers or {}).items()
        )
        return ApiError(
            error.status_code, WORDS.get(error.status_code, "The request: refused."), headers
        )
    return ApiError(500, "The service: something failed here. Quote the request id.")
