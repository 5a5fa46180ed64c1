"""Photos, scans and paint-program drawings of one digit to the 28x28 that MNIST is made of."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from glassnet.ink.photo.bitmap import (
    FINENESS,
    center_copy,
    crop_to_box,
    normalize_pen_width,
    rasterize,
)
from glassnet.ink.photo.decoding import Colors, Picture, open_upright, to_colors
from glassnet.ink.photo.digit_search import find_digit
from glassnet.ink.photo.flat_colors import read_flat
from glassnet.ink.photo.hypotheses import Shares, choose_rendering, looks_like_one
from glassnet.ink.photo.line_art import MAX_SIDE, MIN_SIDE, find_line_art
from glassnet.ink.rendering import BOX, SIDE, GrayImage, Rendering, Stage

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_LUMINANCE = np.array([0.299, 0.587, 0.114], np.float32)


def from_image(picture: Picture, shares: Shares | None = None, *, stages: bool = True) -> Rendering:
    """Preprocess the digit on a picture (a path, a file's content, an open picture) like MNIST.

    Dark on light or light on dark, in any color, on uneven paper, with specks, a frame or grid
    lines. A 28x28 picture that is in MNIST's form already is taken as it is. With `shares`, of a classifier,
    several ways to see the picture are tried where one is not enough: see `hypotheses`. Without `stages`
    none are kept.
    InkError, which is a ValueError, when it is not a picture or too large.
    """
    upright = open_upright(picture)
    drawn = _render_line_art(upright, stages)
    if drawn is not None and (shares is None or looks_like_one(drawn, shares)):
        return drawn
    rendering = _render_any(upright, shares)
    return rendering if stages else replace(rendering, stages=())


def _render_any(upright: Image.Image, shares: Shares | None) -> Rendering:
    """The way for any picture."""
    colors = to_colors(upright)
    ready = _match_mnist_form(colors)
    if ready is not None:
        return Rendering(ready, (Stage("as given", ready),))
    shown = Stage("as given", _to_gray(colors))
    if shares is not None:
        return choose_rendering(colors, render_bitmap, shown, shares)
    seen = find_digit(colors)
    if seen is None:
        return Rendering(None, (shown,), "There is no ink: nothing stands out from the paper.")
    return replace(render_bitmap(seen.strength, (shown,)), crowded=seen.crowded)


def _render_line_art(picture: Image.Image, stages: bool) -> Rendering | None:
    """A clean drawing of one digit; None for any other picture."""
    flat = read_flat(picture) if MIN_SIDE <= max(picture.size) <= MAX_SIDE else None
    found = None if flat is None else find_line_art(flat)
    if flat is None or found is None:
        return None
    before: tuple[Stage, ...] = ()
    if stages:
        levels = flat.levels
        shown = _to_gray(to_colors(picture)) if levels is None else levels
        before = (Stage("as given", shown),)
    rendering = render_bitmap(found.strength, before, stages=stages)
    return replace(rendering, crowded=found.crowded) if rendering else None


def render_bitmap(
    strength: Floats,
    before: tuple[Stage, ...] = (),
    fineness: int = FINENESS,
    *,
    stages: bool = True,
) -> Rendering:
    """Render a cut-out of ink strength, 0 paper and 1 a stroke, after the stages `before`.

    `fineness` is the number of pixels for each of the 28x28, on a side, at which the pen's width is set.
    Without `stages` only the image is kept.
    """
    ink = crop_to_box(np.ascontiguousarray(strength), fineness)
    if not ink.any():
        return Rendering(None, before, "There is no ink: only a speck.")
    drawn = rasterize(normalize_pen_width(ink))
    image = center_copy(drawn)
    if not stages:
        return Rendering(image, before)
    return Rendering(
        image,
        (
            *before,
            Stage("boxed", _shown(ink)),
            Stage("rasterized", drawn),
            Stage("centered", image),
        ),
    )


def _match_mnist_form(colors: Colors) -> GrayImage | None:
    """A 28x28 picture of ink in a box of 20 with its mass in the middle, as it is; else None."""
    if colors.shape[:2] != (SIDE, SIDE):
        return None
    gray = _to_gray(colors)
    edge = np.concatenate([gray[0], gray[-1], gray[:, 0], gray[:, -1]])
    image = gray if edge.mean() < 128 else 255 - gray
    return image if _in_form(image) else None


def _in_form(image: GrayImage) -> bool:
    inked = image > 40
    rows, columns = np.flatnonzero(inked.any(axis=1)), np.flatnonzero(inked.any(axis=0))
    if not len(rows) or inked[[0, -1]].any() or inked[:, [0, -1]].any():
        return False
    moved = int(np.abs(center_copy(image).astype(int) - image).sum())
    longer = int(max(np.ptp(rows), np.ptp(columns))) + 1
    return abs(longer - BOX) <= 2 and moved == 0


def _to_gray(colors: Colors) -> GrayImage:
    return np.rint(255 * (colors @ _LUMINANCE)).astype(np.uint8)


def _shown(ink: Mask) -> GrayImage:
    return np.where(ink, 255, 0).astype(np.uint8)
