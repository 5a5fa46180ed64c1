"""How people write 0: ovals both ways round, open, curled, slashed, barred, dotted."""

from glassnet.data.simulated.glyphs.paths import Path, Sampler, arc, corner, path


def _oval(sampler: Sampler, sweep: float = -360.0, sloppiness: float = 16.0) -> Path:
    begin = sampler.normal(-75, 28)
    end = begin + sampler.normal(sweep, sloppiness)
    width = sampler.normal(0.34, 0.07)
    return path(arc(0.5, 0.5, width, 0.5, begin, end, 13, sampler.normal(1, 0.05)))


def plain(sampler: Sampler) -> tuple[Path, ...]:
    """Anticlockwise from the top."""
    return (_oval(sampler),)


def clockwise(sampler: Sampler) -> tuple[Path, ...]:
    """The other way round."""
    return (_oval(sampler, 360),)


def open_at_the_top(sampler: Sampler) -> tuple[Path, ...]:
    """The end does not reach the beginning."""
    return (_oval(sampler, -318, 18),)


def curled(sampler: Sampler) -> tuple[Path, ...]:
    """The end runs on over the top and curls inside."""
    begin = sampler.normal(-70, 15)
    oval = arc(0.5, 0.5, sampler.normal(0.34, 0.06), 0.5, begin, begin - 360, 12)
    return (path(oval, (sampler.normal(0.38, 0.08), sampler.normal(0.14, 0.07))),)


def _slash(sampler: Sampler, reach: float, lean: float = 0.33) -> Path:
    """From the upper right to the lower left, `reach` beyond the oval or short of it."""
    across, rise = sampler.normal(lean, 0.08), sampler.normal(0.42 + reach, 0.1)
    x, y = sampler.normal(0.5, 0.05), sampler.normal(0.5, 0.06)
    return path((x + across, y - rise), (x, y), (x - across, y + rise))


def slashed(sampler: Sampler) -> tuple[Path, ...]:
    """The slash reaches beyond the oval."""
    return _oval(sampler), _slash(sampler, 0.07, 0.4)


def slashed_inside(sampler: Sampler) -> tuple[Path, ...]:
    """The slash stays inside."""
    return _oval(sampler), _slash(sampler, -0.13, 0.2)


def slashed_steeply(sampler: Sampler) -> tuple[Path, ...]:
    """A long slash, nearly upright: like the Greek phi."""
    return _oval(sampler), _slash(sampler, 0.25, 0.1)


def slashed_far(sampler: Sampler) -> tuple[Path, ...]:
    """A small round zero on a slash nearly twice as long."""
    begin = sampler.normal(-75, 28)
    across, down = sampler.normal(0.25, 0.06), sampler.normal(0.28, 0.05)
    oval = arc(0.5, 0.5, across, down, begin, begin + sampler.normal(-360, 16), 13)
    return path(oval), _slash(sampler, 0.08, 0.1)


def slashed_without_lifting(sampler: Sampler) -> tuple[Path, ...]:
    """The pen comes round to the top and goes on down across."""
    begin = sampler.normal(-60, 18)
    end = begin + sampler.normal(-355, 15)
    oval = arc(0.5, 0.5, sampler.normal(0.34, 0.06), 0.5, begin, end, 12)
    turn = corner(sampler.normal(0.75, 0.07), sampler.normal(0.1, 0.07))
    return (path(oval, turn, (sampler.normal(0.2, 0.08), sampler.normal(0.85, 0.1))),)


def slashed_backwards(sampler: Sampler) -> tuple[Path, ...]:
    """From the upper left to the lower right."""
    across, rise = sampler.normal(0.36, 0.07), sampler.normal(0.42, 0.1)
    return _oval(sampler), path((0.5 - across, 0.5 - rise), (0.5 + across, 0.5 + rise))


def barred(sampler: Sampler) -> tuple[Path, ...]:
    """A level bar across."""
    y, tilt = sampler.normal(0.5, 0.06), sampler.normal(0.03, 0.06)
    reach = sampler.normal(0.36, 0.09)
    return _oval(sampler), path((0.5 - reach, y + tilt), (0.5 + reach, y - tilt))


def dotted(sampler: Sampler) -> tuple[Path, ...]:
    """A dot in the middle."""
    x, y = sampler.normal(0.5, 0.04), sampler.normal(0.5, 0.05)
    return _oval(sampler), path((x, y), (x + sampler.normal(0.02, 0.02), y + 0.02))
