"""How people write 9: a loop with a straight stem, a curved or a hooked tail; open; rolled; crossed."""

from glassnet.data.simulated.glyphs.paths import Path, Point, Sampler, arc, corner, path


def _loop(sampler: Sampler, sweep: float = -345, sloppiness: float = 18) -> list[Point]:
    width, height = sampler.normal(0.29, 0.07), sampler.normal(0.25, 0.05)
    begin = sampler.normal(-28, 16)
    return arc(
        0.76 - width, height, width, height, begin, begin + sampler.normal(sweep, sloppiness), 10
    )


def _joint(sampler: Sampler) -> Point:
    return corner(sampler.normal(0.77, 0.04), sampler.normal(0.15, 0.07))


def straight(sampler: Sampler) -> tuple[Path, ...]:
    """The stem goes straight down."""
    foot = sampler.normal(0.7, 0.1)
    return (path(_loop(sampler), _joint(sampler), ((foot + 0.77) / 2, 0.58), (foot, 1.0)),)


def curved_tail(sampler: Sampler) -> tuple[Path, ...]:
    """The stem bows to the left."""
    tail = [(sampler.normal(0.77, 0.04), 0.55), (sampler.normal(0.62, 0.06), 0.85)]
    return (path(_loop(sampler), _joint(sampler), *tail, (sampler.normal(0.35, 0.1), 1.0)),)


def hooked_tail(sampler: Sampler) -> tuple[Path, ...]:
    """The tail comes round like that of a g."""
    tail = [(sampler.normal(0.78, 0.03), 0.6), (sampler.normal(0.68, 0.05), 0.9), (0.42, 1.0)]
    end = (sampler.normal(0.13, 0.07), sampler.normal(0.86, 0.06))
    return (path(_loop(sampler), _joint(sampler), *tail, end),)


def open_loop(sampler: Sampler) -> tuple[Path, ...]:
    """The loop does not come round to where it began."""
    foot = sampler.normal(0.68, 0.11)
    loop = _loop(sampler, -275, 22)
    return (path(loop, _joint(sampler), (foot + 0.03, 0.6), (foot, 1.0)),)


def pointed(sampler: Sampler) -> tuple[Path, ...]:
    """The loop is a drop with its point where the stem begins, far to the upper right."""
    tip = (sampler.normal(0.8, 0.06), sampler.normal(0.05, 0.05))
    depth = sampler.normal(0.48, 0.06)
    left = [(sampler.normal(0.42, 0.06), 0.08), (sampler.normal(0.2, 0.05), depth - 0.13)]
    turn = [(sampler.normal(0.32, 0.05), depth), (sampler.normal(0.56, 0.05), depth - 0.1)]
    foot = sampler.normal(0.62, 0.12)
    return (path(tip, *left, *turn, corner(*tip), ((foot + 0.8) / 2, 0.5), (foot, 1)),)


def stick(sampler: Sampler) -> tuple[Path, ...]:
    """A circle, and a stick put to it."""
    x = sampler.normal(0.77, 0.04)
    top, foot = (x, sampler.normal(0.05, 0.07)), (x + sampler.normal(-0.05, 0.08), 1.0)
    return path(_loop(sampler, -360, 15)), path(top, foot)


def small_loop(sampler: Sampler) -> tuple[Path, ...]:
    """A small loop on a long stem."""
    width, height = sampler.normal(0.17, 0.04), sampler.normal(0.16, 0.03)
    loop = arc(0.7 - width, height, width, height, sampler.normal(-30, 15), -355, 9)
    foot = sampler.normal(0.58, 0.11)
    return (path(loop, corner(0.71, sampler.normal(0.12, 0.05)), (foot + 0.05, 0.6), (foot, 1)),)


def rolled(sampler: Sampler) -> tuple[Path, ...]:
    """One clockwise swing, a six upside down."""
    width, height = sampler.normal(0.28, 0.05), sampler.normal(0.24, 0.04)
    loop = arc(0.48, height, width, height, sampler.normal(15, 18), 355, 10)
    tail = [(sampler.normal(0.74, 0.04), 0.55), (sampler.normal(0.6, 0.06), 0.8)]
    return (path(loop, *tail, (sampler.normal(0.35, 0.12), 1.0)),)


def like_a_g(sampler: Sampler) -> tuple[Path, ...]:
    """A cup that is open at the top, and a tail that swings to the left."""
    begin = (sampler.normal(0.66, 0.07), sampler.normal(0.04, 0.04))
    cup = [(0.36, 0.06), (sampler.normal(0.2, 0.05), 0.25), (0.38, sampler.normal(0.46, 0.04))]
    right = [
        (sampler.normal(0.7, 0.05), 0.35),
        corner(sampler.normal(0.78, 0.04), sampler.normal(0.08, 0.06)),
    ]
    tail = [(0.74, 0.6), (sampler.normal(0.55, 0.07), 0.93)]
    return (
        path(begin, *cup, *right, *tail, (sampler.normal(0.22, 0.09), sampler.normal(0.98, 0.05))),
    )


def crossed(sampler: Sampler) -> tuple[Path, ...]:
    """Up and over to the left from the loop's foot, which the tail then crosses."""
    x, width, height = 0.5, sampler.normal(0.29, 0.06), sampler.normal(0.18, 0.035)
    loop = arc(x, height, width, height, sampler.normal(115, 20), sampler.normal(-205, 12), 10)
    crossing = (sampler.normal(0.46, 0.05), 2 * height + sampler.normal(0.02, 0.02))
    belly = [(sampler.normal(0.63, 0.06), 0.58), (sampler.normal(0.58, 0.07), 0.8)]
    return (path(loop, crossing, *belly, (sampler.normal(0.32, 0.1), 1.0)),)
