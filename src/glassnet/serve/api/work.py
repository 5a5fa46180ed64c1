"""The work of requests, in the threads of the service."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from starlette.requests import Request

from glassnet.serve.api.service import Service

Parsed = TypeVar("Parsed")


async def parse_body(
    request: Request, service: Service, body: bytes, function: Callable[[], Parsed]
) -> Parsed:
    """Parse a body, in a thread where it is large: the event loop answers others meanwhile."""
    if len(body) <= service.settings.limits.inline_bytes:
        return function()
    return await work(request, service, function)


async def work(
    request: Request, service: Service, function: Callable[[], Parsed], *, slow: bool = False
) -> Parsed:
    """The function's result, computed in a thread, unless the client leaves before its turn."""
    is_connected = request.scope.get("is_connected", lambda: True)
    return await service.worker.run(function, is_connected, slow=slow)
