"""Large responses are sent in parts, each when the client has taken the one before.

A response that is written at once waits in memory until the client has read it, once for each client.
In parts, only what the handler made waits, and all of that together has a limit.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from glassnet.serve.http.errors import error_body, error_headers
from glassnet.serve.http.limits import Limits


class PacingMiddleware:
    """Sends large bodies in parts; 503 where too many bytes wait for their clients."""

    def __init__(self, app: ASGIApp, limits: Limits) -> None:
        self._app = app
        self._limits = limits
        # Bodies by identity: a file that is sent to many clients is in memory once.
        self._waiting: Counter[int] = Counter()
        self._waiting_bytes = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        held: list[Message] = []
        refused = False

        async def send_in_parts(message: Message) -> None:
            nonlocal refused
            if message["type"] == "http.response.start":
                # Until the body's size is known.
                held.append(message)
                return
            body = message.get("body", b"")
            is_large = len(body) > self._limits.part_bytes
            if held and is_large and not self._has_room(body):
                refused = True
                await _send_busy(send, scope.get("request_id", ""))
            elif held:
                await send(held[0])
            held.clear()
            if refused:
                return
            if is_large:
                begin = scope.get("begin_answer", lambda size: lambda: None)
                await self._send_parts(body, message.get("more_body", False), send, begin)
            else:
                await send(message)

        return await self._app(scope, receive, send_in_parts)

    def _has_room(self, body: bytes) -> bool:
        return id(body) in self._waiting or (
            not self._waiting_bytes or self._waiting_bytes + len(body) <= self._limits.waiting_bytes
        )

    async def _send_parts(
        self,
        body: bytes,
        more_body: bool,
        send: Send,
        begin: Callable[[int], Callable[[], None]],
    ) -> None:
        accept_part = begin(len(body))
        self._hold(body)
        try:
            for start in range(0, len(body), self._limits.part_bytes):
                end = start + self._limits.part_bytes
                message = {
                    "type": "http.response.body",
                    "body": body[start:end],
                    "more_body": more_body or end < len(body),
                }
                await send(message)
                accept_part()
        finally:
            self._release(body)

    def _hold(self, body: bytes) -> None:
        self._waiting_bytes += 0 if id(body) in self._waiting else len(body)
        self._waiting[id(body)] += 1

    def _release(self, body: bytes) -> None:
        self._waiting[id(body)] -= 1
        if not self._waiting[id(body)]:
            del self._waiting[id(body)]
            self._waiting_bytes -= len(body)


async def _send_busy(send: Send, request_id: str) -> None:
    body = error_body(503, "Too many responses wait for their clients. Try again.", request_id)
    headers = error_headers(503) | {"content-length": str(len(body)), "retry-after": "5"}
    encoded = [(name.encode(), value.encode()) for name, value in headers.items()]
    await send({"type": "http.response.start", "status": 503, "headers": encoded})
    await send({"type": "http.response.body", "body": body})
