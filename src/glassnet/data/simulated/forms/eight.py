"""How people write 8: begun like an S, at the waist or from the left; of two circles; left open."""

from typing import NamedTuple

from glassnet.data.simulated.forms.paths import Chance, Floats, Path, Point, arc, path


class _Loops(NamedTuple):
    """Where the two loops lie and how large they are: half their widths and heights."""

    x: Floats
    waist: Floats
    upper: Floats
    lower: Floats

    @property
    def high(self) -> Floats:
        return self.waist / 2

    @property
    def deep(self) -> Floats:
        return (1 - self.waist) / 2

    def top(self, begin: Floats | float, end: Floats | float) -> list[Point]:
        return arc(self.x, self.high, self.upper, self.high, begin, end, 8)

    def bottom(self, begin: Floats | float, end: Floats | float) -> list[Point]:
        return arc(0.5, 1 - self.deep, self.lower, self.deep, begin, end, 9)


def _loops(chance: Chance) -> _Loops:
    return _Loops(
        chance.around(0.51, 0.035),
        chance.around(0.48, 0.05),
        chance.around(0.26, 0.055),
        chance.around(0.31, 0.06),
    )


def like_an_s(chance: Chance) -> tuple[Path, ...]:
    """Begins at the upper right, anticlockwise, and comes back there."""
    loops = _loops(chance)
    top, bottom = loops.top(chance.around(-45, 20), -215), loops.bottom(-42, 222)
    end = (chance.around(0.7, 0.06), chance.around(0.2, 0.07))
    return (path(top, (0.5, loops.waist), bottom, (0.52, loops.waist), end),)


def crossed(chance: Chance) -> tuple[Path, ...]:
    """The lines cross straight, like an X, between two small bows."""
    loops = _loops(chance)
    top = loops.top(chance.around(-40, 20), chance.around(-175, 10))
    bottom = loops.bottom(chance.around(0, 10), chance.around(180, 10))
    end = (loops.x + chance.around(0.24, 0.06), chance.around(0.14, 0.06))
    return (path(top, (0.5, loops.waist), bottom, (0.5, loops.waist), end),)


def open_at_the_top(chance: Chance) -> tuple[Path, ...]:
    """The last stroke crosses or misses the first."""
    loops = _loops(chance)
    top, bottom = loops.top(chance.around(-65, 16), -210), loops.bottom(-38, 218)
    end = (chance.around(0.86, 0.09), chance.around(0.03, 0.07))
    return (path(top, (0.5, loops.waist), bottom, (0.52, loops.waist), end),)


def with_a_cap(chance: Chance) -> tuple[Path, ...]:
    """Begins with a flat stroke to the left, as an S in print does."""
    loops = _loops(chance)
    begin = (chance.around(0.86, 0.08), chance.around(0.07, 0.05))
    top = loops.top(-80, chance.around(-200, 10))
    bottom = loops.bottom(chance.around(-25, 12), 215)
    end = (chance.around(0.68, 0.08), chance.around(0.2, 0.08))
    return (path(begin, top, bottom, (0.5, loops.waist), end),)


def mirrored(chance: Chance) -> tuple[Path, ...]:
    """Begins at the upper left, clockwise."""
    loops = _loops(chance)
    top, bottom = loops.top(chance.around(215, 18), 395), loops.bottom(222, -42)
    end = (chance.around(0.3, 0.05), chance.around(0.22, 0.06))
    return (path(top, (0.5, loops.waist), bottom, (0.48, loops.waist), end),)


def from_the_waist(chance: Chance) -> tuple[Path, ...]:
    """Begins where the lines cross: round the top, then round the bottom."""
    loops = _loops(chance)
    top, bottom = loops.top(138, 402), loops.bottom(222, chance.around(-48, 15))
    return (path((0.5, loops.waist), top, (0.5, loops.waist), bottom),)


def of_circles(chance: Chance) -> tuple[Path, ...]:
    """A small circle on a larger one."""
    loops = _loops(chance)
    upper, lower = chance.around(-80, 30), chance.around(-85, 25)
    top = loops.top(upper, upper + chance.around(-360, 14))
    bottom = loops.bottom(lower, lower + chance.around(-360, 14))
    return path(top), path(bottom)
