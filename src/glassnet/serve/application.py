"""The application: the middleware stack, the routes of the API, and the page beside them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Collection
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from functools import cache
from pathlib import Path
from typing import Final

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.middleware.exceptions import ExceptionMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from glassnet.serve.api.docs_page import render_docs
from glassnet.serve.api.openapi import describe_api
from glassnet.serve.api.registry import ModelRegistry
from glassnet.serve.api.routes import ROUTES
from glassnet.serve.api.service import Service
from glassnet.serve.http.auth import CheckMiddleware, host_check, key_check, origin_check
from glassnet.serve.http.errors import ALL_ERROR_HANDLERS, HTTP_ERROR_HANDLERS
from glassnet.serve.http.intake import IntakeMiddleware
from glassnet.serve.http.metrics import Metrics
from glassnet.serve.http.middleware import (
    MetricsMiddleware,
    RequestIdMiddleware,
    SecurityHeadersMiddleware,
)
from glassnet.serve.http.pacing import PacingMiddleware
from glassnet.serve.http.rate import rate_check
from glassnet.serve.http.settings import Settings
from glassnet.serve.http.static_files import file_routes
from glassnet.serve.http.worker import Worker
from glassnet.serve.runs.runs import Runs

WEB: Final = Path(__file__).parent / "web"


def create_app(registry: ModelRegistry, settings: Settings | None = None) -> Starlette:
    """The service as an ASGI application; `app.state.service` is its state."""
    settings = settings or Settings()
    runs = None if settings.runs is None else Runs(settings.runs, settings.limits)
    service = Service(registry, settings, Worker(settings.limits), runs=runs)
    public = [*_document_routes(settings), *(file_routes(WEB) if settings.page else ())]
    keyless = [path for route in ROUTES if not route.needs_key for path in route.paths]
    public_paths = frozenset([*keyless, *(route.path for route in public)])
    app = Starlette(
        routes=[*(each for route in ROUTES for each in route.to_starlette(service)), *public],
        middleware=_middleware(settings, service.metrics, public_paths),
        exception_handlers=HTTP_ERROR_HANDLERS,
        lifespan=_lifespan(service),
    )
    app.state.service = service
    # Routes of the API have one with a slash of their own: a redirection would lose the body.
    app.router.redirect_slashes = False
    return app


def _middleware(
    settings: Settings, metrics: Metrics, public_paths: Collection[str]
) -> list[Middleware]:
    """The stack, the outermost first."""
    stack = [
        Middleware(RequestIdMiddleware),
        Middleware(MetricsMiddleware, metrics=metrics, logs=settings.request_log),
        Middleware(SecurityHeadersMiddleware),
        Middleware(ExceptionMiddleware, handlers=ALL_ERROR_HANDLERS),
        Middleware(CheckMiddleware, check=host_check(settings)),
        Middleware(CheckMiddleware, check=origin_check(settings)),
    ]
    if settings.rate is not None:
        stack.append(Middleware(CheckMiddleware, check=rate_check(settings.rate)))
    if settings.key is not None:
        stack.append(Middleware(CheckMiddleware, check=key_check(settings.key, public_paths)))
    if settings.allowed_origins:
        cors = Middleware(
            CORSMiddleware,
            allow_origins=settings.allowed_origins,
            allow_methods=["GET", "POST"],
            allow_headers=["content-type", "x-api-key", "authorization"],
        )
        stack.append(cors)
    stack.append(Middleware(IntakeMiddleware, limits=settings.limits))
    stack.append(Middleware(PacingMiddleware, limits=settings.limits))
    return stack


def _lifespan(service: Service) -> Callable[[Starlette], AbstractAsyncContextManager[None]]:
    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[None]:
        yield
        service.stop()

    return lifespan


def _document_routes(settings: Settings) -> list[Route]:
    openapi, page = _write_documents(keyed=settings.key is not None)
    return [
        _document_route("/openapi.json", openapi, "application/json"),
        _document_route("/docs", page, "text/html; charset=utf-8"),
    ]


@cache
def _write_documents(keyed: bool) -> tuple[str, str]:
    """The OpenAPI document and the page about the API."""
    return json.dumps(describe_api(ROUTES, keyed=keyed)), render_docs(ROUTES)


def _document_route(path: str, content: str, content_type: str) -> Route:
    async def document(request: Request) -> Response:
        return Response(content, headers={"content-type": content_type})

    return Route(path, document, methods=["GET"])
