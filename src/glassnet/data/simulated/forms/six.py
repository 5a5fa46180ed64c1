"""How people write 6: a curved, straight or hooked back, and a loop that closes, opens or curls."""

from glassnet.data.simulated.forms.paths import Chance, Path, Point, arc, corner, path


def _loop(chance: Chance, sweep: float, sloppiness: float) -> list[Point]:
    width, height = chance.around(0.3, 0.06), chance.around(0.26, 0.05)
    begin = chance.around(188, 8)
    end = begin + chance.around(sweep, sloppiness)
    return arc(0.47, 1 - height, width, height, begin, end, 10, chance.around(0.95, 0.07))


def _back(chance: Chance, reach: float) -> list[Point]:
    """From the top down the left side, `reach` to the right."""
    return [
        Point(chance.around(reach, 0.11), chance.around(0.01, 0.03)),
        Point(chance.around(0.38, 0.05), chance.around(0.2, 0.03)),
        Point(chance.around(0.21, 0.03), 0.47),
    ]


def curved(chance: Chance) -> tuple[Path, ...]:
    """A bowed back, swinging into the loop."""
    return (path(_back(chance, 0.66), _loop(chance, -340, 24)),)


def straight(chance: Chance) -> tuple[Path, ...]:
    """A straight back, upright or leaning."""
    begin = chance.around(0.45, 0.14)
    return (path((begin, 0.0), ((begin + 0.2) / 2, 0.35), _loop(chance, -340, 22)),)


def hooked(chance: Chance) -> tuple[Path, ...]:
    """The back begins with a hook to the right."""
    hook = (chance.around(0.8, 0.07), chance.around(0.14, 0.06))
    return (path(hook, _back(chance, 0.6), _loop(chance, -335, 20)),)


def open_loop(chance: Chance) -> tuple[Path, ...]:
    """The loop does not reach the back."""
    return (path(_back(chance, 0.6), _loop(chance, -262, 24)),)


def curled(chance: Chance) -> tuple[Path, ...]:
    """The loop runs on across the back."""
    return (path(_back(chance, 0.6), _loop(chance, -400, 20)),)


def pointed(chance: Chance) -> tuple[Path, ...]:
    """The back leans to the left; the loop is a drop whose point lies on the back."""
    top, foot = chance.around(0.3, 0.1), chance.around(0.2, 0.05)
    belly = chance.around(0.8, 0.08)
    right = [
        (chance.around(0.5, 0.05), 1.0),
        (belly, 0.83),
        (belly - 0.06, chance.around(0.6, 0.05)),
    ]
    end = (chance.around(0.2, 0.1), chance.around(0.76, 0.07))
    return (path((top, 0), (foot, 0.45), (foot + 0.06, 0.88), *right, end),)


def like_a_b(chance: Chance) -> tuple[Path, ...]:
    """Straight down, a sharp turn at the foot, and a loop that comes back to it."""
    top, foot = chance.around(0.34, 0.12), chance.around(0.2, 0.05)
    width, height = chance.around(0.28, 0.06), chance.around(0.22, 0.05)
    loop = arc(foot + width, 1 - height, width, height, 185, chance.around(500, 20), 8)
    return (path((top, 0), ((top + foot) / 2, 0.5), corner(foot, 0.95), loop),)


def large_loop(chance: Chance) -> tuple[Path, ...]:
    """Nearly all loop, with a short back."""
    width, height = chance.around(0.36, 0.05), chance.around(0.37, 0.04)
    loop = arc(0.5, 1 - height, width, height, 195, chance.around(-150, 20), 10)
    return (path((chance.around(0.5, 0.12), 0), (chance.around(0.24, 0.05), 0.3), loop),)
