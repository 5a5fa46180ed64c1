"""How people write 5: the bar first or last, joined or apart; soft like an S; angular."""

from glassnet.data.simulated.glyphs.paths import Path, Point, Sampler, arc, corner, path


def _belly(sampler: Sampler) -> list[Point]:
    width, height = sampler.normal(0.37, 0.06), sampler.normal(0.29, 0.04)
    begin, end = sampler.normal(238, 14), sampler.normal(510, 26)
    return arc(sampler.normal(0.42, 0.04), 1 - height, width, height, begin, end, 8)


def _neck(sampler: Sampler) -> tuple[Point, Point]:
    """Down the left side to where the belly begins."""
    x, waist = sampler.normal(0.25, 0.05), sampler.normal(0.44, 0.05)
    return corner(x, 0.03), corner(x - sampler.normal(0.05, 0.04), waist)


def joined(sampler: Sampler) -> tuple[Path, ...]:
    """One stroke, from the end of the bar."""
    end = (sampler.normal(0.85, 0.1), sampler.normal(0.02, 0.06))
    return (path(end, *_neck(sampler), _belly(sampler)),)


def bar_last(sampler: Sampler) -> tuple[Path, ...]:
    """Neck and belly first, then the bar from the top of the neck."""
    top, waist = _neck(sampler)
    bar = (top.x - sampler.normal(0, 0.03), sampler.normal(0.04, 0.02))
    end = (sampler.normal(0.86, 0.11), sampler.normal(0.0, 0.06))
    return path(top, waist, _belly(sampler)), path(bar, end)


def bar_apart(sampler: Sampler) -> tuple[Path, ...]:
    """The bar is put on last, and misses."""
    x, y = sampler.normal(0.38, 0.1), sampler.normal(-0.03, 0.07)
    end = (x + sampler.normal(0.48, 0.12), y + sampler.normal(-0.03, 0.07))
    return path(*_neck(sampler), _belly(sampler)), path((x, y), end)


def slanted_bar(sampler: Sampler) -> tuple[Path, ...]:
    """A long bar that rises to the upper right; the rest is small."""
    top, waist = _neck(sampler)
    end = (sampler.normal(1.0, 0.1), sampler.normal(-0.18, 0.07))
    return path(top, waist, _belly(sampler)), path((top.x, top.y), end)


def soft(sampler: Sampler) -> tuple[Path, ...]:
    """Like an S."""
    top = [
        (sampler.normal(0.82, 0.07), sampler.normal(0.07, 0.06)),
        (0.5, sampler.normal(0.01, 0.02)),
    ]
    left = [(sampler.normal(0.22, 0.06), 0.2), (0.34, sampler.normal(0.42, 0.04))]
    right = [(sampler.normal(0.66, 0.05), 0.56), (sampler.normal(0.76, 0.05), 0.76)]
    end = (sampler.normal(0.1, 0.07), sampler.normal(0.92, 0.06))
    return (path(*top, *left, *right, (0.5, 0.98), end),)


def without_a_corner(sampler: Sampler) -> tuple[Path, ...]:
    """The left side swings into the belly; the bar follows."""
    x = sampler.normal(0.24, 0.05)
    side = [(x, 0.02), (x - 0.02, 0.25), (x + 0.06, sampler.normal(0.45, 0.04))]
    right = [
        (sampler.normal(0.6, 0.05), 0.5),
        (sampler.normal(0.78, 0.05), sampler.normal(0.7, 0.05)),
    ]
    end = (sampler.normal(0.12, 0.07), sampler.normal(0.93, 0.06))
    bar = path(
        (x + sampler.normal(0, 0.05), 0.02), (sampler.normal(0.85, 0.1), sampler.normal(0, 0.06))
    )
    return path(*side, *right, (0.5, sampler.normal(0.98, 0.02)), end), bar


def angular(sampler: Sampler) -> tuple[Path, ...]:
    """Like the digit of a pocket calculator."""
    left, right = sampler.normal(0.2, 0.05), sampler.normal(0.78, 0.05)
    waist = sampler.normal(0.48, 0.05)
    begin = (sampler.normal(0.84, 0.06), sampler.normal(0.04, 0.04))
    turns = [corner(left, 0.05), corner(left, waist), corner(right, waist + 0.03)]
    return (path(begin, *turns, corner(right - sampler.normal(0.04, 0.05), 0.95), (0.13, 0.98)),)
