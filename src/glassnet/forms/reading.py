"""Each field of a filled form, read by a model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import prod
from typing import Final

from PIL import Image

from glassnet.forms.aligned_page import AlignedPage, BlankForm, align_page
from glassnet.forms.template import Field, FieldBox, Template
from glassnet.ink import Picture, segment
from glassnet.ink.photo.opening import open_picture
from glassnet.models import Ensemble, Model, Reading
from glassnet.models.page import UNREADABLE, NumberReading, PageBox
from glassnet.models.structure import choose_reading

SCAN_SIDE: Final = 3000
"""Longer side of a scan, in pixels; larger ones are averaged down."""

MIN_INK: Final = 0.004  # of a field that is written on
MIN_MARK: Final = 0.03  # of a box that is marked
ROOM: Final = 0.25  # around a field, on the picture of it
UNFIT: Final = 0.2  # the highest confidence of a text without the structure of its field
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
        reading = _read_cells(classifier, field, cells, page, picture)
        return _choose_text(classifier, field, reading)
    if page.measure_ink(field.box, 0.05) < MIN_INK / 4:
        return FieldReading(field.name, "", 1.0, picture)
    crop = page.crop(field.box)
    written = classifier.read_page(crop, field.structure)
    if written.turn:
        # The form says which way is up; a few digits alone may look upside down, such as 66.
        reading = _read_pieces(classifier, field, crop, picture)
        return _choose_text(classifier, field, reading)
    numbers = written.numbers
    reading = FieldReading(
        field.name,
        "".join(number.text for number in numbers),
        prod(number.confidence for number in numbers) if numbers else 0.5,
        picture,
        tuple(digit for number in numbers for digit in number.digits),
    )
    fits = field.structure is None or field.structure.matches(reading.text)
    return reading if fits else _doubt(reading)


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


def _choose_text(classifier: Model | Ensemble, field: Field, reading: FieldReading) -> FieldReading:
    """The most probable text of these digits that has the structure of the field, if there is one."""
    if field.structure is None or not reading.digits:
        return reading
    whole = PageBox(0, 0, 1, 1)
    number = NumberReading(reading.text, reading.digits, 1, 1, whole, reading.confidence)
    chosen = choose_reading(number, field.structure, classifier.class_names)
    if not chosen.consistent:
        return _doubt(reading)
    return replace(reading, text=chosen.text, confidence=chosen.confidence)


def _doubt(reading: FieldReading) -> FieldReading:
    """A text that is not what the form says of it."""
    return replace(reading, confidence=min(reading.confidence, UNFIT))
