"""Reading a request's body, never more than its limit. `connections` limits the time."""

from __future__ import annotations

from collections.abc import Callable

from starlette.requests import ClientDisconnect, Request

from glassnet.serve.http.errors import ApiError


async def read_body(
    request: Request, max_bytes: int, limit_of: Callable[[bytes], int] | None = None
) -> bytes:
    """The whole body. Raises `ApiError` 413 where it is too large, as declared or as received.

    `limit_of` gives the limit by the first bytes of the body; `max_bytes` is then the largest that it gives.
    """
    _check_head(request, max_bytes)
    parts, size = [], 0
    try:
        async for part in request.stream():
            if limit_of is not None and not parts:
                max_bytes = limit_of(part)
                _check_head(request, max_bytes)
            size += len(part)
            if size > max_bytes:
                raise _too_large(max_bytes)
            parts.append(part)
    except ClientDisconnect:
        raise ApiError(400, "The connection was closed before the body was complete.") from None
    return b"".join(parts)


def _check_head(request: Request, max_bytes: int) -> None:
    declared = request.headers.get("content-length")
    if declared is not None and declared.isdecimal() and int(declared[:20]) > max_bytes:
        raise _too_large(max_bytes)
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise ApiError(415, "Compressed bodies are not supported. Send the body uncompressed.")


def _too_large(max_bytes: int) -> ApiError:
    return ApiError(413, f"The body is too large: at most {max_bytes:,} bytes are accepted.")
