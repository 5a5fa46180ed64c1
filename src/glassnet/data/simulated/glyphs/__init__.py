"""The variants of each digit in handwriting, each with the share of writers who use it.

The shares are judgements after school models and the literature on handwriting: one country's
schools teach the slashed zero or the barred seven, another's do not, and all are to be read.
"""

from glassnet.data.simulated.glyphs import (
    eight,
    five,
    four,
    nine,
    one,
    seven,
    six,
    three,
    two,
    zero,
)
from glassnet.data.simulated.glyphs.paths import GlyphVariant

VARIANTS: dict[int, tuple[GlyphVariant, ...]] = {
    0: (
        GlyphVariant("plain", 0.41, zero.plain),
        GlyphVariant("clockwise", 0.08, zero.clockwise),
        GlyphVariant("open", 0.07, zero.open_at_the_top),
        GlyphVariant("curled at the end", 0.07, zero.curled),
        GlyphVariant("slashed", 0.10, zero.slashed),
        GlyphVariant("slashed inside", 0.06, zero.slashed_inside),
        GlyphVariant("slashed steeply", 0.04, zero.slashed_steeply),
        GlyphVariant("slashed far", 0.03, zero.slashed_far),
        GlyphVariant("slashed without lifting", 0.06, zero.slashed_without_lifting),
        GlyphVariant("slashed backwards", 0.03, zero.slashed_backwards),
        GlyphVariant("barred", 0.03, zero.barred),
        GlyphVariant("dotted", 0.02, zero.dotted),
    ),
    1: (
        GlyphVariant("bare", 0.38, one.bare),
        GlyphVariant("flag", 0.16, one.flag),
        GlyphVariant("long upstroke", 0.16, one.long_upstroke),
        GlyphVariant("steep upstroke", 0.04, one.steep_upstroke),
        GlyphVariant("flag and foot", 0.10, one.flag_and_foot),
        GlyphVariant("flag and foot without lifting", 0.03, one.flag_and_foot_without_lifting),
        GlyphVariant("long upstroke and foot", 0.05, one.long_upstroke_and_foot),
        GlyphVariant("foot", 0.04, one.foot),
        GlyphVariant("hooked", 0.04, one.hooked),
    ),
    2: (
        GlyphVariant("plain", 0.34, two.plain),
        GlyphVariant("looped", 0.24, two.looped),
        GlyphVariant("large loop", 0.12, two.with_a_large_loop),
        GlyphVariant("angular", 0.08, two.angular),
        GlyphVariant("waved base", 0.11, two.waved),
        GlyphVariant("curled at the start", 0.07, two.curled),
        GlyphVariant("hardly a neck", 0.04, two.with_hardly_a_neck),
    ),
    3: (
        GlyphVariant("plain", 0.42, three.plain),
        GlyphVariant("soft waist", 0.18, three.soft),
        GlyphVariant("looped", 0.12, three.looped),
        GlyphVariant("flat-topped", 0.15, three.flat_topped),
        GlyphVariant("angular", 0.07, three.angular),
        GlyphVariant("hardly waisted", 0.06, three.hardly_waisted),
    ),
    4: (
        GlyphVariant("open", 0.30, four.open_at_the_top),
        GlyphVariant("open, curved", 0.14, four.curved),
        GlyphVariant("square", 0.08, four.square),
        GlyphVariant("closed", 0.16, four.closed),
        GlyphVariant("closed like an A", 0.04, four.closed_like_an_a),
        GlyphVariant("closed without lifting", 0.04, four.closed_without_lifting),
        GlyphVariant("continental", 0.08, four.continental),
        GlyphVariant("open without lifting", 0.09, four.open_without_lifting),
        GlyphVariant("looped", 0.04, four.looped),
        GlyphVariant("torn", 0.03, four.torn),
    ),
    5: (
        GlyphVariant("joined", 0.25, five.joined),
        GlyphVariant("bar last", 0.25, five.bar_last),
        GlyphVariant("bar apart", 0.15, five.bar_apart),
        GlyphVariant("slanted bar", 0.07, five.slanted_bar),
        GlyphVariant("soft", 0.10, five.soft),
        GlyphVariant("without a corner", 0.13, five.without_a_corner),
        GlyphVariant("angular", 0.05, five.angular),
    ),
    6: (
        GlyphVariant("curved", 0.36, six.curved),
        GlyphVariant("straight back", 0.18, six.straight),
        GlyphVariant("hooked", 0.06, six.hooked),
        GlyphVariant("open", 0.08, six.open_loop),
        GlyphVariant("curled", 0.10, six.curled),
        GlyphVariant("pointed", 0.10, six.pointed),
        GlyphVariant("like a b", 0.06, six.like_a_b),
        GlyphVariant("large loop", 0.06, six.large_loop),
    ),
    7: (
        GlyphVariant("plain", 0.32, seven.plain),
        GlyphVariant("serif", 0.12, seven.serif),
        GlyphVariant("long serif", 0.05, seven.long_serif),
        GlyphVariant("barred", 0.22, seven.barred),
        GlyphVariant("serif and bar", 0.10, seven.serif_and_bar),
        GlyphVariant("low bar", 0.04, seven.low_bar),
        GlyphVariant("curved", 0.09, seven.curved),
        GlyphVariant("bowed", 0.06, seven.bowed),
    ),
    8: (
        GlyphVariant("like an S", 0.32, eight.like_an_s),
        GlyphVariant("crossed", 0.16, eight.crossed),
        GlyphVariant("open", 0.12, eight.open_at_the_top),
        GlyphVariant("with a cap", 0.08, eight.with_a_cap),
        GlyphVariant("mirrored", 0.08, eight.mirrored),
        GlyphVariant("from the waist", 0.11, eight.from_the_waist),
        GlyphVariant("two circles", 0.13, eight.of_circles),
    ),
    9: (
        GlyphVariant("straight", 0.25, nine.straight),
        GlyphVariant("curved tail", 0.15, nine.curved_tail),
        GlyphVariant("hooked tail", 0.09, nine.hooked_tail),
        GlyphVariant("open", 0.09, nine.open_loop),
        GlyphVariant("pointed", 0.09, nine.pointed),
        GlyphVariant("stick", 0.09, nine.stick),
        GlyphVariant("small loop", 0.06, nine.small_loop),
        GlyphVariant("rolled", 0.06, nine.rolled),
        GlyphVariant("like a g", 0.06, nine.like_a_g),
        GlyphVariant("crossed", 0.06, nine.crossed),
    ),
}
"""Every variant of every digit; the shares of one digit's variants sum to 1."""

__all__ = ["VARIANTS", "GlyphVariant"]
