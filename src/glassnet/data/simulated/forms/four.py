"""How people write 4: open or closed, in one stroke or two, the stem long or short."""

from glassnet.data.simulated.forms.paths import Chance, Path, arc, corner, path


def open_at_the_top(chance: Chance) -> tuple[Path, ...]:
    """A corner and a bar, then the stem; the way most schools teach."""
    y, x = chance.around(0.58, 0.07), chance.around(0.66, 0.06)
    begin = (chance.around(0.28, 0.09), chance.around(0.03, 0.05))
    left, right = chance.around(0.1, 0.05), chance.around(0.93, 0.1)
    side = path(begin, corner(left, y), (right, y + chance.around(-0.02, 0.04)))
    return side, path((x, chance.around(0.16, 0.13)), (x + chance.around(-0.05, 0.05), 1.0))


def curved(chance: Chance) -> tuple[Path, ...]:
    """The left side swings into the bar without a corner."""
    y, x = chance.around(0.52, 0.06), chance.around(0.74, 0.07)
    begin = (chance.around(0.22, 0.07), chance.around(0.03, 0.05))
    end = (chance.around(0.88, 0.1), y - chance.around(0.06, 0.05))
    side = path(begin, (0.12, y - 0.22), (0.2, y), (0.5, y + 0.01), end)
    return side, path((x, chance.around(0.1, 0.1)), (x - chance.around(0.06, 0.06), 1))


def square(chance: Chance) -> tuple[Path, ...]:
    """A square cup on a stem."""
    y, x = chance.around(0.47, 0.06), chance.around(0.8, 0.05)
    left = (chance.around(0.15, 0.04), chance.around(0.04, 0.04))
    bend = corner(chance.around(0.14, 0.04), y)
    side = path(left, bend, (x + chance.around(0.03, 0.06), y))
    return side, path((x, chance.around(0.03, 0.04)), (x, 1))


def closed(chance: Chance) -> tuple[Path, ...]:
    """A triangle on a stem."""
    x, y, top = chance.around(0.66, 0.05), chance.around(0.64, 0.06), chance.around(0, 0.03)
    left, right = chance.around(0.06, 0.05), chance.around(0.93, 0.08)
    side = path((x, top), corner(left, y), (right, y + chance.around(0, 0.03)))
    return side, path((x + chance.around(0, 0.03), top), (x + chance.around(-0.02, 0.04), 1))


def closed_like_an_a(chance: Chance) -> tuple[Path, ...]:
    """Pointed, and the bar ends at the stem."""
    x, y = chance.around(0.6, 0.06), chance.around(0.58, 0.07)
    side = path((x, 0), corner(chance.around(0.2, 0.06), y), (x + chance.around(0.06, 0.05), y))
    return side, path((x, chance.around(0, 0.03)), (x + chance.around(0.03, 0.05), 1))


def closed_without_lifting(chance: Chance) -> tuple[Path, ...]:
    """From the bar's right end to the left, up to the top, and down the stem."""
    x, y = chance.around(0.66, 0.05), chance.around(0.62, 0.06)
    bar = [corner(chance.around(0.95, 0.06), y), corner(chance.around(0.08, 0.05), y)]
    return (path(*bar, corner(x, 0), (x + chance.around(-0.03, 0.04), 1)),)


def continental(chance: Chance) -> tuple[Path, ...]:
    """A long stroke to the lower left, a long bar, and a short stem that only crosses the bar."""
    y, x = chance.around(0.68, 0.06), chance.around(0.62, 0.07)
    left, right = chance.around(0.05, 0.04), chance.around(0.95, 0.08)
    side = path(
        (chance.around(0.55, 0.09), 0.0), corner(left, y), (right, y + chance.around(0, 0.04))
    )
    return side, path((x, chance.around(0.42, 0.07)), (x + chance.around(-0.05, 0.05), 1))


def open_without_lifting(chance: Chance) -> tuple[Path, ...]:
    """A cup, and up its right side to the stem."""
    y, x = chance.around(0.5, 0.05), chance.around(0.78, 0.05)
    begin = (chance.around(0.15, 0.06), chance.around(0.05, 0.05))
    stem = [corner(x, chance.around(0.08, 0.08)), (x + chance.around(-0.06, 0.06), 1)]
    return (path(begin, (0.14, y - 0.12), (0.35, y), (0.6, y - 0.06), *stem),)


def looped(chance: Chance) -> tuple[Path, ...]:
    """The bar's end loops up into the stem."""
    y = chance.around(0.56, 0.05)
    begin = (chance.around(0.3, 0.06), chance.around(0.05, 0.04))
    loop = arc(chance.around(0.78, 0.04), y - 0.12, 0.12, 0.12, 90, -150, 5)
    foot = [(chance.around(0.66, 0.05), y), (chance.around(0.6, 0.06), 1)]
    return (path(begin, corner(chance.around(0.1, 0.05), y), loop, *foot),)


def torn(chance: Chance) -> tuple[Path, ...]:
    """The two strokes hardly meet."""
    y, x = chance.around(0.5, 0.06), chance.around(0.75, 0.06)
    side = path(
        (chance.around(0.2, 0.06), chance.around(0.05, 0.05)),
        (chance.around(0.13, 0.05), y - 0.1),
        (chance.around(0.25, 0.05), y),
        (x - chance.around(0.1, 0.06), y - chance.around(0.03, 0.04)),
    )
    return side, path((x, chance.around(0.1, 0.1)), (x + chance.around(-0.04, 0.05), 1))
