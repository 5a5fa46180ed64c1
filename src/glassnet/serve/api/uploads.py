"""Image files in requests: the body itself, or the file in a form, whatever its field is called."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from glassnet.serve.http.errors import ApiError

if TYPE_CHECKING:
    from python_multipart.multipart import MultipartCallbacks

IMAGE_TYPES: Final = (
    "image/png", "image/jpeg", "image/webp", "image/gif", "image/bmp", "image/tiff",
)  # fmt: skip
OTHER_IMAGE_TYPES: Final = (
    "image/jpg", "image/pjpeg", "image/x-png", "image/tif", "image/x-ms-bmp", "image/x-bmp",
    "application/octet-stream",
)  # fmt: skip
"""What some clients send instead; the content decides in any case."""

FORM_TYPE: Final = "multipart/form-data"
FIELD: Final = "image"
MAX_PARTS: Final = 16
MAX_PART_HEADERS: Final = 16


@dataclass
class Part:
    """One part of a form: its headers, names in lower case, and its content."""

    headers: dict[bytes, bytes] = field(default_factory=dict)
    content: bytearray = field(default_factory=bytearray)

    @property
    def name(self) -> bytes:
        """The name of its field."""
        return self._options.get(b"name", b"")

    @property
    def is_file(self) -> bool:
        """Whether it is a file, not a field of text."""
        return b"filename" in self._options

    @property
    def _options(self) -> dict[bytes, bytes]:
        return parse_options_header(self.headers.get(b"content-disposition", b""))[1]


def extract_image(content_type: str, body: bytes) -> bytes:
    """The file in a form: the only one, or that in the field `image`. Fields of text are ignored.

    Raises `ApiError` 400 where there is none, or several.
    """
    _, options = parse_options_header(content_type)
    collector = _Collector()
    try:
        parser = MultipartParser(options.get(b"boundary", b""), collector.callbacks())
        parser.write(body)
        parser.finalize()
    except (FormParserError, ValueError) as error:
        raise _form_error(str(error) or type(error).__name__) from None
    if not collector.ended:
        raise _form_error("a form that is cut off")
    files = [part for part in collector.parts if part.is_file]
    named = [part for part in files if part.name == FIELD.encode()] or files
    if len(named) != 1:
        raise _form_error(f"{len(named)} files" if named else "no file")
    return bytes(named[0].content)


class _Collector:
    """Collects what the parser finds, in memory: the size of the body is limited before."""

    def __init__(self) -> None:
        self.parts: list[Part] = []
        self.ended = False
        self._name = b""
        self._value = b""

    def callbacks(self) -> MultipartCallbacks:
        return {
            "on_part_begin": self._begin_part,
            "on_header_field": self._add_name,
            "on_header_value": self._add_value,
            "on_header_end": self._end_header,
            "on_part_data": lambda data, start, end: self.parts[-1].content.extend(data[start:end]),
            "on_end": self._end,
        }

    def _begin_part(self) -> None:
        if len(self.parts) >= MAX_PARTS:
            raise ValueError(f"more than {MAX_PARTS} fields")
        self.parts.append(Part())

    def _add_name(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def _add_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _end_header(self) -> None:
        if len(self.parts[-1].headers) >= MAX_PART_HEADERS:
            raise ValueError("a file with too many headers")
        self.parts[-1].headers[self._name.lower()] = self._value
        self._name = self._value = b""

    def _end(self) -> None:
        self.ended = True


def _form_error(problem: str) -> ApiError:
    return ApiError(
        400, f"The form must hold one file, such as in the field {FIELD!r}, got: {problem}."
    )
