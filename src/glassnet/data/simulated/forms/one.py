"""How people write 1: a bare stem, with a flag or a long upstroke, with a foot."""

from glassnet.data.simulated.forms.paths import Chance, Path, Point, corner, path


def _stem(chance: Chance) -> list[Point]:
    return [
        Point(0.5 + chance.around(0, 0.025), 0.5),
        Point(0.5 + chance.around(0, 0.03), 1.0),
    ]


def _foot(chance: Chance) -> Path:
    y, tilt = chance.around(1.0, 0.02), chance.around(0, 0.03)
    left, right = chance.around(0.22, 0.08), chance.around(0.78, 0.08)
    return path((left, y + tilt), (right, y - tilt))


def _flag(chance: Chance) -> Point:
    return Point(0.5 - chance.around(0.2, 0.07), chance.around(0.17, 0.06))


def bare(chance: Chance) -> tuple[Path, ...]:
    """A single stroke down."""
    return (path((0.5, 0.0), _stem(chance)),)


def flag(chance: Chance) -> tuple[Path, ...]:
    """A short stroke up to the top, then down."""
    return (path(_flag(chance), corner(0.5, 0.0), _stem(chance)),)


def long_upstroke(chance: Chance) -> tuple[Path, ...]:
    """The continental one: the upstroke is nearly as long as the stem."""
    begin = (0.5 - chance.around(0.4, 0.12), chance.around(0.48, 0.14))
    return (path(begin, corner(0.5, 0.0), _stem(chance)),)


def steep_upstroke(chance: Chance) -> tuple[Path, ...]:
    """Up and down close together, like a narrow A without its bar."""
    begin = (0.5 - chance.around(0.25, 0.09), chance.around(0.75, 0.13))
    return (path(begin, corner(0.5, 0.0), _stem(chance)),)


def flag_and_foot(chance: Chance) -> tuple[Path, ...]:
    """As in print."""
    return *flag(chance), _foot(chance)


def long_upstroke_and_foot(chance: Chance) -> tuple[Path, ...]:
    """The continental one with a foot."""
    return *long_upstroke(chance), _foot(chance)


def foot(chance: Chance) -> tuple[Path, ...]:
    """A stem on a foot."""
    return *bare(chance), _foot(chance)


def flag_and_foot_without_lifting(chance: Chance) -> tuple[Path, ...]:
    """The foot is drawn back and forth."""
    stem = corner(chance.around(0.5, 0.03), 1.0)
    left = corner(chance.around(0.28, 0.06), chance.around(1.0, 0.02))
    right = (chance.around(0.78, 0.07), chance.around(1.0, 0.03))
    return (path(_flag(chance), corner(0.5, 0.0), stem, left, right),)


def hooked(chance: Chance) -> tuple[Path, ...]:
    """The stem turns to the right at its foot."""
    end = (chance.around(0.66, 0.05), chance.around(0.97, 0.03))
    return (path((0.5, 0.0), (0.49, 0.5), (chance.around(0.5, 0.02), 0.92), end),)
