"""The bodies of requests: their content types, and the drawings in them, parsed off the event loop."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from starlette.requests import Request

from glassnet.serve.api.drawings import Drawing
from glassnet.serve.api.embedded_images import extract_embedded, holds_image, max_embedded_bytes
from glassnet.serve.api.requests import DRAWING, parse
from glassnet.serve.api.service import Service
from glassnet.serve.api.uploads import FORM_TYPE, IMAGE_TYPES, OTHER_IMAGE_TYPES, extract_image
from glassnet.serve.api.work import parse_body
from glassnet.serve.http.bodies import read_body
from glassnet.serve.http.errors import ApiError

JSON_TYPE: Final = "application/json"


async def read_drawing(request: Request, service: Service) -> Drawing:
    """The drawing in the body of a request: JSON, an image file, or a form with one."""
    limits = service.settings.limits
    sent = media_type(request)
    if sent not in OTHER_IMAGE_TYPES:
        expect_type(sent, (JSON_TYPE, *IMAGE_TYPES, FORM_TYPE))
    if sent == JSON_TYPE:
        embedded = max_embedded_bytes(limits.image_bytes)
        body = await read_body(
            request,
            max(embedded, limits.drawing_bytes),
            lambda first: embedded if holds_image(first) else limits.drawing_bytes,
        )
        return await parse_body(
            request,
            service,
            body,
            lambda: extract_embedded(body) if holds_image(body) else parse(DRAWING, body),
        )
    body = await read_body(request, limits.image_bytes)
    if sent == FORM_TYPE:
        form_type = request.headers["content-type"]
        return await parse_body(request, service, body, lambda: extract_image(form_type, body))
    return body


def media_type(request: Request) -> str:
    """The content type of a request, without its parameters."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def expect_type(found: str, accepted: Sequence[str]) -> None:
    """Raise `ApiError` 415 for another content type."""
    if found not in accepted:
        printable = found.isascii() and found.isprintable()
        got = found[:60] if printable and found else "none"
        raise ApiError(415, f"Content-Type must be {' or '.join(accepted)}, got {got}.")
