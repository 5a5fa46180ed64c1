"""How people write 3: two bowls that meet in a corner, a turn or a loop; flat-topped; angular."""

from glassnet.data.simulated.forms.paths import Chance, Path, Point, arc, corner, path


def _upper_bowl(chance: Chance) -> list[Point]:
    width, height = chance.around(0.29, 0.06), chance.around(0.245, 0.035)
    begin, end = chance.around(205, 24), chance.around(425, 14)
    return arc(chance.around(0.45, 0.03), height, width, height, begin, end, 7)


def _lower_bowl(chance: Chance, begin: float = 290) -> list[Point]:
    width, height = chance.around(0.35, 0.06), chance.around(0.27, 0.035)
    return arc(0.44, 1 - height, width, height, chance.around(begin, 10), chance.around(512, 22), 8)


def plain(chance: Chance) -> tuple[Path, ...]:
    """Two bowls that meet in a corner."""
    waist = corner(chance.around(0.38, 0.08), chance.around(0.47, 0.03))
    return (path(_upper_bowl(chance), waist, _lower_bowl(chance)),)


def soft(chance: Chance) -> tuple[Path, ...]:
    """The waist is a small turn, not a corner."""
    x, y = chance.around(0.38, 0.08), chance.around(0.47, 0.03)
    return (path(_upper_bowl(chance), (x, y - 0.01), (x, y + 0.03), _lower_bowl(chance)),)


def looped(chance: Chance) -> tuple[Path, ...]:
    """A small loop between the bowls."""
    size = chance.around(1, 0.25)
    loop = arc(chance.around(0.3, 0.06), 0.48, 0.11 * size, 0.06 * size, 70, 290, 5)
    return (path(_upper_bowl(chance), loop, _lower_bowl(chance, 300)),)


def flat_topped(chance: Chance) -> tuple[Path, ...]:
    """A bar and a diagonal, then the lower bowl."""
    begin = (chance.around(0.14, 0.06), chance.around(0.03, 0.03))
    top = corner(chance.around(0.8, 0.06), chance.around(0.02, 0.03))
    waist = corner(chance.around(0.42, 0.08), chance.around(0.4, 0.05))
    return (path(begin, top, waist, _lower_bowl(chance, 275)),)


def angular(chance: Chance) -> tuple[Path, ...]:
    """All corners."""
    begin = (chance.around(0.2, 0.06), chance.around(0.05, 0.04))
    upper = corner(chance.around(0.76, 0.06), chance.around(0.2, 0.06))
    waist = corner(chance.around(0.38, 0.07), chance.around(0.47, 0.04))
    lower = corner(chance.around(0.82, 0.06), chance.around(0.72, 0.05))
    return (path(begin, upper, waist, lower, (chance.around(0.12, 0.06), 1.0)),)


def hardly_waisted(chance: Chance) -> tuple[Path, ...]:
    """A hasty one: the waist is only a dent."""
    waist = (chance.around(0.56, 0.06), chance.around(0.47, 0.04))
    return (path(_upper_bowl(chance), waist, _lower_bowl(chance, 315)),)
