"""How people write 9: a loop with a straight stem, a curved or a hooked tail; open; rolled."""

from glassnet.data.simulated.forms.paths import Chance, Path, Point, arc, corner, path


def _loop(chance: Chance, sweep: float = -345, sloppiness: float = 18) -> list[Point]:
    width, height = chance.around(0.29, 0.07), chance.around(0.25, 0.05)
    begin = chance.around(-28, 16)
    return arc(
        0.76 - width, height, width, height, begin, begin + chance.around(sweep, sloppiness), 10
    )


def _joint(chance: Chance) -> Point:
    return corner(chance.around(0.77, 0.04), chance.around(0.15, 0.07))


def straight(chance: Chance) -> tuple[Path, ...]:
    """The stem goes straight down."""
    foot = chance.around(0.7, 0.1)
    return (path(_loop(chance), _joint(chance), ((foot + 0.77) / 2, 0.58), (foot, 1.0)),)


def curved_tail(chance: Chance) -> tuple[Path, ...]:
    """The stem bows to the left."""
    tail = [(chance.around(0.77, 0.04), 0.55), (chance.around(0.62, 0.06), 0.85)]
    return (path(_loop(chance), _joint(chance), *tail, (chance.around(0.35, 0.1), 1.0)),)


def hooked_tail(chance: Chance) -> tuple[Path, ...]:
    """The tail comes round like that of a g."""
    tail = [(chance.around(0.78, 0.03), 0.6), (chance.around(0.68, 0.05), 0.9), (0.42, 1.0)]
    end = (chance.around(0.13, 0.07), chance.around(0.86, 0.06))
    return (path(_loop(chance), _joint(chance), *tail, end),)


def open_loop(chance: Chance) -> tuple[Path, ...]:
    """The loop does not come round to where it began."""
    foot = chance.around(0.68, 0.11)
    loop = _loop(chance, -275, 22)
    return (path(loop, _joint(chance), (foot + 0.03, 0.6), (foot, 1.0)),)


def pointed(chance: Chance) -> tuple[Path, ...]:
    """The loop is a drop with its point where the stem begins, far to the upper right."""
    tip = (chance.around(0.8, 0.06), chance.around(0.05, 0.05))
    depth = chance.around(0.48, 0.06)
    left = [(chance.around(0.42, 0.06), 0.08), (chance.around(0.2, 0.05), depth - 0.13)]
    turn = [(chance.around(0.32, 0.05), depth), (chance.around(0.56, 0.05), depth - 0.1)]
    foot = chance.around(0.62, 0.12)
    return (path(tip, *left, *turn, corner(*tip), ((foot + 0.8) / 2, 0.5), (foot, 1)),)


def stick(chance: Chance) -> tuple[Path, ...]:
    """A circle, and a stick put to it."""
    x = chance.around(0.77, 0.04)
    top, foot = (x, chance.around(0.05, 0.07)), (x + chance.around(-0.05, 0.08), 1.0)
    return path(_loop(chance, -360, 15)), path(top, foot)


def small_loop(chance: Chance) -> tuple[Path, ...]:
    """A small loop on a long stem."""
    width, height = chance.around(0.17, 0.04), chance.around(0.16, 0.03)
    loop = arc(0.7 - width, height, width, height, chance.around(-30, 15), -355, 9)
    foot = chance.around(0.58, 0.11)
    return (path(loop, corner(0.71, chance.around(0.12, 0.05)), (foot + 0.05, 0.6), (foot, 1)),)


def rolled(chance: Chance) -> tuple[Path, ...]:
    """One clockwise swing, a six upside down."""
    width, height = chance.around(0.28, 0.05), chance.around(0.24, 0.04)
    loop = arc(0.48, height, width, height, chance.around(15, 18), 355, 10)
    tail = [(chance.around(0.74, 0.04), 0.55), (chance.around(0.6, 0.06), 0.8)]
    return (path(loop, *tail, (chance.around(0.35, 0.12), 1.0)),)


def like_a_g(chance: Chance) -> tuple[Path, ...]:
    """A cup that is open at the top, and a tail that swings to the left."""
    begin = (chance.around(0.66, 0.07), chance.around(0.04, 0.04))
    cup = [(0.36, 0.06), (chance.around(0.2, 0.05), 0.25), (0.38, chance.around(0.46, 0.04))]
    right = [
        (chance.around(0.7, 0.05), 0.35),
        corner(chance.around(0.78, 0.04), chance.around(0.08, 0.06)),
    ]
    tail = [(0.74, 0.6), (chance.around(0.55, 0.07), 0.93)]
    return (
        path(begin, *cup, *right, *tail, (chance.around(0.22, 0.09), chance.around(0.98, 0.05))),
    )
