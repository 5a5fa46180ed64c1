"""Several ways to see a picture of one digit, where one is not enough; a classifier chooses.

The picture as a whole comes first, and for clean drawings it is the only one. Where the picture holds panels,
is small, is cut off at its digit, or looks like no digit, the panels and both tones of the picture are
rendered, too. What looks most like a digit is taken, and how much another digit looks so, too, is kept as
doubt.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from glassnet.ink.photo.decoding import Colors
from glassnet.ink.photo.digit_search import Found, find_digit
from glassnet.ink.photo.panels import find_panels, without_repeats
from glassnet.ink.photo.scene import Region
from glassnet.ink.photo.small_tones import render_small_tones
from glassnet.ink.photo.two_tones import split_two_tones
from glassnet.ink.rendering import GrayImage, Rendering, Stage

Shares = Callable[[NDArray[np.uint8]], NDArray[np.floating]]
"""Images `(n, 28, 28)` to `(n, classes)`: how much each looks like each class; little where like none."""

Render = Callable[[NDArray[np.float32], tuple[Stage, ...]], Rendering]

SMALL: Final = 40  # pixels on the longer side: an icon
MAX_FEW_PIXELS: Final = 11  # on the longer side
DOUBT_OF_FEW_PIXELS: Final = 0.02
"""What the way of seeing it leaves open comes on top. Of 2,000 simulated digits of 8 to 11 pixels, 5.2 % of
those that are surely right as strokes are read wrong: `python -m benchmarks.pictures --simulated`."""
MAX_ASPECT: Final = 3.0
MIN_EXTENT: Final = 0.12
SMALL_EXTENT: Final = 0.4  # of the picture: panels around something smaller are looked for up close
MARGINS: Final = (1, 3)  # times its size: it may be a tile, or the loop of a digit on one
MAX_REGIONS: Final = 4
MIN_LIKENESS: Final = 0.2  # to any class: a picture that is seen rightly looks like one
MIN_TONE_STEP: Final = 0.08
# How likely each way of seeing a picture is the right one, where all look like digits.
WEIGHT_BESIDE_PANEL: Final = 0.04
WEIGHT_OF_LIKE_PANEL: Final = 0.2
WEIGHT_OF_TONE: Final = 0.3
WEIGHT_OF_LARGER_TONE: Final = 0.06
WEIGHT_OF_LIKELY_PAPER: Final = 0.3


class _Hypothesis(NamedTuple):
    rendering: Rendering
    weight: float


def choose_rendering(colors: Colors, render: Render, shown: Stage, shares: Shares) -> Rendering:
    """The rendering of a picture that looks most like a digit, with the doubt that the others leave."""
    found = find_digit(colors)
    panels = _find_all_panels(colors, found)
    whole = _render_found(found, render, shown)
    if (
        whole is not None
        and not panels
        and not _is_doubtful(colors, found)
        and looks_like_one(whole, shares)
    ):
        return whole
    distinct = [_is_of_other_tone(colors, region) for region in panels]
    hypotheses = []
    if whole is not None and found is not None:
        hypotheses.append(_Hypothesis(whole, _weigh(found, any(distinct))))
    for region, is_distinct in zip(panels, distinct, strict=True):
        inner = _render_found(find_digit(colors[region]), render, shown)
        if inner is not None:
            hypotheses.append(_Hypothesis(inner, 1.0 if is_distinct else WEIGHT_OF_LIKE_PANEL))
    if not panels or len(hypotheses) < 2:
        hypotheses += _render_tones(colors, render, shown)
    hypotheses += _render_small(colors, shown)
    if not hypotheses:
        return Rendering(None, (shown,), "There is no ink: nothing stands out from the paper.")
    chosen = _choose(hypotheses, shares)
    if max(colors.shape[:2]) > MAX_FEW_PIXELS:
        return chosen
    return replace(chosen, doubt=1 - (1 - chosen.doubt) * (1 - DOUBT_OF_FEW_PIXELS))


def _find_all_panels(colors: Colors, found: Found | None) -> list[Region]:
    """The panels of a picture, of its largest panel, and of what surrounds something small."""
    panels = find_panels(colors)
    closer = panels[:1]
    if found is not None and found.place is not None and found.extent < SMALL_EXTENT:
        closer += [_widen(found.place, times, colors) for times in MARGINS]
    for region in closer:
        panels += [_move(inner, region) for inner in find_panels(colors[region])]
    return without_repeats(panels)[:MAX_REGIONS]


def _widen(place: Region, times: int, colors: Colors) -> Region:
    """A place with a margin of so many times its own size."""
    margin = times * max(stretch.stop - stretch.start for stretch in place)
    rows, columns = (
        slice(max(0, stretch.start - margin), min(side, stretch.stop + margin))
        for stretch, side in zip(place, colors.shape, strict=False)
    )
    return rows, columns


def _move(inner: Region, outer: Region) -> Region:
    """A place within another one, on the picture that this one is of."""
    rows, columns = (
        slice(around.start + stretch.start, around.start + stretch.stop)
        for stretch, around in zip(inner, outer, strict=True)
    )
    return rows, columns


def _is_doubtful(colors: Colors, found: Found | None) -> bool:
    """Whether a picture is small or a strip, or its digit is cut off."""
    longer, shorter = max(colors.shape[:2]), min(colors.shape[:2])
    strip = longer > MAX_ASPECT * shorter
    return longer <= SMALL or strip or found is None or found.touches_edge


def _weigh(found: Found, beside_panel: bool) -> float:
    """How likely the picture as a whole is seen rightly: less beside panels, and for a speck."""
    return WEIGHT_BESIDE_PANEL if beside_panel or found.extent < MIN_EXTENT else 1.0


def _is_of_other_tone(colors: Colors, region: Region) -> bool:
    """Whether a panel has another tone than the picture's edges: the loop of a digit has the same."""
    edges = np.concatenate([colors[0], colors[-1], colors[:, 0], colors[:, -1]])
    inside = colors[region].reshape(-1, 3)
    return float(np.abs(np.median(inside, axis=0) - np.median(edges, axis=0)).max()) > MIN_TONE_STEP


