"""How people write 4: open or closed, in one stroke or two, the stem long or short."""

from glassnet.data.simulated.glyphs.paths import Path, Sampler, arc, corner, path


def open_at_the_top(sampler: Sampler) -> tuple[Path, ...]:
    """A corner and a bar, then the stem; the way most schools teach."""
    y, x = sampler.normal(0.58, 0.07), sampler.normal(0.66, 0.06)
    begin = (sampler.normal(0.28, 0.09), sampler.normal(0.03, 0.05))
    left, right = sampler.normal(0.1, 0.05), sampler.normal(0.93, 0.1)
    side = path(begin, corner(left, y), (right, y + sampler.normal(-0.02, 0.04)))
    return side, path((x, sampler.normal(0.16, 0.13)), (x + sampler.normal(-0.05, 0.05), 1.0))


def curved(sampler: Sampler) -> tuple[Path, ...]:
    """The left side swings into the bar without a corner."""
    y, x = sampler.normal(0.52, 0.06), sampler.normal(0.74, 0.07)
    begin = (sampler.normal(0.22, 0.07), sampler.normal(0.03, 0.05))
    end = (sampler.normal(0.88, 0.1), y - sampler.normal(0.06, 0.05))
    side = path(begin, (0.12, y - 0.22), (0.2, y), (0.5, y + 0.01), end)
    return side, path((x, sampler.normal(0.1, 0.1)), (x - sampler.normal(0.06, 0.06), 1))


def square(sampler: Sampler) -> tuple[Path, ...]:
    """A square cup on a stem."""
    y, x = sampler.normal(0.47, 0.06), sampler.normal(0.8, 0.05)
    left = (sampler.normal(0.15, 0.04), sampler.normal(0.04, 0.04))
    bend = corner(sampler.normal(0.14, 0.04), y)
    side = path(left, bend, (x + sampler.normal(0.03, 0.06), y))
    return side, path((x, sampler.normal(0.03, 0.04)), (x, 1))


def closed(sampler: Sampler) -> tuple[Path, ...]:
    """A triangle on a stem."""
    x, y, top = sampler.normal(0.66, 0.05), sampler.normal(0.64, 0.06), sampler.normal(0, 0.03)
    left, right = sampler.normal(0.06, 0.05), sampler.normal(0.93, 0.08)
    side = path((x, top), corner(left, y), (right, y + sampler.normal(0, 0.03)))
    return side, path((x + sampler.normal(0, 0.03), top), (x + sampler.normal(-0.02, 0.04), 1))


def closed_like_an_a(sampler: Sampler) -> tuple[Path, ...]:
    """Pointed, and the bar ends at the stem."""
    x, y = sampler.normal(0.6, 0.06), sampler.normal(0.58, 0.07)
    side = path((x, 0), corner(sampler.normal(0.2, 0.06), y), (x + sampler.normal(0.06, 0.05), y))
    return side, path((x, sampler.normal(0, 0.03)), (x + sampler.normal(0.03, 0.05), 1))


def closed_without_lifting(sampler: Sampler) -> tuple[Path, ...]:
    """From the bar's right end to the left, up to the top, and down the stem."""
    x, y = sampler.normal(0.66, 0.05), sampler.normal(0.62, 0.06)
    bar = [corner(sampler.normal(0.95, 0.06), y), corner(sampler.normal(0.08, 0.05), y)]
    return (path(*bar, corner(x, 0), (x + sampler.normal(-0.03, 0.04), 1)),)


def continental(sampler: Sampler) -> tuple[Path, ...]:
    """A long stroke to the lower left, a long bar, and a short stem that only crosses the bar."""
    y, x = sampler.normal(0.68, 0.06), sampler.normal(0.62, 0.07)
    left, right = sampler.normal(0.05, 0.04), sampler.normal(0.95, 0.08)
    side = path(
        (sampler.normal(0.55, 0.09), 0.0), corner(left, y), (right, y + sampler.normal(0, 0.04))
    )
    return side, path((x, sampler.normal(0.42, 0.07)), (x + sampler.normal(-0.05, 0.05), 1))


def open_without_lifting(sampler: Sampler) -> tuple[Path, ...]:
    """A cup, and up its right side to the stem."""
    y, x = sampler.normal(0.5, 0.05), sampler.normal(0.78, 0.05)
    begin = (sampler.normal(0.15, 0.06), sampler.normal(0.05, 0.05))
    stem = [corner(x, sampler.normal(0.08, 0.08)), (x + sampler.normal(-0.06, 0.06), 1)]
    return (path(begin, (0.14, y - 0.12), (0.35, y), (0.6, y - 0.06), *stem),)


def looped(sampler: Sampler) -> tuple[Path, ...]:
    """The bar's end loops up into the stem."""
    y = sampler.normal(0.56, 0.05)
    begin = (sampler.normal(0.3, 0.06), sampler.normal(0.05, 0.04))
    loop = arc(sampler.normal(0.78, 0.04), y - 0.12, 0.12, 0.12, 90, -150, 5)
    foot = [(sampler.normal(0.66, 0.05), y), (sampler.normal(0.6, 0.06), 1)]
    return (path(begin, corner(sampler.normal(0.1, 0.05), y), loop, *foot),)


def torn(sampler: Sampler) -> tuple[Path, ...]:
    """The two strokes hardly meet."""
    y, x = sampler.normal(0.5, 0.06), sampler.normal(0.75, 0.06)
    side = path(
        (sampler.normal(0.2, 0.06), sampler.normal(0.05, 0.05)),
        (sampler.normal(0.13, 0.05), y - 0.1),
        (sampler.normal(0.25, 0.05), y),
        (x - sampler.normal(0.1, 0.06), y - sampler.normal(0.03, 0.04)),
    )
    return side, path((x, sampler.normal(0.1, 0.1)), (x + sampler.normal(-0.04, 0.05), 1))
