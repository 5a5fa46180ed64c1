"""Simulated ink: digits that the program writes itself, without having seen any."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from glassnet.data.labeled_images import LabeledImages
from glassnet.data.simulated.forms import Form
from glassnet.data.simulated.hand import Hands
from glassnet.data.simulated.writing import Chosen, Writing, choose_forms, write
from glassnet.ink.centring import centre
from glassnet.ink.pen import draw
from glassnet.ink.rendering import SIDE, GreyImage
from glassnet.ink.strokes import Stroke, fit_to_box

BATCH = 4096  # bounds the memory: drawings x samples


def simulate(
    rng: np.random.Generator,
    count: int,
    *,
    labels: NDArray[np.int64] | None = None,
    hands: Hands | None = None,
) -> LabeledImages:
    """`count` digits written by as many hands, through the same ink pipeline as the drawing page.

    `labels`, (count,), says which digits; otherwise each is as likely as the others.
    """
    chosen = rng.integers(0, 10, count) if labels is None else labels
    parts = [chosen[first : first + BATCH] for first in range(0, count, BATCH)]
    images = [draw_forms(choose_forms(part, rng), hands or Hands(), rng) for part in parts]
    return LabeledImages(np.concatenate(images), chosen, "simulated ink")


def simulated_batches(
    rng: np.random.Generator, size: int, hands: Hands | None = None
) -> Iterator[LabeledImages]:
    """Batches of `size` new digits, without end."""
    while True:
        yield simulate(rng, size, hands=hands)


def simulate_strokes(
    rng: np.random.Generator, label: int, hands: Hands | None = None
) -> list[Stroke]:
    """One digit as pen strokes, each (points, 2), as a drawing page would send it."""
    [(form, _)] = choose_forms(np.array([label]), rng)
    return strokes_of(form, hands or Hands(), rng)


def strokes_of(form: Form, hands: Hands, rng: np.random.Generator) -> list[Stroke]:
    """One drawing of a form as pen strokes, each (points, 2)."""
    writing = write(form, 1, hands, rng)
    lifted = np.flatnonzero(~writing.inked[0]) + 1
    return [
        stroke.astype(np.float64)
        for stroke in np.split(writing.points[0] * 200 + 140, lifted)
        if len(stroke) > 1
    ]


def draw_forms(chosen: Chosen, hands: Hands, rng: np.random.Generator) -> GreyImage:
    """Images (count, 28, 28) of forms, each at the places that it was given."""
    pieces, radii, counts = zip(
        *(_inked_pieces(write(form, len(places), hands, rng)) for form, places in chosen),
        strict=True,
    )
    images = _render(np.concatenate(pieces), np.concatenate(radii), np.concatenate(counts))
    ordered = np.empty_like(images)
    ordered[np.concatenate([places for _, places in chosen])] = images
    return ordered


def _inked_pieces(writing: Writing) -> tuple[NDArray, NDArray, NDArray]:
    """Pieces (pieces, 4), radii at their ends (pieces, 2), and how many each drawing has."""
    pieces = np.concatenate([writing.points[:, :-1], writing.points[:, 1:]], axis=2)
    radii = np.stack([writing.radii[:, :-1], writing.radii[:, 1:]], axis=2)
    return pieces[writing.inked], radii[writing.inked], writing.inked.sum(axis=1)


def _render(pieces: NDArray, radii: NDArray, counts: NDArray) -> GreyImage:
    starts = np.concatenate([[0], np.cumsum(counts)])
    widths = 2 * np.maximum.reduceat(radii.max(axis=1), starts[:-1])
    boxed = fit_to_box(pieces, starts, widths).astype(np.float32)
    images = np.empty((len(counts), SIDE, SIDE), np.uint8)
    draw(boxed, radii, starts, images)
    centre(images)
    return images
