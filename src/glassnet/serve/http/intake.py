"""Bodies of requests in memory: all of them together have a limit.

Each may be some megabytes, and a client may take its time to send it. What is small is always taken, so
that drawings are answered while many pictures are sent.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from glassnet.serve.http.errors import ApiError
from glassnet.serve.http.limits import Limits

FULL = "Too many large bodies are being received. Try again shortly."


class IntakeMiddleware:
    """Counts the bytes of bodies until their requests are answered; 503 where they are too many."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        self._held = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request. Raises `ApiError` 503 into its handler."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        received = held = 0

        async def receive_and_count() -> Message:
            nonlocal received, held
            message = await receive()
            received += len(message.get("body", b""))
            more = max(0, received - self._limits.part_bytes) - held
            if self._held + more > self._limits.intake_bytes:
                raise ApiError(503, FULL, {"retry-after": "5"})
            self._held, held = self._held + more, held + more
            return message

        try:
            return await self._app(scope, receive_and_count, send)
        finally:
            self._held -= held
