"""How people write signs: marks of reading and reckoning, and a note."""

from __future__ import annotations

from glassnet.data.simulated.glyphs.lines import (
    Writer,
    both,
    curved,
    rotate,
    round_shape,
    straight,
)
from glassnet.data.simulated.glyphs.paths import Path, Sampler, arc, path


def _at_sign(sampler: Sampler) -> tuple[Path, ...]:
    """A small oval, then once round it."""
    inner = arc(0.5, 0.5, 0.17, 0.17, sampler.normal(-20, 15), -380, 9)
    outer = arc(0.52, 0.5, 0.36, 0.38, sampler.normal(20, 15), sampler.normal(-320, 15), 13, 1.3)
    return (path(inner, outer),)


_LEVEL = straight([(0, 0.5), (1, 0.5)])

SIGNS: dict[str, Writer] = {
    "plus": straight([(0.5, 0), (0.5, 1)], [(0, 0.5), (1, 0.5)]),
    "minus": rotate(_LEVEL, -8, 8),
    "equals": straight([(0.05, 0.3), (0.95, 0.3)], [(0.05, 0.7), (0.95, 0.7)]),
    "three bars": straight([(0, 0.1), (1, 0.1)], [(0, 0.5), (1, 0.5)], [(0, 0.9), (1, 0.9)]),
    "unequal": straight([(0, 0.32), (1, 0.32)], [(0, 0.68), (1, 0.68)], [(0.75, 0), (0.25, 1)]),
    "divided by": both(_LEVEL, curved([(0.5, 0.1), (0.51, 0.14)], [(0.5, 0.86), (0.51, 0.9)])),
    "plus and minus": straight(
        [(0.5, 0), (0.5, 0.7)], [(0.1, 0.35), (0.9, 0.35)], [(0.1, 0.98), (0.9, 0.98)]
    ),
    "percent": both(
        straight([(0.88, 0), (0.12, 1)]),
        round_shape(0.2, 0.2, 0.17, 0.18),
        round_shape(0.8, 0.8, 0.17, 0.18),
    ),
    "hash": straight(
        [(0.35, 0), (0.28, 1)], [(0.72, 0), (0.65, 1)], [(0, 0.32), (1, 0.32)], [(0, 0.68), (1, 0.68)]
    ),
    "asterisk": straight([(0.5, 0), (0.5, 1)], [(0.06, 0.25), (0.94, 0.75)], [(0.94, 0.25), (0.06, 0.75)]),
    "at": _at_sign,
    "ampersand": curved(
        [(1, 1), (0.6, 0.62), (0.3, 0.25), (0.36, 0.03), (0.6, 0.03), (0.64, 0.25), (0.35, 0.5),
         (0.08, 0.75), (0.25, 1), (0.6, 0.95), (0.98, 0.55)]
    ),
    "question mark": both(
        curved([(0.2, 0.2), (0.35, 0.02), (0.65, 0.02), (0.8, 0.22), (0.62, 0.42), (0.5, 0.52), (0.5, 0.7)]),
        curved([(0.5, 0.97), (0.51, 1)]),
    ),
    "check mark": straight([(0, 0.6), (0.32, 1), (1, 0)]),
    "check mark in a box": straight(
        [(0.1, 0.2), (0.1, 1), (0.9, 1), (0.9, 0.2), (0.1, 0.2)], [(0.28, 0.55), (0.48, 0.82), (1, 0)]
    ),
    "less": straight([(0.95, 0.08), (0.05, 0.5), (0.95, 0.92)]),
    "double arrowhead": straight([(0.1, 0.1), (0.5, 0.5), (0.1, 0.9)], [(0.5, 0.1), (0.9, 0.5), (0.5, 0.9)]),
    "two uprights": straight([(0.15, 0), (0.15, 1)], [(0.85, 0), (0.85, 1)]),
    "tally": straight(
        [(0.1, 0), (0.1, 1)], [(0.37, 0), (0.37, 1)], [(0.63, 0), (0.63, 1)], [(0.9, 0), (0.9, 1)],
        [(-0.05, 0.8), (1.05, 0.2)],
    ),
    "square root": straight([(0, 0.6), (0.12, 0.5), (0.35, 1), (0.55, 0.02), (1.05, 0.02)]),
    "pi": straight([(0, 0.05), (1, 0.05)], [(0.28, 0.05), (0.25, 1)], [(0.72, 0.05), (0.75, 1)]),
    "euro": both(
        curved([(0.95, 0.12), (0.6, 0), (0.28, 0.25), (0.22, 0.5), (0.28, 0.78), (0.6, 1), (0.95, 0.88)]),
        straight([(0, 0.4), (0.75, 0.4)], [(0, 0.6), (0.7, 0.6)]),
    ),
    "wave": curved([(0, 0.5), (0.17, 0.28), (0.34, 0.5), (0.5, 0.72), (0.66, 0.5), (0.83, 0.28), (1, 0.5)]),
    "two waves": curved(
        [(0, 0.3), (0.25, 0.15), (0.5, 0.3), (0.75, 0.45), (1, 0.3)],
        [(0, 0.7), (0.25, 0.55), (0.5, 0.7), (0.75, 0.85), (1, 0.7)],
    ),
    "note": both(
        round_shape(0.32, 0.86, 0.2, 0.13),
        round_shape(0.32, 0.86, 0.1, 0.06),
        straight([(0.52, 0.86), (0.52, 0), (0.9, 0.25)]),
    ),
    "two notes": both(
        round_shape(0.15, 0.87, 0.15, 0.12),
        straight([(0.3, 0.87), (0.3, 0.08), (1, 0), (1, 0.8)]),
        round_shape(0.85, 0.8, 0.15, 0.12),
    ),
}  # fmt: skip
