"""What may be sent: the bodies of requests, checked while they are parsed.

These classes are both the check and the published schema, so that the two cannot drift apart.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby
from typing import Annotated, Any, Final, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    TypeAdapter,
    ValidationError,
    WithJsonSchema,
)
from pydantic_core import ErrorDetails, from_json

from glassnet.ink.rendering import SIDE
from glassnet.serve.errors import ApiError

FARTHEST: Final = 1e6
SHORTEST: Final = 1e-3
MOST_STROKES: Final = 256
MOST_POINTS: Final = 20_000
MOST_DRAWINGS: Final = 1_000

Coordinate = Annotated[float, Field(ge=-FARTHEST, le=FARTHEST, allow_inf_nan=False)]
Point = Annotated[list[Coordinate], Field(min_length=2, max_length=2, fail_fast=True)]
Stroke = Annotated[list[Point], Field(max_length=MOST_POINTS, fail_fast=True)]
Length = Annotated[float, Field(ge=SHORTEST, le=FARTHEST, allow_inf_nan=False)]


def _pixels_schema(full: int) -> WithJsonSchema:
    return WithJsonSchema(
        {
            "type": "array",
            "items": {"type": "number", "minimum": 0, "maximum": full},
            "minItems": SIDE * SIDE,
            "maxItems": SIDE * SIDE,
            "description": f"{SIDE} rows of {SIDE}, the top one first, bright ink on black.",
        }
    )


Grey = Annotated[float, Field(ge=0, le=255, allow_inf_nan=False)]
Share = Annotated[float, Field(ge=0, le=1, allow_inf_nan=False)]

ALL_PIXELS: Final = Field(min_length=SIDE * SIDE, max_length=SIDE * SIDE, fail_fast=True)
GreyLevels = Annotated[list[Grey], ALL_PIXELS, _pixels_schema(255)]
Shares = Annotated[list[Share], ALL_PIXELS, _pixels_schema(1)]


class Strict(BaseModel):
    """Takes the types that are written and nothing else: no text for numbers, no unknown keys."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


class Sheet(Strict):
    """The square sheet that strokes were drawn on, in their own unit; its corner is [0, 0]."""

    side: Length = Field(description="Width and height of the sheet.")
    pen: Length = Field(description="Width of the pen.")


class StrokesDrawing(Strict):
    """A drawing as the pen made it: points with x to the right and y downwards, in any unit."""

    strokes: Annotated[list[Stroke], Field(max_length=MOST_STROKES, fail_fast=True)] = Field(
        description="[[[x, y], [x, y], ...], ...], in drawing order."
    )
    raw: Sheet | None = Field(
        None,
        description="Put the strokes on the 28x28 as they lie on this sheet, with this pen, instead of "
        "making them the way MNIST was made: shows why that matters.",
    )


class PixelsDrawing(Strict):
    """A picture that is 28x28 already, as grey levels."""

    pixels: GreyLevels
    scale: Annotated[int, Field(ge=255, le=255)] | None = Field(
        None, description="Full ink. Left out: 1 if no pixel is above 1, otherwise 255."
    )


class SharesDrawing(Strict):
    """A picture that is 28x28 already, as shares of ink from 0 to 1."""

    pixels: Shares
    scale: Annotated[int, Field(ge=1, le=1)] = Field(description="Full ink.")


Drawing = Annotated[
    StrokesDrawing | PixelsDrawing | SharesDrawing, Field(union_mode="left_to_right")
]


class Batch(Strict):
    """Many drawings, read in one go."""

    drawings: Annotated[
        list[Drawing], Field(min_length=1, max_length=MOST_DRAWINGS, fail_fast=True)
    ]


DRAWING: Final[TypeAdapter[StrokesDrawing | PixelsDrawing | SharesDrawing]] = TypeAdapter(Drawing)
BATCH: Final = TypeAdapter(Batch)

Body = TypeVar("Body", bound=BaseModel)


def grey_levels(body: bytes) -> bytes | None:
    """The 784 grey levels in a JSON body, if it is nothing but these; otherwise None.

    What programs send most is told apart at once. All else goes through `parse`, which explains.
    """
    try:
        found = from_json(body)
        pixels = found["pixels"]
        # Of a number, bytes() makes as many zeros.
        levels = bytes(pixels if isinstance(pixels, list) else [])
    except (ValueError, TypeError, KeyError):
        return None
    scale = found.get("scale", 255)
    usual = found.keys() <= {"pixels", "scale"} and scale == 255 and isinstance(scale, int)
    # bytes() takes true for 1, and a key that came twice is gone: both are for `parse` to refuse.
    plain = not (b"true" in body or b"false" in body) and body.count(b'"') == 2 * len(found)
    # Where no level is above 1, they may be shares of ink. (strip is twenty times as fast as max.)
    whole = len(levels) == SIDE * SIDE and levels.strip(b"\x00\x01") != b""
    return levels if usual and plain and whole else None


def parse(kind: TypeAdapter[Body], body: bytes) -> Body:
    """The body as `kind`, strictly. Raises `ApiError` 400 for what is no JSON, 422 for what is no `kind`."""
    try:
        found = kind.validate_json(body)
    except ValidationError as error:
        raise _refusal(error) from None
    # No value is a text, so each key has two quotation marks and nothing else has any.
    if body.count(b'"') != 2 * _count_keys(found):
        raise ApiError(400, "The body: expected every key once, got one twice. Send it once.")
    return found


def _count_keys(found: BaseModel) -> int:
    values = [getattr(found, name) for name in found.model_fields_set]
    return len(values) + sum(_count_keys(each) for value in values for each in _models_in(value))


def _models_in(value: Any) -> Iterable[BaseModel]:
    if isinstance(value, BaseModel):
        return (value,)
    if isinstance(value, list) and value and isinstance(value[0], BaseModel):
        return value
    return ()


def _refusal(error: ValidationError) -> ApiError:
    nearest = _nearest(error.errors(include_url=False, include_input=False))
    status = 400 if nearest["type"] == "json_invalid" else 422
    # What is neither a key nor a position names one of our kinds, which is nobody's business.
    names = (str(part) for part in nearest["loc"] if not str(part).endswith(("Drawing", "]")))
    where = ".".join(names) or "its top"
    return ApiError(
        status, f"The body, at {where}: {nearest['msg']}. Send what /openapi.json describes."
    )


def _nearest(errors: list[ErrorDetails]) -> ErrorDetails:
    """The error to tell of: that of the kind of drawing that the body comes closest to."""
    by_kind = [list(group) for _, group in groupby(errors, key=_kind_of)]
    return min(by_kind, key=_distance)[0]


def _kind_of(error: ErrorDetails) -> str:
    return next((str(part) for part in error["loc"] if str(part).endswith("Drawing")), "")


def _distance(errors: list[ErrorDetails]) -> int:
    return sum(
        error["type"] in ("missing", "extra_forbidden") or "scale" in error["loc"]
        for error in errors
    )
