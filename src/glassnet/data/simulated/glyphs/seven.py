"""How people write 7: plain or with a bar, with a serif, with a knee or a bow."""

from glassnet.data.simulated.glyphs.paths import Path, Point, Sampler, corner, path


def _lines(sampler: Sampler) -> tuple[Point, ...]:
    left, right = sampler.normal(0.12, 0.06), sampler.normal(0.84, 0.06)
    foot = sampler.normal(0.42, 0.14)
    knee = corner(right, sampler.normal(0.04, 0.04))
    middle = Point((right + foot) / 2 + sampler.normal(0, 0.05), 0.52)
    return corner(left, sampler.normal(0.06, 0.05)), knee, middle, Point(foot, 1.0)


def plain(sampler: Sampler) -> tuple[Path, ...]:
    """A top and a stem."""
    return (path(*_lines(sampler)),)


def _bar(sampler: Sampler) -> Path:
    x, y = sampler.normal(0.55, 0.06), sampler.normal(0.54, 0.07)
    reach, tilt = sampler.normal(0.26, 0.07), sampler.normal(0.02, 0.05)
    return path((x - reach, y + tilt), (x + reach, y - tilt))


def barred(sampler: Sampler) -> tuple[Path, ...]:
    """With a bar through the stem."""
    return *plain(sampler), _bar(sampler)


def serif(sampler: Sampler) -> tuple[Path, ...]:
    """Begins with a short stroke up."""
    begin, *rest = _lines(sampler)
    tick = (begin.x + sampler.normal(-0.01, 0.04), begin.y + sampler.normal(0.17, 0.05))
    return (path(tick, begin, *rest),)


def long_serif(sampler: Sampler) -> tuple[Path, ...]:
    """The serif is half as long as the stem; the top sags."""
    begin, knee, *stem = _lines(sampler)
    tick = (begin.x + sampler.normal(0, 0.05), begin.y + sampler.normal(0.34, 0.07))
    lowered = corner(knee.x, sampler.normal(0.14, 0.06))
    sag = (sampler.normal(0.4, 0.05), sampler.normal(0.16, 0.05))
    return (path(tick, corner(begin.x, 0.03), sag, lowered, *stem),)


def serif_and_bar(sampler: Sampler) -> tuple[Path, ...]:
    """With both."""
    return *serif(sampler), _bar(sampler)


def low_bar(sampler: Sampler) -> tuple[Path, ...]:
    """An upright stem and a bar nearly at its foot."""
    x, y = sampler.normal(0.58, 0.06), sampler.normal(0.68, 0.05)
    right = sampler.normal(0.82, 0.07)
    reach = sampler.normal(0.3, 0.06)
    top = path(
        (sampler.normal(0.12, 0.06), 0.04),
        corner(right, 0.03),
        (x, sampler.normal(0.45, 0.05)),
        (x, 1),
    )
    return top, path((x - reach, y), (x + reach, y + sampler.normal(-0.01, 0.03)))


def curved(sampler: Sampler) -> tuple[Path, ...]:
    """The top waves, the knee is round, the stem bows."""
    left, right = sampler.normal(0.12, 0.06), sampler.normal(0.84, 0.06)
    top = [
        (left, sampler.normal(0.14, 0.05)),
        (left + 0.2, 0.03),
        (0.56, sampler.normal(0.08, 0.03)),
    ]
    stem = [(sampler.normal(0.55, 0.06), 0.45), (sampler.normal(0.38, 0.07), 0.75)]
    return (path(*top, (right, 0.03), *stem, (sampler.normal(0.33, 0.1), 1.0)),)


def bowed(sampler: Sampler) -> tuple[Path, ...]:
    """No knee at all: the top swings round into the stem."""
    begin = (sampler.normal(0.15, 0.06), sampler.normal(0.12, 0.06))
    bow = [(0.45, 0.01), (sampler.normal(0.74, 0.05), sampler.normal(0.14, 0.05))]
    return (path(begin, *bow, (sampler.normal(0.64, 0.06), 0.5), (sampler.normal(0.5, 0.12), 1.0)),)
