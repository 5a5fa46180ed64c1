"""Each field of a filled form, read by a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import prod
from typing import Final

from PIL import Image

from glassnet.forms.aligned_page import AlignedPage, BlankForm, align_page
from glassnet.forms.pattern import matches_pattern
from glassnet.forms.template import Field, FieldBox, Template
from glassnet.ink import Picture, segment
from glassnet.ink.photo.opening import open_picture
from glassnet.models import Ensemble, Model, Reading
from glassnet.models.page import UNREADABLE, NumberReading

SCAN_SIDE: Final = 3000
"""Longer side of a scan, in pixels; larger ones are averaged down."""

MIN_INK: Final = 0.004  # of a field that is written on
MIN_MARK: Final = 0.03  # of a box that is marked
ROOM: Final = 0.25  # around a field, on the picture of it
MIN_OVER_PATTERN: Final = 0.05  # of an alternative that fits a pattern where the text does not
UNFIT: Final = 0.2  # the highest confidence of a text that does not fit its pattern
MARK: Final = "x"


@dataclass(frozen=True)
class FieldReading:
    """What is written in one field; "" where it is empty.

    `confidence`, 0 to 1, is that of the whole text. `digits` are single digits in the order of the text,
    where it was read digit by digit. `checked` says that a person has confirmed or corrected it.
    """

    name: str
    text: str
    confidence: float
    picture: Image.Image
    digits: tuple[Reading, ...] = ()
    checked: bool = False

    def __repr__(self) -> str:
        return f"<FieldReading {self.name}: {self.text!r}, {self.confidence:.2%}>"


@dataclass(frozen=True)
class FormReading:
    """The fields of one filled form, or none where the form was not found; `quality` is the alignment's."""

    fields: tuple[FieldReading, ...]
    quality: float

    @property
    def found(self) -> bool:
        """Whether the form is on the picture."""
        return bool(self.fields)


def read_form(
    classifier: Model | Ensemble, template: Template, blank: BlankForm, scan: Picture
) -> FormReading:
    """Read a scan or a photo of a filled form; `blank` is what `open_blank` returns for the template.

    Raises `InkError` for what is no picture, `ShapeError` for a model of other images than 28x28.
    """
    classifier.expect_ink_shape()
    page = align_page(blank, open_picture(scan, SCAN_SIDE))
    if not page.alignment.found:
        return FormReading((), page.alignment.quality)
    fields = tuple(_read_field(classifier, template, field, page) for field in template.fields)
    return FormReading(fields, page.alignment.quality)


def _read_field(
    classifier: Model | Ensemble, template: Template, field: Field, page: AlignedPage
) -> FieldReading:
    picture = page.crop(field.box, ROOM, written=False)
    cells = template.cells_of(field)
    if field.kind == "choice":
        text, confidence = _read_choice(field, [page.measure_ink(cell) for cell in cells])
        return FieldReading(field.name, text, confidence, picture)
    if field.kind == "digits":
        return _fit_pattern(field, _read_cells(classifier, field, cells, page, picture), ())
    if page.measure_ink(field.box, 0.05) < MIN_INK / 4:
        return FieldReading(field.name, "", 1.0, picture)
    crop = page.crop(field.box)
    written = classifier.read_page(crop)
    if written.turn:
        # The form says which way is up; a few digits alone may look upside down, such as 66.
        return _fit_pattern(field, _read_pieces(classifier, field, crop, picture), ())
    numbers = written.numbers
    reading = FieldReading(
        field.name,
        "".join(number.text for number in numbers),
        prod(number.confidence for number in numbers) if numbers else 0.5,
        picture,
        tuple(digit for number in numbers for digit in number.digits),
    )
    return _fit_pattern(field, reading, numbers)


def _read_cells(
    classifier: Model | Ensemble,
    field: Field,
    cells: Sequence[FieldBox],
    page: AlignedPage,
    picture: Image.Image,
) -> FieldReading:
    """A digit for each cell that has ink; empty cells are left out."""
    written = [cell for cell in cells if page.measure_ink(cell) >= MIN_INK]
    readings = [classifier.read_image(page.crop(cell)) for cell in written]
    digits = tuple(each for each in readings if each.rendering)
    text = "".join(each.label or UNREADABLE for each in digits)
    confidence = prod(each.confidence or 0.0 for each in digits)
    return FieldReading(field.name, text, confidence, picture, digits)


def _read_pieces(
    classifier: Model | Ensemble, field: Field, crop: Image.Image, picture: Image.Image
) -> FieldReading:
    """The digits of a field from left to right, upright, split by their width alone."""
    digits = tuple(classifier.read(segment(crop)))
    text = "".join(each.label or UNREADABLE for each in digits)
    confidence = prod(each.confidence or 0.0 for each in digits)
    return FieldReading(field.name, text, confidence, picture, digits)


def _read_choice(field: Field, inks: Sequence[float]) -> tuple[str, float]:
    """The option with the most ink, if it has enough; how clear that is."""
    best = max(range(len(inks)), key=lambda index: inks[index])
    others = [ink for index, ink in enumerate(inks) if index != best]
    most, second = inks[best], max(others, default=0.0)
    if most < MIN_MARK:
        return "", 1 - 0.5 * most / MIN_MARK
    name = field.options[best] if field.options else MARK
    clear = min(1.0, 0.5 + (most - MIN_MARK) / MIN_MARK / 2)
    return name, clear * (1 - 0.5 * min(1.0, second / most))


def _fit_pattern(
    field: Field, reading: FieldReading, numbers: Sequence[NumberReading]
) -> FieldReading:
    """A text that does not fit the pattern: the likeliest alternative that does, else little confidence."""
    if not field.pattern or not reading.text or matches_pattern(reading.text, field.pattern):
        return reading
    others = numbers[0].alternatives if len(numbers) == 1 else ()
    fitting = [each for each in others if matches_pattern(each.text, field.pattern)]
    best = max(fitting, key=lambda each: each.confidence, default=None)
    if best is not None and best.confidence >= MIN_OVER_PATTERN:
        return FieldReading(field.name, best.text, best.confidence, reading.picture)
    return FieldReading(
        field.name, reading.text, min(reading.confidence, UNFIT), reading.picture, reading.digits
    )
