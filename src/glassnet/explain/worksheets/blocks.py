"""What a page of a worksheet consists of, whether it becomes PDF or HTML.

A cell is a text that everybody sees, or an `Answer`, which only the key shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from glassnet.nn import Array


@dataclass(frozen=True)
class Answer:
    """Left blank on the sheet, written on the key."""

    text: str


Cell = str | Answer


@dataclass(frozen=True)
class Heading:
    """The title of a task."""

    text: str


@dataclass(frozen=True)
class Paragraph:
    """What is asked, or with `key_only` a remark on the solution."""

    text: str
    key_only: bool = False


@dataclass(frozen=True)
class Question:
    """A question and its answer, which may be several words."""

    text: str
    answer: Answer


@dataclass(frozen=True)
class Table:
    """Rows of cells, all of the same length; the first row and the first column may be names.

    `shades` are gray levels behind the cells, 0 white to 1 black, of the shape of the rows.
    """

    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    header: bool = True
    first_column: bool = False
    shades: tuple[tuple[float, ...], ...] = ()


@dataclass(frozen=True, eq=False)
class Picture:
    """A gray image `(height, width)` uint8, 255 full ink."""

    image: Array
    caption: str


@dataclass(frozen=True)
class Diagram:
    """The neurons of a network of two inputs, two hidden neurons and two outputs, with their given numbers.

    `layers` are the texts in the neurons, `biases` those beside hidden neurons and outputs, `weights` those
    on the lines, `[layer][from][to]`.
    """

    layers: tuple[tuple[str, str], ...]
    biases: tuple[tuple[str, str], ...]
    weights: tuple[tuple[tuple[str, str], tuple[str, str]], ...]


@dataclass(frozen=True)
class Beside:
    """Blocks side by side; `widths` are their shares of the page's width."""

    blocks: tuple[Table | Picture | Diagram, ...]
    widths: tuple[float, ...]


Block = Heading | Paragraph | Question | Table | Beside


@dataclass(frozen=True)
class Page:
    """One page: a sheet, or with `solved` its key."""

    title: str
    blocks: tuple[Block, ...] = field(repr=False)
    solved: bool = False
