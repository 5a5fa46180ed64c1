"""Worksheets as one HTML page that prints: each page of a worksheet on paper of its own."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterable
from html import escape
from io import BytesIO
from typing import Final

from PIL import Image

from glassnet.explain.worksheets.blocks import (
    Answer,
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
from glassnet.nn import Array

STYLE: Final = """
:root { color-scheme: light; font-size: 15px; }
body { font: 1rem/1.4 system-ui, sans-serif; color: #22272e; background: #fff; margin: 0; }
section { max-width: 52rem; margin: 0 auto; padding: 1.5rem 1rem; }
header { display: flex; flex-wrap: wrap; gap: 1rem; justify-content: space-between; align-items: baseline; }
h1 { font-size: 1.5rem; margin: 0; }
h2 { font-size: 1.05rem; margin: 1.1rem 0 .3rem; }
p { margin: .4rem 0; }
.tables { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; margin: .35rem 0; font-size: .9rem; }
caption { text-align: left; color: #5b6470; }
th, td { border: 1px solid #9aa3af; height: 1.5rem; min-width: 2.1rem; padding: 0 .2rem; text-align: center;
  font-weight: 400; white-space: nowrap; }
th { background: #f1f3f5; }
th[scope="row"] { width: 1%; }
b, .key { color: #005c94; }
.beside { display: flex; flex-wrap: wrap; gap: .8rem; align-items: flex-start; }
.beside > .tables { flex: 1 1 auto; max-width: 100%; }
.beside > svg { flex: 1 1 20rem; min-width: 0; }
.question { display: flex; flex-wrap: wrap; gap: .2rem 1rem; justify-content: space-between; }
.question > b { margin-left: auto; }
.blank { flex: 0 0 10rem; margin-left: auto; border-bottom: 1px solid #22272e; }
figure { margin: 0; width: 7rem; }
figcaption { color: #5b6470; font-size: .9rem; }
figure img { width: 100%; image-rendering: pixelated; }
svg text { font-size: 11px; text-anchor: middle; dominant-baseline: central; fill: #22272e; }
svg .weight { stroke: #fff; stroke-width: 5px; paint-order: stroke; }
@page { size: A4; margin: 11mm 13mm; }
@media print {
  :root { font-size: 12.5px; }
  section { max-width: none; padding: 0; }
  section + section { break-before: page; }
  th, td { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
}
"""


def worksheets_html(pages: Iterable[Page], title: str) -> str:
    """One HTML page without links to anything: all pages one after the other."""
    body = "\n".join(_page(page) for page in pages)
    return (
        f'<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n<title>{escape(title)}</title>\n'
        f'<meta name="viewport" content="width=device-width">\n<style>{STYLE}</style>\n</head>\n'
        f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
    )


def _page(page: Page) -> str:
    name = "" if page.solved else "<span>Name ____________________ Date __________</span>"
    blocks = "\n".join(filter(None, (_block(each, page.solved) for each in page.blocks)))
    return f"<section>\n<header><h1>{escape(page.title)}</h1>{name}</header>\n{blocks}\n</section>"


def _block(block: Block, solved: bool) -> str:
    if isinstance(block, Heading):
        return f"<h2>{escape(block.text)}</h2>"
    if isinstance(block, Paragraph):
        if block.key_only:
            return f'<p class="key">{escape(block.text)}</p>' if solved else ""
        return f"<p>{escape(block.text)}</p>"
    if isinstance(block, Question):
        answer = _cell(block.answer, solved) or '<span class="blank"></span>'
        return f'<p class="question"><span>{escape(block.text)}</span>{answer}</p>'
    if isinstance(block, Table):
        return _table(block, solved)
    return f'<div class="beside">{"".join(_part(each, solved) for each in block.blocks)}</div>'


def _part(part: Table | Picture | Diagram, solved: bool) -> str:
    if isinstance(part, Table):
        return _table(part, solved)
    if isinstance(part, Picture):
        caption = escape(part.caption)
        return (
            f'<figure><figcaption>{caption}</figcaption><img alt="{caption}" '
            f'src="data:image/png;base64,{_png(part.image)}"></figure>'
        )
    return _diagram(part)


def _table(table: Table, solved: bool) -> str:
    caption = f"<caption>{escape(table.caption)}</caption>" if table.caption else ""
    rows = "".join(
        f"<tr>{''.join(_table_cell(table, i, j, solved) for j in range(len(row)))}</tr>"
        for i, row in enumerate(table.rows)
    )
    return f'<div class="tables"><table>{caption}{rows}</table></div>'


def _table_cell(table: Table, i: int, j: int, solved: bool) -> str:
    text = _cell(table.rows[i][j], solved)
    if table.header and i == 0:
        return f'<th scope="col">{text}</th>'
    if table.first_column and j == 0:
        return f'<th scope="row">{text}</th>'
    if not table.shades:
        return f"<td>{text}</td>"
    level = round(255 * (1 - table.shades[i][j]))
    color = "#fff" if level < 128 else "#22272e"
    return f'<td style="background:rgb({level},{level},{level});color:{color}">{text}</td>'


def _cell(cell: Cell, solved: bool) -> str:
    if isinstance(cell, Answer):
        return f"<b>{escape(cell.text)}</b>" if solved else ""
    return escape(cell)


def _diagram(diagram: Diagram) -> str:
    columns, rows = (40, 200, 360), (48, 150)
    parts = []
    for layer, weights in enumerate(diagram.weights):
        for i in (0, 1):
            for j in (0, 1):
                x1, y1, x2, y2 = columns[layer], rows[i], columns[layer + 1], rows[j]
                along = 0.5 if i == j else 0.34
                x, y = x1 + along * (x2 - x1), y1 + along * (y2 - y1)
                parts.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#9aa3af"/>')
                parts.append(
                    f'<text class="weight" x="{x:g}" y="{y:g}">{escape(weights[i][j])}</text>'
                )
    for x, texts in zip(columns, diagram.layers, strict=True):
        for y, text in zip(rows, texts, strict=True):
            parts.append(f'<circle cx="{x}" cy="{y}" r="27" fill="#fff" stroke="#22272e"/>')
            parts.append(f'<text x="{x}" y="{y}">{escape(text)}</text>')
    for x, (above, below) in zip(columns[1:], diagram.biases, strict=True):
        parts.append(f'<text x="{x}" y="{rows[0] - 37}">{escape(above)}</text>')
        parts.append(f'<text x="{x}" y="{rows[1] + 37}">{escape(below)}</text>')
    label = "Two inputs, two hidden neurons and two outputs, with weights and biases"
    return f'<svg viewBox="0 0 400 200" role="img" aria-label="{label}">{"".join(parts)}</svg>'


def _png(image: Array) -> str:
    """Dark ink on white, as base64."""
    stream = BytesIO()
    Image.fromarray(255 - image).save(stream, "PNG")
    return b64encode(stream.getvalue()).decode()
