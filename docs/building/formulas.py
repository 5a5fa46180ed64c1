"""Formulas as MathML, which browsers draw themselves: no script, no fonts, no other host."""

from __future__ import annotations

from typing import Any, Final, NoReturn

from docutils import nodes
from docutils.utils.math.latex2mathml import tex2mathml


def _visit_inline(writer: Any, node: Any) -> NoReturn:
    writer.body.append(tex2mathml(node.astext()))
    raise nodes.SkipNode


def _visit_block(writer: Any, node: Any) -> NoReturn:
    formula = tex2mathml(node.astext(), as_block=True)
    writer.body.append(f'<div class="formula" tabindex="0">{formula}</div>')
    raise nodes.SkipNode


RENDERER: Final = {
    "inline_renderers": (_visit_inline, None),
    "block_renderers": (_visit_block, None),
}
