"""Pictures as canvases send them, read by the short way and the long way; and properties of answers."""

from __future__ import annotations

import io
from contextlib import nullcontext
from typing import Any, Final

import numpy as np
from PIL import Image, ImageDraw
from tests.trust.check import Check, Tally, sizes, try_all

from glassnet import ink
from glassnet.data.simulated import simulate_strokes
from glassnet.engine.kernel import compiler_available, using
from glassnet.ink.photo.decoding import open_upright, to_colors
from glassnet.ink.photo.flat_colors import read_flat
from glassnet.ink.photo.hypotheses import choose_rendering
from glassnet.ink.photo.line_art import find_line_art
from glassnet.ink.photo.render import render_bitmap
from glassnet.ink.rendering import Stage
from glassnet.models import Model, load_model

Generator = np.random.Generator
SIDES: Final = (280, 280, 280, 280, 200, 224, 256, 300, 320, 400)
PROPERTIES: Final = 20
Color = tuple[int, ...]
# Sums in another order: single precision, of noise that no network was trained on.
MAX_ROUNDING: Final = 5e-5


def draw_canvas(rng: Generator) -> bytes:
    """A digit drawn on a canvas as a PNG file: any pen, size and place, dark on light or light on dark."""
    side = int(rng.choice(SIDES))
    height = side if rng.random() < 0.8 else int(side * rng.uniform(0.7, 1.0))
    strokes = simulate_strokes(rng, int(rng.integers(10)))
    size = float(rng.uniform(0.15, 0.85) if rng.random() < 0.3 else rng.uniform(0.4, 0.75)) * height
    pen = float(np.exp(rng.uniform(np.log(3), np.log(36)))) * side / 280
    smooth = 4 if rng.random() < 0.8 else 1
    points = np.concatenate(strokes)
    low, span = points.min(axis=0), max(float(np.ptp(points, axis=0).max()), 1e-6)
    room = np.maximum([side, height] - np.ptp(points, axis=0) / span * size, 0)
    start = room * (rng.uniform(0, 1, 2) if rng.random() < 0.3 else rng.uniform(0.35, 0.65, 2))
    mask = Image.new("L", (side * smooth, height * smooth))
    pencil, radius = ImageDraw.Draw(mask), pen * smooth / 2
    for stroke in strokes:
        path = [tuple(each) for each in ((stroke - low) / span * size + start) * smooth]
        pencil.line(path, fill=255, width=max(1, round(pen * smooth)), joint="curve")
        for x, y in path:
            pencil.ellipse([x - radius, y - radius, x + radius, y + radius], fill=255)
    return _save(rng, mask.reduce(smooth) if smooth > 1 else mask)


def _choose_colors(rng: Generator) -> tuple[Color, Color]:
    """Ink and paper: black and white, grays, a color on white or on black, or any two colors."""
    kind = rng.random()
    if kind < 0.3:
        return ((0, 0, 0), (255, 255, 255)) if rng.random() < 0.5 else ((255, 255, 255), (0, 0, 0))
    if kind < 0.5:
        dark, light = (int(each) for each in rng.choice([0, 20, 60, 120, 200, 235, 255], 2))
        return (dark, dark, dark), (light, light, light)
    first, second = (tuple(map(int, each)) for each in rng.integers(0, 256, (2, 3)))
    if kind < 0.9:
        return first, (255, 255, 255) if rng.random() < 0.6 else (0, 0, 0)
    return first, second


def _save(rng: Generator, mask: Image.Image) -> bytes:
    ink_color, paper = _choose_colors(rng)
    plain = Image.composite(
        Image.new("RGB", mask.size, ink_color), Image.new("RGB", mask.size, paper), mask
    )
    kind = ("RGBA", "RGBA", "RGB", "L", "P", "transparent")[int(rng.integers(6))]
    if kind == "transparent":
        plain = Image.new("RGB", mask.size, ink_color)
        plain.putalpha(mask)
    elif kind == "P":
        plain = plain.quantize(64)
    else:
        plain = plain.convert(kind)
    file = io.BytesIO()
    plain.save(file, "PNG")
    return file.getvalue()


def read_the_long_way(content: bytes, model: Model) -> ink.Rendering:
    """As `ink.from_image` does with any picture."""
    colors = to_colors(open_upright(content))
    gray = np.rint(255 * (colors @ np.array([0.299, 0.587, 0.114], np.float32))).astype(np.uint8)
    return choose_rendering(colors, render_bitmap, Stage("as given", gray), model.class_shares)


