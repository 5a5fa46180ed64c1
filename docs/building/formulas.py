"""Formulas as MathML, which browsers draw themselves: no script, no fonts, no other host."""

from __future__ import annotations

from typing import Any, Final, NoReturn

from docutils import nodes
from docutils.utils.math import MathError
from docutils.utils.math.latex2mathml import tex2mathml
from sphinx.util import logging

logger = logging.getLogger(__name__)


def _visit_inline(writer: Any, node: Any) -> NoReturn:
    writer.body.append(_convert(node, as_block=False))
    raise nodes.SkipNode


def _visit_block(writer: Any, node: Any) -> NoReturn:
    writer.body.append(f'<div class="formula" tabindex="0">{_convert(node, as_block=True)}</div>')
    raise nodes.SkipNode


def _convert(node: Any, as_block: bool) -> str:
    try:
        return tex2mathml(node.astext(), as_block=as_block)
    except MathError as error:
        logger.warning("%s in the formula %s", error, node.astext(), location=node)
        return ""


RENDERER: Final = {
    "inline_renderers": (_visit_inline, None),
    "block_renderers": (_visit_block, None),
}
