"""The bodies of requests, checked while they are parsed.

These classes are both the check and the published schema, so the two cannot differ.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    TypeAdapter,
    ValidationError,
)
from pydantic_core import from_json

from glassnet.serve.http.errors import ApiError

MAX_COORDINATE: Final = 1e6
MIN_LENGTH: Final = 1e-3
MAX_STROKES: Final = 256
MAX_POINTS: Final = 20_000
MAX_PIXELS: Final = 65_536
MAX_DRAWINGS: Final = 1_000
MAX_NESTING: Final = 2
# Of all drawings of a batch together; each point of a raw drawing may cover a whole image.
MAX_BATCH_POINTS: Final = 200_000
MAX_RAW_POINTS: Final = 50_000
# Quotation marks in a drawing's valid JSON: its keys are strokes or pixels, raw or scale, side and pen.
MAX_DRAWING_QUOTES: Final = 8

Coordinate = Annotated[float, Field(ge=-MAX_COORDINATE, le=MAX_COORDINATE, allow_inf_nan=False)]
Point = Annotated[list[Coordinate], Field(min_length=2, max_length=2, fail_fast=True)]
Stroke = Annotated[list[Point], Field(max_length=MAX_POINTS, fail_fast=True)]
Length = Annotated[float, Field(ge=MIN_LENGTH, le=MAX_COORDINATE, allow_inf_nan=False)]


def _flatten(pixels: Any) -> Any:
    """Rows of pixels, and pixels of one channel, as one list; anything else as it is."""
    for _ in range(MAX_NESTING):
        if not isinstance(pixels, list) or not pixels or not isinstance(pixels[0], list):
            return pixels
        lengths = {len(each) if isinstance(each, list) else -1 for each in pixels}
        if len(lengths) > 1 or len(pixels) * max(lengths) > MAX_PIXELS:
            return pixels
        pixels = [value for row in pixels for value in row]
    return pixels


GrayLevel = Annotated[float, Field(ge=0, le=255, allow_inf_nan=False)]
Fraction = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]
PIXELS: Final = Field(
    min_length=1,
    max_length=MAX_PIXELS,
    fail_fast=True,
    description="One number for each pixel of the model's image (28 rows of 28 for digits), row by row from "
    "the top, bright ink on black. A list for each row is accepted, too.",
)


class Strict(BaseModel):
    """Takes the JSON types as written: no text for numbers, no unknown keys."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Sheet(Strict):
    """The square sheet that strokes were drawn on, in the unit of the strokes; its corner is [0, 0]."""

    side: Length = Field(description="Width and height of the sheet.")
    pen: Length = Field(description="Width of the pen.")


class StrokesDrawing(Strict):
    """Pen strokes: points with x to the right and y downwards, in any unit."""

    strokes: Annotated[list[Stroke], Field(max_length=MAX_STROKES, fail_fast=True)] = Field(
        description="[[[x, y], [x, y], ...], ...], in drawing order."
    )
    raw: Sheet | None = Field(
        None,
        description="Draw the strokes where they are on this sheet, with this pen, and shrink it to 28x28: "
        "without the centering and scaling that MNIST's images had. Shows why they matter.",
    )


class PixelsDrawing(Strict):
    """An image as gray levels from 0 to 255."""

    pixels: Annotated[list[GrayLevel], PIXELS, BeforeValidator(_flatten)]
    scale: Annotated[int, Field(ge=255, le=255)] | None = Field(
        None,
        description="The value of full ink. Left out: 1 if no pixel is above 1, otherwise 255.",
    )


class FractionsDrawing(Strict):
    """An image as fractions of full ink from 0 to 1."""

    pixels: Annotated[list[Fraction], PIXELS, BeforeValidator(_flatten)]
    scale: Annotated[int, Field(ge=1, le=1)] = Field(description="The value of full ink.")


def _drawing_type(body: Any) -> str | None:
    """Which kind of drawing a body is meant to be, so that errors are about that kind."""
    if not isinstance(body, dict):
        return None
    if "strokes" in body:
        return StrokesDrawing.__name__
    return (FractionsDrawing if body.get("scale") == 1 else PixelsDrawing).__name__


