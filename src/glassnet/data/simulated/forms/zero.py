"""How people write 0: ovals both ways round, open, curled, slashed, barred, dotted."""

from glassnet.data.simulated.forms.paths import Chance, Path, arc, corner, path


def _oval(chance: Chance, sweep: float = -360.0, sloppiness: float = 16.0) -> Path:
    begin = chance.around(-75, 28)
    end = begin + chance.around(sweep, sloppiness)
    width = chance.around(0.34, 0.07)
    return path(arc(0.5, 0.5, width, 0.5, begin, end, 13, chance.around(1, 0.05)))


def plain(chance: Chance) -> tuple[Path, ...]:
    """Anticlockwise from the top."""
    return (_oval(chance),)


def clockwise(chance: Chance) -> tuple[Path, ...]:
    """The other way round."""
    return (_oval(chance, 360),)


def open_at_the_top(chance: Chance) -> tuple[Path, ...]:
    """The end does not reach the beginning."""
    return (_oval(chance, -318, 18),)


def curled(chance: Chance) -> tuple[Path, ...]:
    """The end runs on over the top and curls inside."""
    begin = chance.around(-70, 15)
    oval = arc(0.5, 0.5, chance.around(0.34, 0.06), 0.5, begin, begin - 360, 12)
    return (path(oval, (chance.around(0.38, 0.08), chance.around(0.14, 0.07))),)


def _slash(chance: Chance, reach: float, lean: float = 0.33) -> Path:
    """From the upper right to the lower left, `reach` beyond the oval or short of it."""
    across, rise = chance.around(lean, 0.08), chance.around(0.42 + reach, 0.1)
    x, y = chance.around(0.5, 0.05), chance.around(0.5, 0.06)
    return path((x + across, y - rise), (x, y), (x - across, y + rise))


def slashed(chance: Chance) -> tuple[Path, ...]:
    """The slash reaches beyond the oval."""
    return _oval(chance), _slash(chance, 0.07, 0.4)


def slashed_inside(chance: Chance) -> tuple[Path, ...]:
    """The slash stays inside."""
    return _oval(chance), _slash(chance, -0.13, 0.2)


def slashed_steeply(chance: Chance) -> tuple[Path, ...]:
    """A long slash, nearly upright: like the Greek phi."""
    return _oval(chance), _slash(chance, 0.25, 0.1)


def slashed_without_lifting(chance: Chance) -> tuple[Path, ...]:
    """The pen comes round to the top and goes on down across."""
    begin = chance.around(-60, 18)
    end = begin + chance.around(-355, 15)
    oval = arc(0.5, 0.5, chance.around(0.34, 0.06), 0.5, begin, end, 12)
    turn = corner(chance.around(0.75, 0.07), chance.around(0.1, 0.07))
    return (path(oval, turn, (chance.around(0.2, 0.08), chance.around(0.85, 0.1))),)


def slashed_backwards(chance: Chance) -> tuple[Path, ...]:
    """From the upper left to the lower right."""
    across, rise = chance.around(0.36, 0.07), chance.around(0.42, 0.1)
    return _oval(chance), path((0.5 - across, 0.5 - rise), (0.5 + across, 0.5 + rise))


def barred(chance: Chance) -> tuple[Path, ...]:
    """A level bar across."""
    y, tilt = chance.around(0.5, 0.06), chance.around(0.03, 0.06)
    reach = chance.around(0.36, 0.09)
    return _oval(chance), path((0.5 - reach, y + tilt), (0.5 + reach, y - tilt))


def dotted(chance: Chance) -> tuple[Path, ...]:
    """A dot in the middle."""
    x, y = chance.around(0.5, 0.04), chance.around(0.5, 0.05)
    return _oval(chance), path((x, y), (x + chance.around(0.02, 0.02), y + 0.02))
