"""How people write 2: with a corner, a loop or a wave where neck and base meet; like a Z."""

from glassnet.data.simulated.glyphs.paths import Path, Point, Sampler, arc, corner, path


def _neck(sampler: Sampler) -> list[Point]:
    begin, end = sampler.normal(200, 26), sampler.normal(398, 12)
    width, height = sampler.normal(0.31, 0.06), sampler.normal(0.28, 0.05)
    return arc(sampler.normal(0.48, 0.04), height, width, height, begin, end, 7)


def plain(sampler: Sampler) -> tuple[Path, ...]:
    """A neck, a corner, a base."""
    base, tilt = sampler.normal(0.97, 0.02), sampler.normal(0, 0.05)
    foot = corner(sampler.normal(0.14, 0.05), base)
    end = (sampler.normal(0.88, 0.09), base + tilt)
    return (path(_neck(sampler), foot, (0.5, base + sampler.normal(0, 0.02)), end),)


def looped(sampler: Sampler) -> tuple[Path, ...]:
    """A loop where neck and base meet."""
    size = sampler.uniform(0.5, 1.4)
    x, y = sampler.normal(0.18, 0.04), 0.97 - 0.09 * size
    loop = arc(x, y, 0.13 * size, 0.09 * size, sampler.normal(60, 15), 290, 5)
    end = (sampler.normal(0.94, 0.08), sampler.normal(0.93, 0.07))
    return (path(_neck(sampler), loop, (0.45, y), (0.72, sampler.normal(0.97, 0.04)), end),)


def with_a_large_loop(sampler: Sampler) -> tuple[Path, ...]:
    """The loop is as wide as the neck, and the tail leaves it downwards."""
    across, down = sampler.normal(0.22, 0.05), sampler.normal(0.16, 0.04)
    loop = arc(0.28, 0.96 - down, across, down, sampler.normal(40, 15), sampler.normal(305, 12), 7)
    end = (sampler.normal(0.95, 0.08), sampler.normal(1.0, 0.06))
    return (path(_neck(sampler), loop, (0.62, sampler.normal(0.86, 0.04)), end),)


def angular(sampler: Sampler) -> tuple[Path, ...]:
    """Like a Z."""
    begin = (sampler.normal(0.15, 0.05), sampler.normal(0.08, 0.05))
    top = corner(sampler.normal(0.8, 0.06), sampler.normal(0.06, 0.05))
    foot = corner(sampler.normal(0.13, 0.05), sampler.normal(0.97, 0.02))
    return (path(begin, top, foot, (sampler.normal(0.88, 0.07), sampler.normal(0.97, 0.04))),)


def waved(sampler: Sampler) -> tuple[Path, ...]:
    """The base rises from a soft turn and falls again."""
    wave = sampler.normal(0.08, 0.03)
    foot = (sampler.normal(0.13, 0.04), 0.95)
    rest = [(0.34, 0.95 - wave), (0.62, 0.95), (sampler.normal(0.95, 0.06), 0.95 - wave)]
    return (path(_neck(sampler), foot, *rest),)


def curled(sampler: Sampler) -> tuple[Path, ...]:
    """Begins with a curl inside the neck."""
    curl = [
        (sampler.normal(0.3, 0.05), sampler.normal(0.34, 0.05)),
        (0.2, sampler.normal(0.36, 0.04)),
    ]
    base = sampler.normal(0.96, 0.02)
    foot = corner(sampler.normal(0.14, 0.05), base)
    return (path(*curl, _neck(sampler), foot, (sampler.normal(0.9, 0.08), base)),)


def with_hardly_a_neck(sampler: Sampler) -> tuple[Path, ...]:
    """A slanted stroke and a base; the neck is a mere hook."""
    hook = (sampler.normal(0.36, 0.09), sampler.normal(0.1, 0.06))
    top = (sampler.normal(0.62, 0.07), sampler.normal(0.02, 0.03))
    foot = corner(sampler.normal(0.15, 0.06), sampler.normal(0.85, 0.08))
    return (
        path(hook, top, (0.6, sampler.normal(0.3, 0.06)), foot, (sampler.normal(0.9, 0.08), 0.95)),
    )
