"""How people write 6: a curved, straight or hooked back, and a loop that closes, opens or curls."""

from glassnet.data.simulated.glyphs.paths import Path, Point, Sampler, arc, corner, path


def _loop(sampler: Sampler, sweep: float, sloppiness: float) -> list[Point]:
    width, height = sampler.normal(0.3, 0.06), sampler.normal(0.26, 0.05)
    begin = sampler.normal(188, 8)
    end = begin + sampler.normal(sweep, sloppiness)
    return arc(0.47, 1 - height, width, height, begin, end, 10, sampler.normal(0.95, 0.07))


def _back(sampler: Sampler, reach: float) -> list[Point]:
    """From the top down the left side, `reach` to the right."""
    return [
        Point(sampler.normal(reach, 0.11), sampler.normal(0.01, 0.03)),
        Point(sampler.normal(0.38, 0.05), sampler.normal(0.2, 0.03)),
        Point(sampler.normal(0.21, 0.03), 0.47),
    ]


def curved(sampler: Sampler) -> tuple[Path, ...]:
    """A bowed back, swinging into the loop."""
    return (path(_back(sampler, 0.66), _loop(sampler, -340, 24)),)


def straight(sampler: Sampler) -> tuple[Path, ...]:
    """A straight back, upright or leaning."""
    begin = sampler.normal(0.45, 0.14)
    return (path((begin, 0.0), ((begin + 0.2) / 2, 0.35), _loop(sampler, -340, 22)),)


def hooked(sampler: Sampler) -> tuple[Path, ...]:
    """The back begins with a hook to the right."""
    hook = (sampler.normal(0.8, 0.07), sampler.normal(0.14, 0.06))
    return (path(hook, _back(sampler, 0.6), _loop(sampler, -335, 20)),)


def open_loop(sampler: Sampler) -> tuple[Path, ...]:
    """The loop does not reach the back."""
    return (path(_back(sampler, 0.6), _loop(sampler, -262, 24)),)


def curled(sampler: Sampler) -> tuple[Path, ...]:
    """The loop runs on across the back."""
    return (path(_back(sampler, 0.6), _loop(sampler, -400, 20)),)


def pointed(sampler: Sampler) -> tuple[Path, ...]:
    """The back leans to the left; the loop is a drop whose point lies on the back."""
    top, foot = sampler.normal(0.3, 0.1), sampler.normal(0.2, 0.05)
    belly = sampler.normal(0.8, 0.08)
    right = [
        (sampler.normal(0.5, 0.05), 1.0),
        (belly, 0.83),
        (belly - 0.06, sampler.normal(0.6, 0.05)),
    ]
    end = (sampler.normal(0.2, 0.1), sampler.normal(0.76, 0.07))
    return (path((top, 0), (foot, 0.45), (foot + 0.06, 0.88), *right, end),)


def like_a_b(sampler: Sampler) -> tuple[Path, ...]:
    """Straight down, a sharp turn at the foot, and a loop that comes back to it."""
    top, foot = sampler.normal(0.34, 0.12), sampler.normal(0.2, 0.05)
    width, height = sampler.normal(0.28, 0.06), sampler.normal(0.22, 0.05)
    loop = arc(foot + width, 1 - height, width, height, 185, sampler.normal(500, 20), 8)
    return (path((top, 0), ((top + foot) / 2, 0.5), corner(foot, 0.95), loop),)


def large_loop(sampler: Sampler) -> tuple[Path, ...]:
    """Nearly all loop, with a short back."""
    width, height = sampler.normal(0.36, 0.05), sampler.normal(0.37, 0.04)
    loop = arc(0.5, 1 - height, width, height, 195, sampler.normal(-150, 20), 10)
    return (path((sampler.normal(0.5, 0.12), 0), (sampler.normal(0.24, 0.05), 0.3), loop),)
