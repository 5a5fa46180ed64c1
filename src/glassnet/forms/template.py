"""The template of a form: which fields it has, and where; read from and written to TOML.

name = "meter"
width = 1654                 # of the blank form, in any unit
height = 2339
blank = "meter.png"          # the empty form, beside this file; without it, the boxes of the fields
[[fields]]
name = "reading"
box = [0.1, 0.2, 0.4, 0.25]  # left, top, right, bottom; shares of the page, or in its unit
kind = "number"              # or "digits", one in each of `cells`; or "choice", one of `options`
pattern = "#####"            # optional, what is known of the text; also regex, checksum, length
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal, get_args

from glassnet.errors import GlassnetError, SettingError, did_you_mean, format_error
from glassnet.models.structure import Structure
from glassnet.text_file import read_toml

Kind = Literal["digits", "number", "choice"]
KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

MAX_FIELDS: Final = 500
MAX_CELLS: Final = 40
MAX_NAME_LENGTH: Final = 60
MAX_SIZE: Final = 100_000
MIN_SIDE: Final = 0.002  # of the page: smaller boxes hold nothing
TEMPLATE_KEYS: Final = ("name", "width", "height", "blank", "fields")
FIELD_KEYS: Final = ("name", "box", "kind", "cells", "options")
STRUCTURE_KEYS: Final = ("pattern", "regex", "checksum", "length")
SEE: Final = "See docs/forms.md."


class TemplateError(GlassnetError, ValueError):
    """A template, or corrections of forms, that are not what they should be."""

    @classmethod
    def at(cls, where: str, expected: str, got: object, remedy: str = SEE) -> TemplateError:
        """The error in its four parts; what came is shortened."""
        shown = repr(got)
        shown = shown if len(shown) <= 80 else f"{shown[:77]}..."
        return cls(format_error(where, expected, shown, remedy))


@dataclass(frozen=True)
class FieldBox:
    """A rectangle on the form, in shares of its width and height."""

    left: float
    top: float
    right: float
    bottom: float

    def split(self, count: int, downwards: bool = False) -> tuple[FieldBox, ...]:
        """So many equal parts, side by side or below each other."""
        width, height = self.right - self.left, self.bottom - self.top
        if downwards:
            edges = [self.top + height * n / count for n in range(count + 1)]
            return tuple(
                FieldBox(self.left, edges[n], self.right, edges[n + 1]) for n in range(count)
            )
        edges = [self.left + width * n / count for n in range(count + 1)]
        return tuple(FieldBox(edges[n], self.top, edges[n + 1], self.bottom) for n in range(count))


@dataclass(frozen=True)
class Field:
    """One place to fill in.

    `digits` has `cells` side by side, each for one digit; `number` is written freely; `choice` is a box to
    mark, or with `options` so many, side by side, or below each other where the field is higher than wide.
    `structure` is what is known of the text of the other kinds.
    """

    name: str
    box: FieldBox
    kind: Kind = "number"
    cells: int = 1
    options: tuple[str, ...] = ()
    structure: Structure | None = None


@dataclass(frozen=True)
class Template:
    """A form. `width` and `height` are those of the page, `blank` is a picture of the empty form, if any."""

    name: str
    width: float
    height: float
    fields: tuple[Field, ...]
    blank: Path | None = None

    def cells_of(self, field: Field) -> tuple[FieldBox, ...]:
        """The box of each digit or of each option; of any other field its own one."""
        if field.kind == "digits":
            return field.box.split(field.cells)
        if not field.options:
            return (field.box,)
        across = (field.box.right - field.box.left) * self.width
        down = (field.box.bottom - field.box.top) * self.height
        return field.box.split(len(field.options), downwards=down > across)


def read_template(path: Path) -> Template:
    """The template in a TOML file. Raises `TemplateError` where it is none, with the place in it."""
    table = read_toml(path, "a template in TOML", SEE, TemplateError)
    return build_template(table, str(path), path.parent)


def build_template(table: dict[str, Any], where: str, folder: Path) -> Template:
    """The template that a table describes; the blank form is looked for in `folder`."""
    _expect_known(where, table, TEMPLATE_KEYS)
    width = _expect_size(where, table, "width")
    height = _expect_size(where, table, "height")
    entries = table.get("fields")
    if not isinstance(entries, list) or not 0 < len(entries) <= MAX_FIELDS:
        raise TemplateError.at(where, f"1 to {MAX_FIELDS} tables [[fields]]", entries)
    fields = tuple(
        _build_field(f"{where}, field {number}", entry, width, height)
        for number, entry in enumerate(entries, start=1)
    )
    names = [field.name for field in fields]
    for name in names:
        if names.count(name) > 1:
            raise TemplateError(f"{where}: two fields have the name {name!r}. Rename one.")
    name = _expect_text(where, table, "name", "form")
    return Template(name, width, height, fields, _find_blank(where, table.get("blank"), folder))


def _build_field(where: str, entry: Any, width: float, height: float) -> Field:
    if not isinstance(entry, dict):
        raise TemplateError.at(where, "a table", entry)
    _expect_known(where, entry, (*FIELD_KEYS, *STRUCTURE_KEYS))
    name = _expect_text(where, entry, "name", None)
    where = f"{where} ({name})"
    kind = entry.get("kind", "number")
    if kind not in KINDS:
        remedy = did_you_mean(str(kind), KINDS)
        raise TemplateError.at(where, f"a kind: {', '.join(KINDS)}", kind, remedy)
    cells = entry.get("cells", 1)
    if type(cells) is not int or not 1 <= cells <= MAX_CELLS:
        raise TemplateError.at(where, f"cells from 1 to {MAX_CELLS}", cells)
    if cells > 1 and kind != "digits":
        raise TemplateError.at(where, 'cells only with kind = "digits"', kind)
    options = _expect_options(where, entry.get("options", []), kind)
    structure = _build_structure(where, entry, kind)
    return Field(
        name, _expect_box(where, entry.get("box"), width, height), kind, cells, options, structure
    )


def _build_structure(where: str, entry: dict[str, Any], kind: str) -> Structure | None:
    """What the entry says of its text, if it says something."""
    known = {key: entry[key] for key in STRUCTURE_KEYS if key in entry}
    if not known:
        return None
    if kind == "choice":
        raise TemplateError.at(where, f"{next(iter(known))} only for numbers and digits", kind)
    for key, value in known.items():
        if type(value) is not (int if key == "length" else str):
            expected = "a whole number" if key == "length" else "a text"
            raise TemplateError.at(where, f"{expected} as {key}", value)
    try:
        return Structure(**known)
    except SettingError as error:
        raise TemplateError(f"{where}: {error}") from None


def _expect_box(where: str, box: Any, width: float, height: float) -> FieldBox:
    """The box in shares. All numbers up to 1 are shares, any larger one makes it one in units of the page."""
    expected = "box = [left, top, right, bottom]"
    if not isinstance(box, list) or len(box) != 4 or not all(type(n) in (int, float) for n in box):
        raise TemplateError.at(where, expected, box)
    if not all(abs(each) <= MAX_SIZE for each in box):  # also refuses nan
        raise TemplateError.at(where, f"{expected}, numbers up to {MAX_SIZE:,}", box)
    shares = [float(each) for each in box]
    if max(shares) > 1:
        shares = [each / size for each, size in zip(shares, (width, height) * 2, strict=True)]
    left, top, right, bottom = shares
    if min(shares) < 0 or max(shares) > 1.0001:
        raise TemplateError.at(where, "a box on the page", box)
    if right - left < MIN_SIDE or bottom - top < MIN_SIDE:
        raise TemplateError.at(where, f"{expected} with left < right and top < bottom", box)
    return FieldBox(left, top, min(right, 1.0), min(bottom, 1.0))


def _expect_options(where: str, options: Any, kind: str) -> tuple[str, ...]:
    if not isinstance(options, list) or len(options) > MAX_CELLS:
        raise TemplateError.at(where, f"a list of at most {MAX_CELLS} options", options)
    if options and kind != "choice":
        raise TemplateError.at(where, 'options only with kind = "choice"', kind)
    for option in options:
        fits = isinstance(option, str) and 0 < len(option) <= MAX_NAME_LENGTH
        if not fits or not option.isprintable():
            expected = f"options of 1 to {MAX_NAME_LENGTH} printable characters"
            raise TemplateError.at(where, expected, option)
    if len(set(options)) < len(options):
        raise TemplateError.at(where, "options that differ", options)
    return tuple(options)


def _expect_known(where: str, table: dict[str, Any], known: tuple[str, ...]) -> None:
    for key in table:
        if key not in known:
            raise TemplateError(f"{where}: unknown setting {key!r}. {did_you_mean(key, known)}")


def _expect_size(where: str, table: dict[str, Any], key: str) -> float:
    value = table.get(key)
    if isinstance(value, int | float) and value is not True and 1 <= value <= MAX_SIZE:
        return float(value)
    raise TemplateError.at(where, f"a {key} from 1 to {MAX_SIZE:,}", value)


def _expect_text(
    where: str, table: dict[str, Any], key: str, default: str | None, most: int = MAX_NAME_LENGTH
) -> str:
    value = table.get(key, default)
    least = 0 if default == "" else 1
    if not isinstance(value, str) or not least <= len(value) <= most or not value.isprintable():
        raise TemplateError.at(where, f"a {key} of {least} to {most} printable characters", value)
    return value


def _find_blank(where: str, name: Any, folder: Path) -> Path | None:
    """The picture of the blank form: a file beside the template, nowhere else."""
    if name is None:
        return None
    if not isinstance(name, str) or Path(name).name != name or "\\" in name or "\0" in name:
        raise TemplateError.at(where, "blank as the name of a file beside the template", name)
    path = folder / name
    if not path.is_file():
        raise TemplateError.at(where, "the blank form beside the template", name, "Copy it there.")
    return path


def to_toml(template: Template) -> str:
    """The template as TOML, with boxes in shares."""
    lines = [
        f"name = {_quote(template.name)}",
        f"width = {template.width:g}",
        f"height = {template.height:g}",
    ]
    if template.blank is not None:
        lines.append(f"blank = {_quote(template.blank.name)}")
    for field in template.fields:
        box = field.box
        edges = ", ".join(f"{edge:.5f}" for edge in (box.left, box.top, box.right, box.bottom))
        lines += ["", "[[fields]]", f"name = {_quote(field.name)}", f"box = [{edges}]"]
        lines.append(f"kind = {_quote(field.kind)}")
        if field.cells > 1:
            lines.append(f"cells = {field.cells}")
        if field.options:
            lines.append(f"options = [{', '.join(map(_quote, field.options))}]")
        lines += [
            f"{key} = {_quote(value) if isinstance(value, str) else value}"
            for key, value in list_known(field).items()
        ]
    return "\n".join(lines) + "\n"


def list_known(field: Field) -> dict[str, str | int]:
    """What is known of the text of a field, by the keys of a template."""
    found = {key: getattr(field.structure, key, None) for key in STRUCTURE_KEYS}
    return {key: value for key, value in found.items() if value is not None}


def _quote(text: str) -> str:
    """A TOML string; JSON's escapes are a part of TOML's."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
