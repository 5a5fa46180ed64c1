"""How people write 7: plain or with a bar, with a serif, with a knee or a bow."""

from glassnet.data.simulated.forms.paths import Chance, Path, Point, corner, path


def _lines(chance: Chance) -> tuple[Point, ...]:
    left, right = chance.around(0.12, 0.06), chance.around(0.84, 0.06)
    foot = chance.around(0.42, 0.14)
    knee = corner(right, chance.around(0.04, 0.04))
    middle = Point((right + foot) / 2 + chance.around(0, 0.05), 0.52)
    return corner(left, chance.around(0.06, 0.05)), knee, middle, Point(foot, 1.0)


def plain(chance: Chance) -> tuple[Path, ...]:
    """A top and a stem."""
    return (path(*_lines(chance)),)


def _bar(chance: Chance) -> Path:
    x, y = chance.around(0.55, 0.06), chance.around(0.54, 0.07)
    reach, tilt = chance.around(0.26, 0.07), chance.around(0.02, 0.05)
    return path((x - reach, y + tilt), (x + reach, y - tilt))


def barred(chance: Chance) -> tuple[Path, ...]:
    """With a bar through the stem."""
    return *plain(chance), _bar(chance)


def serif(chance: Chance) -> tuple[Path, ...]:
    """Begins with a short stroke up."""
    begin, *rest = _lines(chance)
    tick = (begin.x + chance.around(-0.01, 0.04), begin.y + chance.around(0.17, 0.05))
    return (path(tick, begin, *rest),)


def long_serif(chance: Chance) -> tuple[Path, ...]:
    """The serif is half as long as the stem; the top sags."""
    begin, knee, *stem = _lines(chance)
    tick = (begin.x + chance.around(0, 0.05), begin.y + chance.around(0.34, 0.07))
    lowered = corner(knee.x, chance.around(0.14, 0.06))
    sag = (chance.around(0.4, 0.05), chance.around(0.16, 0.05))
    return (path(tick, corner(begin.x, 0.03), sag, lowered, *stem),)


def serif_and_bar(chance: Chance) -> tuple[Path, ...]:
    """With both."""
    return *serif(chance), _bar(chance)


def low_bar(chance: Chance) -> tuple[Path, ...]:
    """An upright stem and a bar nearly at its foot."""
    x, y = chance.around(0.58, 0.06), chance.around(0.68, 0.05)
    right = chance.around(0.82, 0.07)
    reach = chance.around(0.3, 0.06)
    top = path(
        (chance.around(0.12, 0.06), 0.04),
        corner(right, 0.03),
        (x, chance.around(0.45, 0.05)),
        (x, 1),
    )
    return top, path((x - reach, y), (x + reach, y + chance.around(-0.01, 0.03)))


def curved(chance: Chance) -> tuple[Path, ...]:
    """The top waves, the knee is round, the stem bows."""
    left, right = chance.around(0.12, 0.06), chance.around(0.84, 0.06)
    top = [(left, chance.around(0.14, 0.05)), (left + 0.2, 0.03), (0.56, chance.around(0.08, 0.03))]
    stem = [(chance.around(0.55, 0.06), 0.45), (chance.around(0.38, 0.07), 0.75)]
    return (path(*top, (right, 0.03), *stem, (chance.around(0.33, 0.1), 1.0)),)


def bowed(chance: Chance) -> tuple[Path, ...]:
    """No knee at all: the top swings round into the stem."""
    begin = (chance.around(0.15, 0.06), chance.around(0.12, 0.06))
    bow = [(0.45, 0.01), (chance.around(0.74, 0.05), chance.around(0.14, 0.05))]
    return (path(begin, *bow, (chance.around(0.64, 0.06), 0.5), (chance.around(0.5, 0.12), 1.0)),)
