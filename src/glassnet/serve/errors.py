"""Every refusal of the service, in one shape: {"error": {"code", "message", "request_id"}}."""

from __future__ import annotations

import json
from typing import Final

PLAIN_WORDS: Final = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "timeout",
    413: "too_large",
    415: "unsupported_media_type",
    421: "misdirected",
    422: "not_understood",
    429: "too_many_requests",
    431: "head_too_large",
    500: "internal_error",
    503: "busy",
}

# What follows on the connection is the rest of a request that was not read to its end.
CLOSING: Final = frozenset({400, 408, 413, 421, 431})


class ApiError(Exception):
    """A refusal with its HTTP status; `message` says where, what was expected, what came, what to do."""

    def __init__(
        self, status: int, message: str, headers: tuple[tuple[bytes, bytes], ...] = ()
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = headers


def error_body(status: int, message: str, request_id: str) -> bytes:
    """The one error body."""
    code = PLAIN_WORDS.get(status, "error")
    error = {"code": code, "message": message, "request_id": request_id}
    return json.dumps({"error": error}, ensure_ascii=True).encode()


def error_headers(status: int, body: bytes) -> list[tuple[bytes, bytes]]:
    """The headers that go with it."""
    closing = [(b"connection", b"close")] if status in CLOSING else []
    return [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
        *closing,
    ]
