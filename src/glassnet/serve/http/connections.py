"""Limits on connections: how many are open, how long a request may take, how large its head may be.

uvicorn waits forever for the rest of a request's head and does not bound its size, and it waits forever
for a client to read the rest of a response. A few hundred slow clients would use up every connection
(Slowloris).
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, ClassVar, cast

import httptools
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

from glassnet.serve.http.errors import error_body, error_headers
from glassnet.serve.http.limits import Limits
from glassnet.serve.http.middleware import add_security_headers


def find_host(target: bytes) -> bytes:
    """The host in a target that is a whole URL, in lower case; empty where there is none."""
    try:
        host = (httptools.parse_url(target).host or b"").lower()
    except httptools.HttpParserInvalidURLError:
        return b""
    return b"[%s]" % host if b":" in host else host


class LimitedProtocol(HttpToolsProtocol):
    """uvicorn's protocol with a deadline for each part of a request and a maximum number of connections."""

    limits: ClassVar[Limits] = Limits()
    _deadline: asyncio.TimerHandle | None = None
    _in_head = False
    _head_bytes = 0
    _parsed_head_bytes = 0
    _is_streaming = False
    _accepted_at = 0.0
    # Since when the service has waited for a request, or for the rest of one; None while it works itself.
    _waiting_since: float | None = None
    # Of the bytes that a client has not read, however many requests it sends meanwhile.
    _reading_deadline: asyncio.TimerHandle | None = None

    @classmethod
    def with_limits(cls, limits: Limits) -> type[LimitedProtocol]:
        """The protocol with these limits, as a class, which is what uvicorn expects."""
        return cast(type[LimitedProtocol], type(cls.__name__, (cls,), {"limits": limits}))

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn does
        """Accept the connection, or refuse it where there are too many."""
        super().connection_made(transport)
        self._waiting_since = self.loop.time()
        if len(self.connections) > self.limits.connections and not self._make_room():
            self._refuse(503, "Too many connections. Try again shortly.", {"retry-after": "1"})
        else:
            self._start_deadline(self.limits.head_seconds)

    def _make_room(self) -> bool:
        """Close the connection whose client has been waited for the longest time, if it is long."""
        others = [each for each in self.connections if isinstance(each, LimitedProtocol)]
        open_ones = [each for each in others if not each.transport.is_closing()]
        if len(open_ones) <= self.limits.connections:
            return True
        stalled = [each for each in open_ones if each.stalled_seconds() > self.limits.stall_seconds]
        if not stalled:
            return False
        max(stalled, key=LimitedProtocol.stalled_seconds).give_way()
        return True

    def stalled_seconds(self) -> float:
        """How long the client has been waited for: to read, to send the rest of a request, or to send one."""
        if self._unread_bytes():
            return self.loop.time() - self._accepted_at
        return 0.0 if self._waiting_since is None else self.loop.time() - self._waiting_since

    def give_way(self) -> None:
        """Close the connection for the sake of another one; the rest of a request is not waited for."""
        if self._unread_bytes():
            self.transport.abort()
        else:
            self.transport.close()

    def connection_lost(self, exc: Exception | None) -> None:
        """Cancel the deadline: the client is gone."""
        self._stop_deadline()
        self._stop_reading_deadline()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Parse the bytes, unless the head grows too large."""
        if self.transport.is_closing():
            return
        self._head_bytes += len(data)
        super().data_received(data)
        if self._in_head and self._head_bytes > self.limits.head_bytes:
            self._refuse_head()

    def on_message_begin(self) -> None:
        """Start the deadline of a request's head."""
        super().on_message_begin()
        own = {
            "extend_deadline": self.extend_deadline,
            "begin_answer": self.begin_answer,
            "is_connected": self.is_connected,
        }
        self._waiting_since = self.loop.time()
        self._accepted_at = self.loop.time() if not self._unread_bytes() else self._accepted_at
        cast(dict[str, Any], self.scope).update(own)
        self._in_head, self._head_bytes, self._parsed_head_bytes = True, 0, 0
        self._start_deadline(self.limits.head_seconds)

    def on_url(self, url: bytes) -> None:
        """Count the target's bytes."""
        self._count_head(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """Count the header's bytes, which may all have come in one piece."""
        self._count_head(len(name) + len(value) + len(": \r\n"))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Start the deadline of the body."""
        self._in_head = False
        self._start_deadline(self.limits.body_seconds)
        if not self.url.startswith(b"/"):
            # Of a target such as http://name/path the name counts, not the header Host (RFC 9112, 3.2.2).
            cast(dict[str, Any], self.scope)["target_host"] = find_host(self.url)
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """Start the deadline of the response."""
        self._waiting_since = None
        self._start_deadline(self.limits.answer_seconds)
        super().on_message_complete()

    def extend_deadline(self, seconds: float) -> None:
        """Give a response that goes on so many seconds from now; a stream calls this for each part."""
        self._is_streaming = True
        if not self._in_head:
            self._start_deadline(seconds)

    def begin_answer(self, size: int) -> Callable[[], None]:
        """Start the deadline of a response of `size` bytes; returns what to call for each part accepted.

        A part must be accepted in `answer_seconds`; the whole in that time, or as long as it takes at the
        least rate.
        """
        limits, began = self.limits, self.loop.time()
        whole = max(limits.answer_seconds, size / limits.min_bytes_per_second)

        def accept_part() -> None:
            self._accepted_at = self.loop.time()
            if not self._in_head:
                left = began + whole - self.loop.time()
                self._start_deadline(min(limits.answer_seconds, max(0.0, left)))

        return accept_part

    def is_connected(self) -> bool:
        """Whether the client still waits for a response; may be asked in any thread."""
        return not self.transport.is_closing()

    def shutdown(self) -> None:
        """Finish the response in progress, but end a stream, which would go on."""
        super().shutdown()
        if self._is_streaming:
            self.transport.abort()
        elif self._unread_bytes():
            self._start_reading_deadline(self.limits.stopping_seconds / 2)

    def give_up(self) -> None:
        """Close the connection, with a 503 where no response has begun."""
        if self.cycle is not None and not self.cycle.response_started:
            self._refuse(503, "The service is stopping. Try again.", {"retry-after": "1"})
        self.loop.call_later(0.2, self.transport.abort)

    def on_response_complete(self) -> None:
        """Wait for the next request, or close where the body was not read to its end."""
        self._is_streaming = False
        if not self.pipeline:
            self._waiting_since = self.loop.time()
        unread = self.cycle.response_complete and self.cycle.more_body
        if self._in_head:
            self._start_deadline(self.limits.head_seconds)
        elif self.pipeline:
            self._start_deadline(self.limits.answer_seconds)
        else:
            self._stop_deadline()
        if not self._unread_bytes():
            self._stop_reading_deadline()
        elif self._reading_deadline is None:
            self._start_reading_deadline(self.limits.answer_seconds)
        super().on_response_complete()
        if unread and not self.pipeline:
            self.transport.close()

    def send_400_response(self, msg: str) -> None:
        """Refuse what is not HTTP, in the shape of all errors."""
        if self._parsed_head_bytes > self.limits.head_bytes:
            self._refuse_head()
        else:
            self._refuse(400, "This is not a valid HTTP/1.1 request.")

    def _count_head(self, size: int) -> None:
        """Raises ValueError, which ends parsing, for a head that is too large."""
        self._parsed_head_bytes += size
        if self._parsed_head_bytes > self.limits.head_bytes:
            raise ValueError("The head is too large.")

    def _refuse_head(self) -> None:
        self._refuse(
            431,
            f"The request's head is too large: at most {self.limits.head_bytes:,} bytes are "
            "accepted. Send fewer or shorter headers.",
        )

    def _refuse(
        self, status: int, message: str, more: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        if self.transport.is_closing():
            return
        # Such an answer passes no middleware.
        request_id = secrets.token_hex(6)
        body = error_body(status, message, request_id)
        length = {
            "content-length": str(len(body)),
            "connection": "close",
            "x-request-id": request_id,
        }
        own = error_headers(status) | length | dict(more)
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

    def _unread_bytes(self) -> int:
        """How many bytes of responses wait for the client; a transport that is closed has none."""
        try:
            return self.transport.get_write_buffer_size()
        except (AttributeError, RuntimeError):
            return 0

    def _start_reading_deadline(self, seconds: float) -> None:
        self._stop_reading_deadline()
        self._reading_deadline = self.loop.call_later(seconds, self._drop_slow_reader)

    def _stop_reading_deadline(self) -> None:
        if self._reading_deadline is not None:
            self._reading_deadline.cancel()
            self._reading_deadline = None

    def _drop_slow_reader(self) -> None:
        self._reading_deadline = None
        if self._unread_bytes():
            self.transport.abort()

    def _time_out(self) -> None:
        answering = self.cycle is not None and self.cycle.response_started
        if not answering or self._in_head:
            self._refuse(408, "The request was not complete in time. Send it again.")
        # Drop what the client has not read by then, to free the connection.
        self.loop.call_later(1, self.transport.abort)
