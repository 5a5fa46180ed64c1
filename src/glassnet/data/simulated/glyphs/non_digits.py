"""What people draw that is no digit, each variant with the share of drawings that it makes up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from glassnet.data.simulated.glyphs.letters import CAPITALS, SMALL_LETTERS
from glassnet.data.simulated.glyphs.lines import Writer
from glassnet.data.simulated.glyphs.paths import GlyphVariant
from glassnet.data.simulated.glyphs.scribbles import SCRIBBLES
from glassnet.data.simulated.glyphs.shapes import CLOSED, DRAWINGS
from glassnet.data.simulated.glyphs.signs import SIGNS


def _variants(share: float, writers: Mapping[str, Writer]) -> Iterator[GlyphVariant]:
    """Variants that are equally frequent and make up this share together."""
    return (GlyphVariant(name, share / len(writers), write) for name, write in writers.items())


NON_DIGIT_VARIANTS: tuple[GlyphVariant, ...] = (
    *_variants(0.24, CAPITALS),
    *_variants(0.10, SMALL_LETTERS),
    *_variants(0.12, CLOSED),
    *_variants(0.12, DRAWINGS),
    *_variants(0.17, SIGNS),
    *_variants(0.25, SCRIBBLES),
)
"""Letters, shapes, signs and scribbles; their shares sum to 1."""