def find_difference(one: ink.Rendering, other: ink.Rendering) -> str | None:
    """How two renderings differ, to the bit; None where they do not."""
    if (one.image is None) != (other.image is None):
        return f"{one} and {other}"
    stages = zip(one.stages, other.stages, strict=True)
    if any(a.name != b.name or not np.array_equal(a.image, b.image) for a, b in stages):
        return "other images"
    facts = [(each.reason, each.crowded, each.doubt, each.place) for each in (one, other)]
    return None if facts[0] == facts[1] else f"{facts[0]} and {facts[1]}"


def check_line_art(rng: Generator, trials: int) -> Tally:
    """Canvases read by the short way for clean drawings, and by the way for any picture."""
    model, short = load_model(), 0

    def attempt(number: int) -> str | None:
        nonlocal short
        content = draw_canvas(rng)
        flat = read_flat(open_upright(content))
        short += flat is not None and find_line_art(flat) is not None
        found = ink.from_image(content, model.class_shares)
        expected = read_the_long_way(content, model)
        difference = find_difference(found, expected)
        return None if difference is None else f"canvas {number}: {difference}"

    with using("compiled") if compiler_available() else nullcontext():
        tally = try_all(trials, attempt)
    return Tally(tally.trials, tally.failures, f"{short / trials:.0%} by the short way")


def _draw_image(rng: Generator, number: int) -> Any:
    """A 28x28 image of one of 20 kinds."""
    base = rng.integers(0, 256, (28, 28), np.uint8)
    blank, full = np.zeros_like(base), np.full_like(base, 255)
    kinds = (
        base, blank, full, base // 2 + 64, np.where(base > 128, 255, 0), np.triu(base), np.tril(base),
        base * (base > 200),
        base.T, base[::-1], np.roll(base, 3), np.clip(base.astype(int) * 3, 0, 255),
        np.outer(base[0], base[1]) >> 8,
        np.eye(28) * 255, np.indices((28, 28)).sum(0) % 2 * 255, base & 1, base ^ 255, np.sort(base),
        np.repeat(base[:1], 28, 0),
        ink.from_strokes(simulate_strokes(rng, number % 10), stages=False).image,
    )  # fmt: skip
    return np.asarray(kinds[number % PROPERTIES], np.uint8)


def check_properties(rng: Generator, trials: int) -> Tally:
    """Images of 20 kinds: alone, in a batch, in any order, layout and type."""
    models = [load_model(name) for name in ("tiny", "cnn")]

    def attempt(number: int) -> str | None:
        model = models[number // PROPERTIES % len(models)]
        image = _draw_image(rng, number)
        batch = np.stack(
            [image, *rng.integers(0, 256, (int(rng.integers(1, 5)), 28, 28), np.uint8)]
        )
        alone, order = model.predict_proba(image[np.newaxis])[0], rng.permutation(len(batch))
        together, mixed = model.predict_proba(batch), model.predict_proba(batch[order])
        strided = np.zeros((56, 56), np.uint8)
        strided[::2, ::2] = image
        same_values = (np.asfortranarray(image), strided[::2, ::2], image.copy()[::-1][::-1])
        faults = {
            "not finite": not np.isfinite(together).all() or (together < 0).any(),
            "not a sum of 1": bool(np.abs(together.sum(axis=1) - 1).max() > 1e-6),
            "other alone than in a batch": not np.allclose(
                alone, together[0], rtol=0, atol=MAX_ROUNDING
            ),
            "other in another order": not np.allclose(
                mixed, together[order], rtol=0, atol=MAX_ROUNDING
            ),
            "other in another layout": any(
                not np.allclose(
                    model.predict_proba(each[np.newaxis])[0], alone, rtol=0, atol=MAX_ROUNDING
                )
                for each in same_values
            ),
            "another label as pixels": model.read_pixels(image).digit
            != model.read_pixels(image.tolist()).digit,
        }
        found = [name for name, is_so in faults.items() if is_so]
        return f"image {number}: {found}" if found else None

    return try_all(trials, attempt)


CHECKS: Final = (
    Check(
        "clean drawings", "The short way for clean drawings ends in the same bits as that for any picture.",
        sizes(40, 4_000, 20_000), check_line_art,
    ),
    Check(
        "properties of answers", "Probabilities are finite, sum to 1 and depend on the pixels alone.",
        sizes(200, 20_000, 200_000), check_properties,
    ),
)  # fmt: skip
