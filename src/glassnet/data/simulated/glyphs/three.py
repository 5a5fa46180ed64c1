"""How people write 3: two bowls that meet in a corner, a turn or a loop; flat-topped; angular."""

from glassnet.data.simulated.glyphs.paths import Path, Point, Sampler, arc, corner, path


def _upper_bowl(sampler: Sampler) -> list[Point]:
    width, height = sampler.normal(0.29, 0.06), sampler.normal(0.245, 0.035)
    begin, end = sampler.normal(205, 24), sampler.normal(425, 14)
    return arc(sampler.normal(0.45, 0.03), height, width, height, begin, end, 7)


def _lower_bowl(sampler: Sampler, begin: float = 290) -> list[Point]:
    width, height = sampler.normal(0.35, 0.06), sampler.normal(0.27, 0.035)
    return arc(
        0.44, 1 - height, width, height, sampler.normal(begin, 10), sampler.normal(512, 22), 8
    )


def plain(sampler: Sampler) -> tuple[Path, ...]:
    """Two bowls that meet in a corner."""
    waist = corner(sampler.normal(0.38, 0.08), sampler.normal(0.47, 0.03))
    return (path(_upper_bowl(sampler), waist, _lower_bowl(sampler)),)


def soft(sampler: Sampler) -> tuple[Path, ...]:
    """The waist is a small turn, not a corner."""
    x, y = sampler.normal(0.38, 0.08), sampler.normal(0.47, 0.03)
    return (path(_upper_bowl(sampler), (x, y - 0.01), (x, y + 0.03), _lower_bowl(sampler)),)


def looped(sampler: Sampler) -> tuple[Path, ...]:
    """A small loop between the bowls."""
    size = sampler.normal(1, 0.25)
    loop = arc(sampler.normal(0.3, 0.06), 0.48, 0.11 * size, 0.06 * size, 70, 290, 5)
    return (path(_upper_bowl(sampler), loop, _lower_bowl(sampler, 300)),)


def flat_topped(sampler: Sampler) -> tuple[Path, ...]:
    """A bar and a diagonal, then the lower bowl."""
    begin = (sampler.normal(0.14, 0.06), sampler.normal(0.03, 0.03))
    top = corner(sampler.normal(0.8, 0.06), sampler.normal(0.02, 0.03))
    waist = corner(sampler.normal(0.42, 0.08), sampler.normal(0.4, 0.05))
    return (path(begin, top, waist, _lower_bowl(sampler, 275)),)


def angular(sampler: Sampler) -> tuple[Path, ...]:
    """All corners."""
    begin = (sampler.normal(0.2, 0.06), sampler.normal(0.05, 0.04))
    upper = corner(sampler.normal(0.76, 0.06), sampler.normal(0.2, 0.06))
    waist = corner(sampler.normal(0.38, 0.07), sampler.normal(0.47, 0.04))
    lower = corner(sampler.normal(0.82, 0.06), sampler.normal(0.72, 0.05))
    return (path(begin, upper, waist, lower, (sampler.normal(0.12, 0.06), 1.0)),)


def hardly_waisted(sampler: Sampler) -> tuple[Path, ...]:
    """A fast one: the waist is only a dent."""
    waist = (sampler.normal(0.56, 0.06), sampler.normal(0.47, 0.04))
    return (path(_upper_bowl(sampler), waist, _lower_bowl(sampler, 315)),)
