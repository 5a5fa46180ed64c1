"""Limits on connections: how many are open, how long a request may take, how large its head may be.

uvicorn waits forever for the rest of a request's head and does not bound its size, so a few hundred
slow clients would use up every connection (Slowloris).
"""

from __future__ import annotations

import asyncio
from typing import ClassVar, cast

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from glassnet.serve.http.errors import error_body, error_headers
from glassnet.serve.http.limits import Limits
from glassnet.serve.http.middleware import add_security_headers


class LimitedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with a deadline for each part of a request and a maximum number of connections."""

    limits: ClassVar[Limits] = Limits()
    _deadline: asyncio.TimerHandle | None = None
    _in_head = False
    _head_bytes = 0
    _is_streaming = False

    @classmethod
    def with_limits(cls, limits: Limits) -> type[LimitedProtocol]:
        """The protocol with these limits, as a class, which is what uvicorn expects."""
        return cast(type[LimitedProtocol], type(cls.__name__, (cls,), {"limits": limits}))

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Accept the connection, or refuse it where there are too many."""
        super().connection_made(transport)
        if len(self.connections) > self.limits.connections:
            self._refuse(503, "Too many connections. Try again shortly.")
        else:
            self._start_deadline(self.limits.head_seconds)

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the deadline: the client is gone."""
        self._stop_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse the bytes, unless the head grows too large."""
        if self.transport.is_closing():
            return
        self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > self.limits.head_bytes:
            self._refuse(
                431,
                f"The request's head is too large: at most {self.limits.head_bytes:,} bytes are "
                "accepted. Send fewer or shorter headers.",
            )

    def on_message_begin(self) -> None:
        """Start the deadline of a request's head."""
        super().on_message_begin()
        self.scope["extend_deadline"] = self.extend_deadline  # type: ignore[typeddict-unknown-key]
        self._in_head, self._head_bytes = True, 0
        self._start_deadline(self.limits.head_seconds)

    def on_headers_complete(self) -> None:
        """Start the deadline of the body."""
        self._in_head = False
        self._start_deadline(self.limits.body_seconds)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Start the deadline of the response."""
        self._start_deadline(self.limits.answer_seconds)
        super().on_message_complete()

    def extend_deadline(self, seconds: float) -> None:
        """Give a response that goes on so many seconds from now; a stream calls this for each part."""
        self._is_streaming = True
        if not self._in_head:
            self._start_deadline(seconds)

    def shutdown(self) -> None:
        """Finish the response in progress, but end a stream, which would go on."""
        super().shutdown()
        if self._is_streaming:
            self.transport.abort()

    def on_response_complete(self) -> None:
        """Wait for the next request, or close where the body was not read to its end."""
        self._is_streaming = False
        unread = self.cycle.response_complete and self.cycle.more_body
        if self._in_head:
            self._start_deadline(self.limits.head_seconds)
        elif self.pipeline:
            self._start_deadline(self.limits.answer_seconds)
        else:
            self._stop_deadline()
        super().on_response_complete()
        if unread and not self.pipeline:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP, in the shape of all errors."""
        self._refuse(400, "This is not a valid HTTP/1.1 request.")

    def _refuse(self, status: int, message: str) -> None:
        if self.transport.is_closing():
            return
        body = error_body(status, message, "")
        own = error_headers(status) | {"content-length": str(len(body)), "connection": "close"}
        headers = [(name.encode(), value.encode()) for name, value in own.items()]
        lines = b"".join(
            name + b": " + value + b"\r\n" for name, value in add_security_headers(headers)
        )
        self.transport.write(STATUS_LINE[status] + lines + b"\r\n" + body)
        self.transport.close()

    def _start_deadline(self, seconds: float) -> None:
        self._stop_deadline()
        self._deadline = self.loop.call_later(seconds, self._time_out)

    def _stop_deadline(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _time_out(self) -> None:
        answering = self.cycle is not None and self.cycle.response_started
        if not answering or self._in_head:
            self._refuse(408, "The request was not complete in time. Send it again.")
        # Drop what the client has not read by then, to free the connection.
        self.loop.call_later(1, self.transport.abort)
