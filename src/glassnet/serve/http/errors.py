"""Every error of the service has one JSON shape: {"error": {"code", "message", "request_id"}}."""

from __future__ import annotations

import json
import logging
from typing import Final

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ExceptionHandler

CODES: Final = {
    400: "bad_request",
    401: "unauthorized",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "timeout",
    409: "conflict",
    413: "too_large",
    415: "unsupported_media_type",
    421: "misdirected",
    422: "invalid",
    429: "too_many_requests",
    431: "head_too_large",
    500: "internal_error",
    503: "busy",
}
MESSAGES: Final = {
    404: "There is no such address. /openapi.json lists all of them.",
    405: "This address does not answer this method. The header Allow lists those that it does.",
    500: "Internal error. Quote the request id when you report it.",
}

# Where the error does not say better when to try again.
RETRY_SECONDS: Final = "5"

# After these, unread bytes of the request may follow on the connection, so it is closed.
CLOSING: Final = frozenset({400, 408, 413, 421, 431})

logger = logging.getLogger("glassnet.serve")


class ApiError(HTTPException):
    """An error response: its status, and a message that says what is wrong and what to do."""


def error_body(status: int, message: str, request_id: str) -> bytes:
    """The JSON body of an error."""
    code = CODES.get(status, "error")
    error = {"code": code, "message": message, "request_id": request_id}
    return json.dumps({"error": error}, ensure_ascii=True).encode()


def error_headers(status: int) -> dict[str, str]:
    """The headers of an error, without its length."""
    headers = {"content-type": "application/json"}
    headers |= {"connection": "close"} if status in CLOSING else {}
    return headers | ({"retry-after": RETRY_SECONDS} if status in (429, 503) else {})


def respond_to_http_error(request: Request, error: Exception) -> Response:
    """The response for an `HTTPException`: ours has a message, Starlette's gets one here."""
    if not isinstance(error, HTTPException):
        raise error
    status = error.status_code
    message = error.detail if isinstance(error, ApiError) else MESSAGES.get(status, error.detail)
    body = error_body(status, message, request.scope.get("request_id", ""))
    return Response(body, status, {**error_headers(status), **(error.headers or {})})


def respond_to_failure(request: Request, error: Exception) -> Response:
    """The response for an unexpected exception, which is logged; the client sees none of it."""
    request_id = request.scope.get("request_id", "")
    logger.error("Request %s failed", request_id, exc_info=error)
    return Response(error_body(500, MESSAGES[500], request_id), 500, error_headers(500))


HTTP_ERROR_HANDLERS: Final[dict[type[Exception], ExceptionHandler]] = {
    HTTPException: respond_to_http_error
}
ALL_ERROR_HANDLERS: Final[dict[type[Exception], ExceptionHandler]] = {
    **HTTP_ERROR_HANDLERS,
    Exception: respond_to_failure,
}
