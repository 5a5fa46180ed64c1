"""Reading a request's body: never more than its limit. Its time is the connection's business."""

from __future__ import annotations

from starlette.requests import ClientDisconnect, Request

from glassnet.serve.errors import ApiError


async def read_body(request: Request, most_bytes: int) -> bytes:
    """The whole body. Raises `ApiError` 413 where it is too large, by its own word or in truth."""
    _check_declared(request, most_bytes)
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > most_bytes:
                raise _too_large(most_bytes, "more")
            parts.append(part)
    except ClientDisconnect:
        raise ApiError(400, "The body: expected all of it, the connection was closed.") from None
    return b"".join(parts)


def _check_declared(request: Request, most_bytes: int) -> None:
    declared = request.headers.get("content-length")
    if declared is not None and declared.isdecimal() and int(declared[:20]) > most_bytes:
        raise _too_large(most_bytes, f"{declared[:20]}")
    if request.headers.get("content-encoding", "identity").lower() != "identity":
        raise ApiError(415, "The body: expected it as it is, got it compressed. Send it plain.")


def _too_large(most_bytes: int, came: str) -> ApiError:
    return ApiError(
        413, f"The body: expected at most {most_bytes:,} bytes, got {came}. Send a smaller one."
    )
