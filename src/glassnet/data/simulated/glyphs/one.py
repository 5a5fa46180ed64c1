"""How people write 1: a bare stem, with a flag or a long upstroke, with a foot."""

from glassnet.data.simulated.glyphs.paths import Path, Point, Sampler, corner, path


def _stem(sampler: Sampler) -> list[Point]:
    return [
        Point(0.5 + sampler.normal(0, 0.025), 0.5),
        Point(0.5 + sampler.normal(0, 0.03), 1.0),
    ]


def _foot(sampler: Sampler) -> Path:
    y, tilt = sampler.normal(1.0, 0.02), sampler.normal(0, 0.03)
    left, right = sampler.normal(0.22, 0.08), sampler.normal(0.78, 0.08)
    return path((left, y + tilt), (right, y - tilt))


def _flag(sampler: Sampler) -> Point:
    return Point(0.5 - sampler.normal(0.2, 0.07), sampler.normal(0.17, 0.06))


def bare(sampler: Sampler) -> tuple[Path, ...]:
    """A single stroke down."""
    return (path((0.5, 0.0), _stem(sampler)),)


def flag(sampler: Sampler) -> tuple[Path, ...]:
    """A short stroke up to the top, then down."""
    return (path(_flag(sampler), corner(0.5, 0.0), _stem(sampler)),)


def long_upstroke(sampler: Sampler) -> tuple[Path, ...]:
    """The continental one: the upstroke is nearly as long as the stem."""
    begin = (0.5 - sampler.normal(0.4, 0.12), sampler.normal(0.48, 0.14))
    return (path(begin, corner(0.5, 0.0), _stem(sampler)),)


def steep_upstroke(sampler: Sampler) -> tuple[Path, ...]:
    """Up and down close together, like a narrow A without its bar."""
    begin = (0.5 - sampler.normal(0.25, 0.09), sampler.normal(0.75, 0.13))
    return (path(begin, corner(0.5, 0.0), _stem(sampler)),)


def flag_and_foot(sampler: Sampler) -> tuple[Path, ...]:
    """As in print."""
    return *flag(sampler), _foot(sampler)


def long_upstroke_and_foot(sampler: Sampler) -> tuple[Path, ...]:
    """The continental one with a foot."""
    return *long_upstroke(sampler), _foot(sampler)


def foot(sampler: Sampler) -> tuple[Path, ...]:
    """A stem on a foot."""
    return *bare(sampler), _foot(sampler)


def flag_and_foot_without_lifting(sampler: Sampler) -> tuple[Path, ...]:
    """The foot is drawn back and forth."""
    stem = corner(sampler.normal(0.5, 0.03), 1.0)
    left = corner(sampler.normal(0.28, 0.06), sampler.normal(1.0, 0.02))
    right = (sampler.normal(0.78, 0.07), sampler.normal(1.0, 0.03))
    return (path(_flag(sampler), corner(0.5, 0.0), stem, left, right),)


def hooked(sampler: Sampler) -> tuple[Path, ...]:
    """The stem turns to the right at its foot."""
    end = (sampler.normal(0.66, 0.05), sampler.normal(0.97, 0.03))
    return (path((0.5, 0.0), (0.49, 0.5), (sampler.normal(0.5, 0.02), 0.92), end),)
