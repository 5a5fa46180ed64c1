"""How people write the symbols of numbers: points, commas, minus signs, slashes and colons.

Their places are on the line of the digits: 0 is the top of a digit, 1 its foot.
"""

from __future__ import annotations

import numpy as np

from glassnet.data.simulated.glyphs.paths import GlyphVariant, Number, Path, Sampler, path


def _dot(sampler: Sampler, x: Number, y: Number, length: float) -> Path:
    """A touch of the pen: hardly a stroke."""
    angle = sampler.uniform(0, 2 * np.pi)
    reach = sampler.uniform(0.002, length)
    return path((x, y), (x + reach * np.cos(angle), y + reach * np.sin(angle)))


def _blob(sampler: Sampler, x: Number, y: Number) -> Path:
    """A small ring, filled or nearly so."""
    size = sampler.uniform(0.02, 0.06)
    begin = sampler.uniform(0, 2 * np.pi)
    turns = [begin + step * 1.3 for step in range(6)]
    return path(*((x + size * np.cos(turn), y + size * np.sin(turn)) for turn in turns))


def _low(sampler: Sampler) -> Number:
    return sampler.normal(0.95, 0.05)


def point(sampler: Sampler) -> tuple[Path, ...]:
    """A touch at the foot of the line."""
    return (_dot(sampler, 0.5, _low(sampler), 0.06),)


def drawn_point(sampler: Sampler) -> tuple[Path, ...]:
    """A small ring at the foot of the line."""
    return (_blob(sampler, 0.5, _low(sampler)),)


def dash_point(sampler: Sampler) -> tuple[Path, ...]:
    """A touch that is drawn out a little."""
    return (_dot(sampler, 0.5, _low(sampler), 0.11),)


def comma(sampler: Sampler) -> tuple[Path, ...]:
    """A short bow to the lower left, through the foot of the line."""
    x, y = 0.5, sampler.normal(0.92, 0.06)
    length, lean = sampler.uniform(0.2, 0.42), sampler.normal(0.12, 0.05)
    middle = (x + sampler.normal(0.03, 0.02), y + length * 0.5)
    return (path((x, y), middle, (x - lean, y + length)),)


def straight_comma(sampler: Sampler) -> tuple[Path, ...]:
    """A short stroke to the lower left, or straight down."""
    x, y = 0.5, sampler.normal(0.92, 0.07)
    length, lean = sampler.uniform(0.18, 0.4), sampler.uniform(-0.02, 0.2)
    return (path((x, y), (x - lean, y + length)),)


def headed_comma(sampler: Sampler) -> tuple[Path, ...]:
    """A point with a tail."""
    x, y = 0.5, sampler.normal(0.92, 0.05)
    length = sampler.uniform(0.18, 0.36)
    head = [(x, y), (x - 0.03, y + 0.02), (x, y + 0.05), (x + 0.03, y + 0.01)]
    return (path(*head, (x + 0.02, y + length / 2), (x - sampler.normal(0.1, 0.04), y + length)),)


def minus(sampler: Sampler) -> tuple[Path, ...]:
    """A level stroke at half the height."""
    y, half = sampler.normal(0.52, 0.1), sampler.uniform(0.13, 0.36)
    tilt, sag = sampler.normal(-0.02, 0.04), sampler.normal(0, 0.02)
    return (path((0.5 - half, y - tilt), (0.5, y + sag), (0.5 + half, y + tilt)),)


def slash(sampler: Sampler) -> tuple[Path, ...]:
    """A straight stroke from the upper right to the lower left, or back."""
    lean, over, under = _slope(sampler)
    return (path((0.5 + lean, -over), (0.5 - lean, 1 + under)),)


def bowed_slash(sampler: Sampler) -> tuple[Path, ...]:
    """The same, a little bowed."""
    lean, over, under = _slope(sampler)
    middle = (0.5 + sampler.normal(0, 0.05), 0.5)
    return (path((0.5 + lean, -over), middle, (0.5 - lean, 1 + under)),)


def _slope(sampler: Sampler) -> tuple[Number, Number, Number]:
    """How far the ends lie to the sides, above and below the digits."""
    return (
        sampler.uniform(0.14, 0.42),
        sampler.normal(0.1, 0.1),
        sampler.normal(0.12, 0.1),
    )


def colon(sampler: Sampler) -> tuple[Path, ...]:
    """Two touches above each other."""
    low, high = sampler.normal(0.9, 0.06), sampler.normal(0.35, 0.09)
    x = 0.5 + sampler.normal(0, 0.03)
    return _dot(sampler, x, high, 0.06), _dot(sampler, 0.5, low, 0.06)


def drawn_colon(sampler: Sampler) -> tuple[Path, ...]:
    """Two small rings above each other."""
    low, high = sampler.normal(0.88, 0.07), sampler.normal(0.35, 0.09)
    x = 0.5 + sampler.normal(0, 0.03)
    return _blob(sampler, x, high), _blob(sampler, 0.5, low)


SYMBOL_VARIANTS: dict[str, tuple[GlyphVariant, ...]] = {
    ".": (
        GlyphVariant("point", 0.5, point),
        GlyphVariant("drawn point", 0.25, drawn_point),
        GlyphVariant("point drawn out", 0.25, dash_point),
    ),
    ",": (
        GlyphVariant("comma", 0.45, comma),
        GlyphVariant("straight comma", 0.3, straight_comma),
        GlyphVariant("comma with a head", 0.25, headed_comma),
    ),
    "-": (GlyphVariant("minus", 1.0, minus),),
    "/": (GlyphVariant("slash", 0.6, slash), GlyphVariant("bowed slash", 0.4, bowed_slash)),
    ":": (GlyphVariant("colon", 0.65, colon), GlyphVariant("drawn colon", 0.35, drawn_colon)),
}
"""Every variant of every symbol; the shares of one symbol's variants sum to 1."""
