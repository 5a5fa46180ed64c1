"""Simulated ink: digits that the program writes itself, without having seen any."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from glassnet.data.labeled_images import LabeledImages
from glassnet.data.simulated.glyphs import GlyphVariant
from glassnet.data.simulated.style import HandwritingStyle
from glassnet.data.simulated.writing import VariantGroups, Writing, choose_variants, write
from glassnet.engine.kernel import using_by_size
from glassnet.ink.centering import center
from glassnet.ink.rendering import SIDE, GrayImage
from glassnet.ink.strokes.geometry import Stroke, fit_to_box
from glassnet.ink.strokes.pen import draw

BATCH = 4096  # bounds the memory: drawings x samples
# Fewer are drawn faster than a pen is compiled.
MIN_DRAWINGS_TO_COMPILE = 2000


def simulate(
    rng: np.random.Generator,
    count: int,
    *,
    labels: NDArray[np.int64] | None = None,
    style: HandwritingStyle | None = None,
) -> LabeledImages:
    """`count` digits written by as many writers, through the same ink pipeline as the drawing page.

    `labels`, (count,), says which digits; otherwise each is as likely as the others.
    """
    chosen = rng.integers(0, 10, count) if labels is None else labels
    parts = [chosen[first : first + BATCH] for first in range(0, count, BATCH)]
    images = [
        draw_variants(choose_variants(part, rng), style or HandwritingStyle(), rng)
        for part in parts
    ]
    return LabeledImages(np.concatenate(images), chosen, "simulated ink")


def simulate_batches(
    rng: np.random.Generator, size: int, style: HandwritingStyle | None = None
) -> Iterator[LabeledImages]:
    """Batches of `size` new digits, without end."""
    while True:
        yield simulate(rng, size, style=style)


def simulate_strokes(
    rng: np.random.Generator, label: int, style: HandwritingStyle | None = None
) -> list[Stroke]:
    """One digit as pen strokes, each (points, 2), as a drawing page would send it."""
    [(variant, _)] = choose_variants(np.array([label]), rng)
    return draw_strokes(variant, style or HandwritingStyle(), rng)


def draw_strokes(
    variant: GlyphVariant, style: HandwritingStyle, rng: np.random.Generator
) -> list[Stroke]:
    """One drawing of a variant as pen strokes, each (points, 2)."""
    writing = write(variant, 1, style, rng)
    lifted = np.flatnonzero(~writing.inked[0]) + 1
    return [
        stroke.astype(np.float64)
        for stroke in np.split(writing.points[0] * 200 + 140, lifted)
        if len(stroke) > 1
    ]


def draw_variants(
    chosen: VariantGroups, style: HandwritingStyle, rng: np.random.Generator
) -> GrayImage:
    """Images (count, 28, 28) of variants, each at the places that it was given."""
    segments, radii, counts = zip(
        *(
            _to_inked_segments(write(variant, len(places), style, rng))
            for variant, places in chosen
        ),
        strict=True,
    )
    images = _render(np.concatenate(segments), np.concatenate(radii), np.concatenate(counts))
    ordered = np.empty_like(images)
    ordered[np.concatenate([places for _, places in chosen])] = images
    return ordered


def _to_inked_segments(writing: Writing) -> tuple[NDArray, NDArray, NDArray]:
    """Pieces (segments, 4), radii at their ends (segments, 2), and how many each drawing has."""
    segments = np.concatenate([writing.points[:, :-1], writing.points[:, 1:]], axis=2)
    radii = np.stack([writing.radii[:, :-1], writing.radii[:, 1:]], axis=2)
    return segments[writing.inked], radii[writing.inked], writing.inked.sum(axis=1)


def _render(segments: NDArray, radii: NDArray, counts: NDArray) -> GrayImage:
    starts = np.concatenate([[0], np.cumsum(counts)])
    widths = 2 * np.maximum.reduceat(radii.max(axis=1), starts[:-1])
    boxed = fit_to_box(segments, starts, widths).astype(np.float32)
    images = np.empty((len(counts), SIDE, SIDE), np.uint8)
    with using_by_size(len(images) >= MIN_DRAWINGS_TO_COMPILE):
        draw(boxed, radii, starts, images)
        center(images)
    return images
