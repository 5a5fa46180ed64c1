"""How people write 2: with a corner, a loop or a wave where neck and base meet; like a Z."""

from glassnet.data.simulated.forms.paths import Chance, Path, Point, arc, corner, path


def _neck(chance: Chance) -> list[Point]:
    begin, end = chance.around(200, 26), chance.around(398, 12)
    width, height = chance.around(0.31, 0.06), chance.around(0.28, 0.05)
    return arc(chance.around(0.48, 0.04), height, width, height, begin, end, 7)


def plain(chance: Chance) -> tuple[Path, ...]:
    """A neck, a corner, a base."""
    base, tilt = chance.around(0.97, 0.02), chance.around(0, 0.05)
    foot = corner(chance.around(0.14, 0.05), base)
    end = (chance.around(0.88, 0.09), base + tilt)
    return (path(_neck(chance), foot, (0.5, base + chance.around(0, 0.02)), end),)


def looped(chance: Chance) -> tuple[Path, ...]:
    """A loop where neck and base meet."""
    size = chance.between(0.5, 1.4)
    x, y = chance.around(0.18, 0.04), 0.97 - 0.09 * size
    loop = arc(x, y, 0.13 * size, 0.09 * size, chance.around(60, 15), 290, 5)
    end = (chance.around(0.94, 0.08), chance.around(0.93, 0.07))
    return (path(_neck(chance), loop, (0.45, y), (0.72, chance.around(0.97, 0.04)), end),)


def with_a_large_loop(chance: Chance) -> tuple[Path, ...]:
    """The loop is as wide as the neck, and the tail leaves it downwards."""
    across, down = chance.around(0.22, 0.05), chance.around(0.16, 0.04)
    loop = arc(0.28, 0.96 - down, across, down, chance.around(40, 15), chance.around(305, 12), 7)
    end = (chance.around(0.95, 0.08), chance.around(1.0, 0.06))
    return (path(_neck(chance), loop, (0.62, chance.around(0.86, 0.04)), end),)


def angular(chance: Chance) -> tuple[Path, ...]:
    """Like a Z."""
    begin = (chance.around(0.15, 0.05), chance.around(0.08, 0.05))
    top = corner(chance.around(0.8, 0.06), chance.around(0.06, 0.05))
    foot = corner(chance.around(0.13, 0.05), chance.around(0.97, 0.02))
    return (path(begin, top, foot, (chance.around(0.88, 0.07), chance.around(0.97, 0.04))),)


def waved(chance: Chance) -> tuple[Path, ...]:
    """The base rises from a soft turn and falls again."""
    wave = chance.around(0.08, 0.03)
    foot = (chance.around(0.13, 0.04), 0.95)
    rest = [(0.34, 0.95 - wave), (0.62, 0.95), (chance.around(0.95, 0.06), 0.95 - wave)]
    return (path(_neck(chance), foot, *rest),)


def curled(chance: Chance) -> tuple[Path, ...]:
    """Begins with a curl inside the neck."""
    curl = [(chance.around(0.3, 0.05), chance.around(0.34, 0.05)), (0.2, chance.around(0.36, 0.04))]
    base = chance.around(0.96, 0.02)
    foot = corner(chance.around(0.14, 0.05), base)
    return (path(*curl, _neck(chance), foot, (chance.around(0.9, 0.08), base)),)


def with_hardly_a_neck(chance: Chance) -> tuple[Path, ...]:
    """A slanted stroke and a base; the neck is a mere hook."""
    hook = (chance.around(0.36, 0.09), chance.around(0.1, 0.06))
    top = (chance.around(0.62, 0.07), chance.around(0.02, 0.03))
    foot = corner(chance.around(0.15, 0.06), chance.around(0.85, 0.08))
    return (
        path(hook, top, (0.6, chance.around(0.3, 0.06)), foot, (chance.around(0.9, 0.08), 0.95)),
    )
