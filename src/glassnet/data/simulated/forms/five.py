"""How people write 5: the bar first or last, joined or apart; soft like an S; angular."""

from glassnet.data.simulated.forms.paths import Chance, Path, Point, arc, corner, path


def _belly(chance: Chance) -> list[Point]:
    width, height = chance.around(0.37, 0.06), chance.around(0.29, 0.04)
    begin, end = chance.around(238, 14), chance.around(510, 26)
    return arc(chance.around(0.42, 0.04), 1 - height, width, height, begin, end, 8)


def _neck(chance: Chance) -> tuple[Point, Point]:
    """Down the left side to where the belly begins."""
    x, waist = chance.around(0.25, 0.05), chance.around(0.44, 0.05)
    return corner(x, 0.03), corner(x - chance.around(0.05, 0.04), waist)


def joined(chance: Chance) -> tuple[Path, ...]:
    """One stroke, from the end of the bar."""
    end = (chance.around(0.85, 0.1), chance.around(0.02, 0.06))
    return (path(end, *_neck(chance), _belly(chance)),)


def bar_last(chance: Chance) -> tuple[Path, ...]:
    """Neck and belly first, then the bar from the top of the neck."""
    top, waist = _neck(chance)
    bar = (top.x - chance.around(0, 0.03), chance.around(0.04, 0.02))
    end = (chance.around(0.86, 0.11), chance.around(0.0, 0.06))
    return path(top, waist, _belly(chance)), path(bar, end)


def bar_apart(chance: Chance) -> tuple[Path, ...]:
    """The bar is put on last, and misses."""
    x, y = chance.around(0.38, 0.1), chance.around(-0.03, 0.07)
    end = (x + chance.around(0.48, 0.12), y + chance.around(-0.03, 0.07))
    return path(*_neck(chance), _belly(chance)), path((x, y), end)


def slanted_bar(chance: Chance) -> tuple[Path, ...]:
    """A long bar that rises to the upper right; the rest is small."""
    top, waist = _neck(chance)
    end = (chance.around(1.0, 0.1), chance.around(-0.18, 0.07))
    return path(top, waist, _belly(chance)), path((top.x, top.y), end)


def soft(chance: Chance) -> tuple[Path, ...]:
    """Like an S."""
    top = [(chance.around(0.82, 0.07), chance.around(0.07, 0.06)), (0.5, chance.around(0.01, 0.02))]
    left = [(chance.around(0.22, 0.06), 0.2), (0.34, chance.around(0.42, 0.04))]
    right = [(chance.around(0.66, 0.05), 0.56), (chance.around(0.76, 0.05), 0.76)]
    end = (chance.around(0.1, 0.07), chance.around(0.92, 0.06))
    return (path(*top, *left, *right, (0.5, 0.98), end),)


def without_a_corner(chance: Chance) -> tuple[Path, ...]:
    """The left side swings into the belly; the bar follows."""
    x = chance.around(0.24, 0.05)
    side = [(x, 0.02), (x - 0.02, 0.25), (x + 0.06, chance.around(0.45, 0.04))]
    right = [(chance.around(0.6, 0.05), 0.5), (chance.around(0.78, 0.05), chance.around(0.7, 0.05))]
    end = (chance.around(0.12, 0.07), chance.around(0.93, 0.06))
    bar = path(
        (x + chance.around(0, 0.05), 0.02), (chance.around(0.85, 0.1), chance.around(0, 0.06))
    )
    return path(*side, *right, (0.5, chance.around(0.98, 0.02)), end), bar


def angular(chance: Chance) -> tuple[Path, ...]:
    """Like the digit of a pocket calculator."""
    left, right = chance.around(0.2, 0.05), chance.around(0.78, 0.05)
    waist = chance.around(0.48, 0.05)
    begin = (chance.around(0.84, 0.06), chance.around(0.04, 0.04))
    turns = [corner(left, 0.05), corner(left, waist), corner(right, waist + 0.03)]
    return (path(begin, *turns, corner(right - chance.around(0.04, 0.05), 0.95), (0.13, 0.98)),)