def looks_like_one(rendering: Rendering, shares: Shares) -> bool:
    """Whether a classifier sees a digit in a rendering: then it is likely to be seen rightly."""
    return (
        rendering.image is not None
        and float(shares(rendering.image[np.newaxis]).max()) > MIN_LIKENESS
    )


def _render_found(found: Found | None, render: Render, shown: Stage) -> Rendering | None:
    if found is None:
        return None
    rendering = replace(render(found.strength, (shown,)), crowded=found.crowded)
    return rendering if rendering else None


def _render_tones(colors: Colors, render: Render, shown: Stage) -> Iterator[_Hypothesis]:
    """The dark tone as ink, and the light one."""
    tones = split_two_tones(colors)
    least = min((share for _, share in tones), default=0.0)
    for strength, share in tones:
        rendering = render(strength, (shown,))
        if rendering:
            yield _Hypothesis(
                rendering, WEIGHT_OF_TONE if share == least else WEIGHT_OF_LARGER_TONE
            )


def _render_small(colors: Colors, shown: Stage) -> Iterator[_Hypothesis]:
    """A picture of few pixels in its gray levels; ink is rather the tone that there is less of."""
    for rendering, share in render_small_tones(colors, shown):
        yield _Hypothesis(rendering, 1.0 if share < 0.5 else WEIGHT_OF_LIKELY_PAPER)


def _choose(hypotheses: list[_Hypothesis], shares: Shares) -> Rendering:
    """The hypothesis with the most evidence; its doubt is the evidence of those that say otherwise."""
    images = [_image_of(each.rendering) for each in hypotheses]
    looks = shares(np.stack(images)) * np.array([each.weight for each in hypotheses])[:, np.newaxis]
    best = int(looks.max(axis=1).argmax())
    strongest = looks.max(axis=0)  # of each class, over the hypotheses
    label = int(looks[best].argmax())
    own, others = float(strongest[label]), float(np.delete(strongest, label).max(initial=0))
    return replace(hypotheses[best].rendering, doubt=others / max(own + others, 1e-9))


def _image_of(rendering: Rendering) -> GrayImage:
    if rendering.image is None:
        raise ValueError("A hypothesis has an image.")
    return rendering.image
