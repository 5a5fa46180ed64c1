"""How people write 8: begun like an S, at the waist or from the left; of two circles; left open."""

from typing import NamedTuple

from glassnet.data.simulated.glyphs.paths import Floats, Path, Point, Sampler, arc, path


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


def _loops(sampler: Sampler) -> _Loops:
    return _Loops(
        sampler.normal(0.51, 0.035),
        sampler.normal(0.48, 0.05),
        sampler.normal(0.26, 0.055),
        sampler.normal(0.31, 0.06),
    )


def like_an_s(sampler: Sampler) -> tuple[Path, ...]:
    """Begins at the upper right, anticlockwise, and comes back there."""
    loops = _loops(sampler)
    top, bottom = loops.top(sampler.normal(-45, 20), -215), loops.bottom(-42, 222)
    end = (sampler.normal(0.7, 0.06), sampler.normal(0.2, 0.07))
    return (path(top, (0.5, loops.waist), bottom, (0.52, loops.waist), end),)


def crossed(sampler: Sampler) -> tuple[Path, ...]:
    """The lines cross straight, like an X, between two small bows."""
    loops = _loops(sampler)
    top = loops.top(sampler.normal(-40, 20), sampler.normal(-175, 10))
    bottom = loops.bottom(sampler.normal(0, 10), sampler.normal(180, 10))
    end = (loops.x + sampler.normal(0.24, 0.06), sampler.normal(0.14, 0.06))
    return (path(top, (0.5, loops.waist), bottom, (0.5, loops.waist), end),)


def open_at_the_top(sampler: Sampler) -> tuple[Path, ...]:
    """The last stroke crosses or misses the first."""
    loops = _loops(sampler)
    top, bottom = loops.top(sampler.normal(-65, 16), -210), loops.bottom(-38, 218)
    end = (sampler.normal(0.86, 0.09), sampler.normal(0.03, 0.07))
    return (path(top, (0.5, loops.waist), bottom, (0.52, loops.waist), end),)


def with_a_cap(sampler: Sampler) -> tuple[Path, ...]:
    """Begins with a flat stroke to the left, as an S in print does."""
    loops = _loops(sampler)
    begin = (sampler.normal(0.86, 0.08), sampler.normal(0.07, 0.05))
    top = loops.top(-80, sampler.normal(-200, 10))
    bottom = loops.bottom(sampler.normal(-25, 12), 215)
    end = (sampler.normal(0.68, 0.08), sampler.normal(0.2, 0.08))
    return (path(begin, top, bottom, (0.5, loops.waist), end),)


def mirrored(sampler: Sampler) -> tuple[Path, ...]:
    """Begins at the upper left, clockwise."""
    loops = _loops(sampler)
    top, bottom = loops.top(sampler.normal(215, 18), 395), loops.bottom(222, -42)
    end = (sampler.normal(0.3, 0.05), sampler.normal(0.22, 0.06))
    return (path(top, (0.5, loops.waist), bottom, (0.48, loops.waist), end),)


def from_the_waist(sampler: Sampler) -> tuple[Path, ...]:
    """Begins where the lines cross: round the top, then round the bottom."""
    loops = _loops(sampler)
    top, bottom = loops.top(138, 402), loops.bottom(222, sampler.normal(-48, 15))
    return (path((0.5, loops.waist), top, (0.5, loops.waist), bottom),)


def of_circles(sampler: Sampler) -> tuple[Path, ...]:
    """A small circle on a larger one."""
    loops = _loops(sampler)
    upper, lower = sampler.normal(-80, 30), sampler.normal(-85, 25)
    top = loops.top(upper, upper + sampler.normal(-360, 14))
    bottom = loops.bottom(lower, lower + sampler.normal(-360, 14))
    return path(top), path(bottom)