Drawing = Annotated[
    Annotated[StrokesDrawing, Tag(StrokesDrawing.__name__)]
    | Annotated[PixelsDrawing, Tag(PixelsDrawing.__name__)]
    | Annotated[FractionsDrawing, Tag(FractionsDrawing.__name__)],
    Discriminator(_drawing_type),
]
DRAWING_TYPES: Final = (StrokesDrawing, PixelsDrawing, FractionsDrawing)


class Batch(Strict):
    """Many drawings for one model."""

    drawings: Annotated[list[Drawing], Field(min_length=1, max_length=MAX_DRAWINGS, fail_fast=True)]


DRAWING: Final[TypeAdapter[StrokesDrawing | PixelsDrawing | FractionsDrawing]] = TypeAdapter(
    Drawing
)
BATCH: Final = TypeAdapter(Batch)

Body = TypeVar("Body", bound=BaseModel)


def parse(schema: TypeAdapter[Body], body: bytes) -> Body:
    """The body by its schema. Raises `ApiError` 400 for invalid JSON, 422 for what the schema forbids."""
    parsed = validate(schema, body)
    # No value is a string, so each key has two quotation marks, and there are no others.
    if body.count(b'"') != 2 * _count_keys(parsed):
        raise _key_twice()
    return parsed


def parse_batch(body: bytes) -> list[StrokesDrawing | PixelsDrawing | FractionsDrawing]:
    """The drawings of a batch, as `parse`, one by one, so that other threads have their turn in between.

    Raises `ApiError` 400 or 422, for too many keys and points before anything is built from them.
    """
    if body.count(b'"') > MAX_DRAWING_QUOTES * MAX_DRAWINGS + 2:
        raise ApiError(422, f"The body has more keys than {MAX_DRAWINGS:,} drawings can have.")
    if body.count(b"[") > MAX_BATCH_POINTS:
        raise ApiError(
            422, f"The body has too many points: at most {MAX_BATCH_POINTS:,} for all drawings."
        )
    try:
        plain = from_json(body, allow_inf_nan=False)
    except ValueError as error:
        raise ApiError(400, f"The body is not valid JSON: {error}.") from None
    if not _is_envelope(plain):
        validate(BATCH, body)
    drawings = []
    for index, each in enumerate(plain["drawings"]):
        try:
            drawings.append(DRAWING.validate_python(each))
        except ValidationError as error:
            raise _to_api_error(error, ("drawings", index)) from None
    if body.count(b'"') != 2 + 2 * sum(map(_count_keys, drawings)):
        raise _key_twice()
    raw = [each for each in drawings if isinstance(each, StrokesDrawing) and each.raw is not None]
    if sum(len(stroke) for each in raw for stroke in each.strokes) > MAX_RAW_POINTS:
        raise ApiError(
            422, f"The raw drawings have too many points: at most {MAX_RAW_POINTS:,} together."
        )
    return drawings


def _is_envelope(plain: Any) -> bool:
    """Whether this is a batch, apart from its drawings."""
    drawings = plain.get("drawings") if isinstance(plain, dict) else None
    return isinstance(drawings, list) and len(plain) == 1 and 0 < len(drawings) <= MAX_DRAWINGS


def validate(schema: TypeAdapter[Body], body: bytes) -> Body:
    """The body by its schema, as `parse`, where values may be strings."""
    try:
        return schema.validate_json(body)
    except ValidationError as error:
        raise _to_api_error(error) from None


def _count_keys(parsed: BaseModel) -> int:
    values = [getattr(parsed, name) for name in parsed.model_fields_set]
    return len(values) + sum(_count_keys(each) for value in values for each in _models_in(value))


def _models_in(value: Any) -> Iterable[BaseModel]:
    if isinstance(value, BaseModel):
        return (value,)
    if isinstance(value, list) and value and isinstance(value[0], BaseModel):
        return value
    return ()


def _key_twice() -> ApiError:
    return ApiError(400, "The body has a key twice. Send each key once.")


def _to_api_error(error: ValidationError, within: tuple[str | int, ...] = ()) -> ApiError:
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        return ApiError(400, f"The body is not valid JSON: {first['msg']}.")
    tags = {each.__name__ for each in DRAWING_TYPES}
    where = (
        ".".join(str(part) for part in (*within, *first["loc"]) if part not in tags)
        or "its top level"
    )
    if first["type"] == "union_tag_not_found":
        problem = "Input should be a drawing, an object"
    else:
        problem = first["msg"]
    return ApiError(422, f"The body, at {where}: {problem}. /openapi.json describes the body.")
