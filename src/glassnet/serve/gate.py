"""The gate: every request passes it before anything else looks at it, and every answer on its way out.

It is plain ASGI and decides on what the server parsed (`scope["path"]` and the headers), not on a
URL put together again from what the client sent.
"""

from __future__ import annotations

import logging
import secrets
from itertools import count
from time import perf_counter
from typing import Final

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from glassnet.serve.callers import check_caller
from glassnet.serve.errors import ApiError, error_body, error_headers
from glassnet.serve.metrics import Metrics
from glassnet.serve.settings import Settings

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
NOT_STORED: Final = (b"cache-control", b"no-store")

logger = logging.getLogger("glassnet.serve")


class Gate:
    """Checks who calls, gives each request a number, adds headers, counts, and words what went wrong."""

    def __init__(self, app: ASGIApp, settings: Settings, metrics: Metrics) -> None:
        self._app = app
        self._settings = settings
        self._metrics = metrics
        self._prefix = secrets.token_hex(4)
        self._numbers = count(1)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let an HTTP request through, or answer it here."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        request_id = f"{self._prefix}-{next(self._numbers):x}"
        scope["request_id"] = request_id
        status, started = 0, perf_counter()
        self._metrics.in_progress += 1

        async def send_on(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = _completed(message.get("headers", ()), request_id)
            await send(message)

        try:
            check_caller(scope, self._settings)
            await self._app(scope, receive, send_on)
        except ApiError as refusal:
            await _refuse(send_on, refusal, request_id)
        except Exception:
            logger.exception("Request %s failed", request_id)
            if status == 0:
                problem = ApiError(500, "The service: something failed here. Quote the request id.")
                await _refuse(send_on, problem, request_id)
        finally:
            self._metrics.in_progress -= 1
            endpoint = getattr(scope.get("endpoint"), "__name__", "other")
            self._metrics.finished(endpoint, status, perf_counter() - started)


def _completed(headers: list[tuple[bytes, bytes]], request_id: str) -> list[tuple[bytes, bytes]]:
    names = {name.lower() for name, _ in headers}
    added = [] if b"cache-control" in names else [NOT_STORED]
    return [*headers, *SECURITY_HEADERS, *added, (b"x-request-id", request_id.encode())]


async def _refuse(send: Send, refusal: ApiError, request_id: str) -> None:
    body = error_body(refusal.status, refusal.message, request_id)
    headers = [*error_headers(refusal.status, body), *refusal.headers]
    await send({"type": "http.response.start", "status": refusal.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
