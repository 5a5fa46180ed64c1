"""Worksheets as PDF, on pages of A4."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path
from textwrap import wrap
from typing import TYPE_CHECKING, Any, Final

from glassnet.data.atomic import write_atomically
from glassnet.explain.worksheets.blocks import (
    Answer,
    Beside,
    Block,
    Cell,
    Diagram,
    Heading,
    Page,
    Paragraph,
    Picture,
    Question,
    Table,
)
from glassnet.plots.canvas import BLUE, FAINT, INK, expect_plotting
from glassnet.version import __version__

if TYPE_CHECKING:
    from matplotlib.axes import Axes

# All in inches.
PAGE: Final = (8.27, 11.69)
MARGIN: Final = 0.55
WIDTH: Final = PAGE[0] - 2 * MARGIN
LINE: Final = 0.175
ROW: Final = 0.235
GAP: Final = 0.09
BETWEEN: Final = 0.16
NEURON: Final = 0.25
SIZE: Final = 9.0
CHARACTERS: Final = 108
RULE: Final = "#9aa3af"


def write_worksheets(pages: Iterable[Page], path: Path) -> Path:
    """Write pages as one PDF, making its folder; returns the path.

    Raises `PlottingUnavailable` without matplotlib, OSError where the file cannot be written.
    """
    expect_plotting()
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    # In memory first: on a full disk matplotlib fails once more while it closes the file.
    content = io.BytesIO()
    about = {"Creator": f"glassnet {__version__}", "CreationDate": None}
    with PdfPages(content, metadata=about) as document:
        for page in pages:
            figure = Figure(figsize=PAGE, facecolor="white")
            _PagePainter(figure.add_axes((0, 0, 1, 1)), page.solved).paint(page)
            document.savefig(figure)
    write_atomically(path, content.getvalue())
    return path


class _PagePainter:
    """Writes blocks one below the other; positions are inches from the upper left corner of the page."""

    def __init__(self, axes: Axes, solved: bool) -> None:
        self._axes = axes
        self._solved = solved
        self._top = MARGIN
        # Corners and color of every cell: drawn as one collection, which is faster than one by one.
        self._cells: list[tuple[list[tuple[float, float]], str]] = []
        axes.set_axis_off()
        axes.set_xlim(0, PAGE[0])
        axes.set_ylim(PAGE[1], 0)

    def paint(self, page: Page) -> None:
        """The whole page."""
        self._write(MARGIN, self._top, page.title, size=15, weight="bold")
        if not page.solved:
            self._write(
                MARGIN + WIDTH, self._top + 0.05, f"Name {'_' * 28}   Date {'_' * 12}", ha="right"
            )
        self._top += 0.42
        for block in page.blocks:
            self._block(block)
        self._draw_cells()

    def _block(self, block: Block) -> None:
        if isinstance(block, Heading):
            self._top += GAP
            self._write(MARGIN, self._top, block.text, size=11, weight="bold")
            self._top += 0.26
        elif isinstance(block, Paragraph):
            if self._solved or not block.key_only:
                self._paragraph(block.text, BLUE if block.key_only else INK)
        elif isinstance(block, Question):
            self._question(block)
        elif isinstance(block, Table):
            self._top = self._table(block, MARGIN, self._top, WIDTH) + GAP
        else:
            self._beside(block)

    def _paragraph(self, text: str, color: str) -> None:
        for line in wrap(text, CHARACTERS):
            self._write(MARGIN, self._top, line, color=color)
            self._top += LINE
        self._top += GAP / 2

    def _question(self, question: Question) -> None:
        lines = wrap(question.text, CHARACTERS - 28)
        for line in lines:
            self._write(MARGIN, self._top, line)
            self._top += LINE
        self._top -= LINE
        self._write(
            MARGIN + WIDTH, self._top, self._text(question.answer) or "_" * 22, ha="right",
            color=BLUE if self._solved else INK, weight="bold" if self._solved else "normal",
        )  # fmt: skip
        self._top += LINE + GAP / 2

    def _beside(self, beside: Beside) -> None:
        left, bottom = MARGIN, self._top
        room = WIDTH - BETWEEN * (len(beside.blocks) - 1)
        for block, share in zip(beside.blocks, beside.widths, strict=True):
            width = share * room
            if isinstance(block, Table):
                end = self._table(block, left, self._top, width)
            elif isinstance(block, Picture):
                end = self._picture(block, left, self._top, width)
            else:
                end = self._diagram(block, left, self._top, width)
            left, bottom = left + width + BETWEEN, max(bottom, end)
        self._top = bottom + GAP

    def _table(self, table: Table, left: float, top: float, width: float) -> float:
        """Returns where the table ends."""
        if table.caption:
            self._write(left, top, table.caption, color=FAINT)
            top += LINE
        edges = _column_edges(table, left, width)
        for i, row in enumerate(table.rows):
            for j, cell in enumerate(row):
                box = edges[j], top + i * ROW, edges[j + 1] - edges[j]
                shade = table.shades[i][j] if table.shades else 0.0
                is_head = (table.header and i == 0) or (table.first_column and j == 0)
                self._cell(cell, box, shade, is_head)
        return top + len(table.rows) * ROW

    def _cell(
        self, cell: Cell, box: tuple[float, float, float], shade: float, is_head: bool
    ) -> None:
        left, top, width = box
        right, bottom = left + width, top + ROW
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        self._cells.append((corners, "#f1f3f5" if is_head else str(1 - shade)))
        solved = isinstance(cell, Answer)
        color = BLUE if solved else "white" if shade > 0.5 else INK
        self._write(
            left + width / 2, top + ROW / 2, self._text(cell), ha="center", va="center_baseline",
            color=color, weight="bold" if solved else "normal", size=8.5,
        )  # fmt: skip

    def _draw_cells(self) -> None:
        from matplotlib.collections import PolyCollection

        corners, colors = zip(*self._cells, strict=True)
        self._axes.add_collection(
            PolyCollection(corners, facecolors=colors, edgecolors=RULE, linewidths=0.6, zorder=1)
        )

    def _picture(self, picture: Picture, left: float, top: float, width: float) -> float:
        """Returns where the picture ends."""
        self._write(left, top, picture.caption, color=FAINT)
        top += LINE
        self._axes.imshow(
            picture.image, cmap="gray_r", vmin=0, vmax=255, interpolation="nearest", aspect="auto",
            extent=(left, left + width, top + width, top),
        )  # fmt: skip
        self._axes.set_xlim(0, PAGE[0])
        self._axes.set_ylim(PAGE[1], 0)
        return top + width

    def _diagram(self, diagram: Diagram, left: float, top: float, width: float) -> float:
        """Three columns of two neurons; returns where the diagram ends."""
        columns = [left + NEURON + 0.12, left + width / 2, left + width - NEURON - 0.12]
        rows = [top + 0.5, top + 1.6]
        for layer, weights in enumerate(diagram.weights):
            for i in (0, 1):
                for j in (0, 1):
                    start, end = (columns[layer], rows[i]), (columns[layer + 1], rows[j])
                    self._line(start, end, weights[i][j])
        for column, texts in zip(columns, diagram.layers, strict=True):
            for row, text in zip(rows, texts, strict=True):
                self._neuron(column, row, text)
        for column, biases in zip(columns[1:], diagram.biases, strict=True):
            above, below = biases
            edge = NEURON + 0.04
            self._write(column, rows[0] - edge, above, ha="center", va="bottom", size=8)
            self._write(column, rows[1] + edge, below, ha="center", size=8)
        return top + 2.1

    def _line(self, start: tuple[float, float], end: tuple[float, float], text: str) -> None:
        """A line with its weight a third of the way along it, so that crossing lines stay apart."""
        self._axes.plot(*zip(start, end, strict=True), color=RULE, linewidth=0.8, zorder=1)
        third = 0.34 if start[1] != end[1] else 0.5
        x, y = (a + third * (b - a) for a, b in zip(start, end, strict=True))
        self._write(
            x, y, text, ha="center", va="center", size=8,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.8},
        )  # fmt: skip

    def _neuron(self, x: float, y: float, text: str) -> None:
        from matplotlib.patches import Circle

        self._axes.add_patch(
            Circle((x, y), NEURON, facecolor="white", edgecolor=INK, linewidth=1, zorder=2)
        )
        self._write(x, y, text.replace(" = ", " =\n"), ha="center", va="center", size=8)

    def _text(self, cell: Cell) -> str:
        if isinstance(cell, Answer):
            return cell.text if self._solved else ""
        return cell

    def _write(self, left: float, top: float, text: str, **how: Any) -> None:
        how = {"ha": "left", "va": "top", "color": INK, "size": SIZE, **how}
        self._axes.text(left, top, text, zorder=3, **how)


def _column_edges(table: Table, left: float, width: float) -> list[float]:
    """A first column of names is as wide as its longest text; the others share the rest."""
    count = len(table.rows[0])
    if not table.first_column:
        return [left + width * j / count for j in range(count + 1)]
    names = max(len(row[0]) for row in table.rows if isinstance(row[0], str))
    first = min(0.16 + 0.068 * names, 0.75 * width)
    rest = (width - first) / (count - 1)
    return [left, *(left + first + rest * j for j in range(count))]
