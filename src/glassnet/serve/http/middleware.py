"""Middleware that every response passes: the request id, metrics, security headers."""

from __future__ import annotations

import secrets
from itertools import count
from time import perf_counter
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from glassnet.serve.http.logs import log_request
from glassnet.serve.http.metrics import Metrics

CONTENT_POLICY: Final = (
    "default-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; object-src 'none'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
SECURITY_HEADERS: Final = (
    (b"content-security-policy", CONTENT_POLICY.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(self), microphone=(), geolocation=()"),
)
NO_STORE: Final = (b"cache-control", b"no-store")


class RequestIdMiddleware:
    """Gives each request an id, in `scope["request_id"]` and in the response."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._prefix = secrets.token_hex(4)
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the id on the way in and on the way out."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request_id = scope["request_id"] = f"{self._prefix}-{next(self._numbers):x}"

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                id_header = (b"x-request-id", request_id.encode())
                message["headers"] = [*message.get("headers", ()), id_header]
            await send(message)

        return await self._app(scope, receive, send_with_id)


class MetricsMiddleware:
    """Counts requests by endpoint and status, and measures how long they take; `logs` writes a line each."""

    def __init__(self, app: ASGIApp, metrics: Metrics, logs: bool = False) -> None:
        self._app = app
        self._metrics = metrics
        self._logs = logs

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Measure one request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        status, started = 0, perf_counter()
        self._metrics.in_progress.inc()

        async def send_and_note(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, send_and_note)
        finally:
            self._metrics.in_progress.dec()
            endpoint = getattr(scope.get("endpoint"), "__name__", "other")
            seconds = perf_counter() - started
            self._metrics.count_request(endpoint, status, seconds)
            if self._logs:
                log_request(scope, status, seconds)


class SecurityHeadersMiddleware:
    """Adds the security headers, and forbids caching where the response does not allow it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Add the headers to one response."""

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = add_security_headers(message.get("headers", ()))
            await send(message)

        await self._app(scope, receive, send_with_headers)


def add_security_headers(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """These headers and the security headers."""
    has_cache_rule = any(name.lower() == b"cache-control" for name, _ in headers)
    return [*headers, *SECURITY_HEADERS, *(() if has_cache_rule else (NO_STORE,))]
