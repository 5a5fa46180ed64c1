"""The connection itself: how many there may be, how long a request may take, how large its head is.

uvicorn waits for ever for the rest of a request's head and does not bound its size: a few hundred
slow clients would hold every place there is (Slowloris).
"""

from __future__ import annotations

import asyncio
from typing import ClassVar, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from glassnet.serve.errors import error_body, error_headers
from glassnet.serve.gate import NOT_STORED, SECURITY_HEADERS
from glassnet.serve.settings import Limits


class LimitedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with a deadline for each part of a request, and places for so many clients."""

    limits: ClassVar[Limits] = Limits()
    _deadline: asyncio.TimerHandle | None = None
    _in_head = False
    _head_bytes = 0

    @classmethod
    def limited(cls, limits: Limits) -> type[LimitedProtocol]:
        """The protocol with these limits, as uvicorn wants it: a class."""
        return cast(type[LimitedProtocol], type(cls.__name__, (cls,), {"limits": limits}))

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Give the client a place, or say that there is none."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            self._refuse(503, "The service: expected fewer connections. Try again shortly.")
        else:
            self._arm(self.limits.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._disarm()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse what came, unless the head grows too large."""
        if self.transport.is_closing():
            return
        self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > self.limits.head_bytes:
            self._refuse(
                431,
                f"The head: expected at most {self.limits.head_bytes:,} bytes, got more. "
                "Send fewer or shorter headers.",
            )

    def on_message_begin(self) -> None:
        """A request's head begins: it has to be whole soon."""
        super().on_message_begin()
        self._in_head, self._head_bytes = True, 0
        self._arm(self.limits.head_seconds)

    def on_headers_complete(self) -> None:
        """The head is whole: now the body has its time."""
        self._in_head = False
        self._arm(self.limits.body_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole: now the answer has its time."""
        self._arm(self.limits.answer_seconds)
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Answered: the next request may come, unless the rest of this one was never read."""
        unread = self.cycle.response_complete and self.cycle.more_body
        if self._in_head:
            self._arm(self.limits.head_seconds)
        elif self.pipeline:
            self._arm(self.limits.answer_seconds)
        else:
            self._disarm()
        super().on_response_complete()
        if unread and not self.pipeline:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """What is no HTTP is refused in the one shape of all refusals."""
        self._refuse(400, "The request: expected HTTP/1.1, got something else. Send HTTP.")

    def _refuse(self, status: int, message: str) -> None:
        if self.transport.is_closing():
            return
        body = error_body(status, message, "")
        headers = [*error_headers(status, body), *SECURITY_HEADERS, NOT_STORED]
        if (b"connection", b"close") not in headers:
            headers.append((b"connection", b"close"))
        lines = b"".join(name + b": " + value + b"\r\n" for name, value in headers)
        self.transport.write(STATUS_LINE[status] + lines + b"\r\n" + body)
        self.transport.close()

    def _arm(self, seconds: float) -> None:
        self._disarm()
        self._deadline = self.loop.call_later(seconds, self._out_of_time)

    def _disarm(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _out_of_time(self) -> None:
        answering = self.cycle is not None and self.cycle.response_started
        if not answering or self._in_head:
            self._refuse(408, "The request: expected it in time, got a part. Send it again.")
        # What could not be written by now is not wanted: let go of the place.
        self.loop.call_later(1, self.transport.abort)
