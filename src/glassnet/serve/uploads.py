"""Pictures that come as files: the body itself, or the field `image` of a form."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from typing import Final

from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from glassnet.serve.errors import ApiError

IMAGE_TYPES: Final = ("image/png", "image/jpeg", "image/webp")
FORM_TYPE: Final = "multipart/form-data"
FIELD: Final = "image"


async def image_in_form(headers: Headers, body: bytes) -> bytes:
    """The file in the field `image`. Raises `ApiError` 400 or 422 where there is none."""
    parser = MultiPartParser(
        headers, _once(body), max_files=1, max_fields=0, max_part_size=len(body)
    )
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError, ValueError) as error:
        message = getattr(error, "message", str(error))
        raise ApiError(
            400, f"The form: expected one file in the field {FIELD!r}, got: {message}"
        ) from None
    try:
        found = form.get(FIELD)
        if not isinstance(found, UploadFile):
            raise ApiError(422, f"The form: expected one file in the field {FIELD!r}, got none.")
        return await found.read()
    finally:
        await form.close()


async def _once(body: bytes) -> AsyncGenerator[bytes, None]:
    yield body
