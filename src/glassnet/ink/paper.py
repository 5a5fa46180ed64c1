"""Tell ink from paper: whatever the paper's colour, however uneven its light.

The paper is what most of the picture shows. Its colour is estimated in small blocks as the median
over a wide neighbourhood, and a second time without what then looked like ink. Ink is how far a
pixel is from its paper, in any colour, lighter or darker.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from glassnet.ink.components import label_components
from glassnet.ink.decoding import Colours
from glassnet.ink.planes import blurred, each_blurred, each_resized

Floats = NDArray[np.float32]
Mask = NDArray[np.bool_]

_BLOCKS = 40  # blocks along the longer side
_LEAST_CONTRAST = 0.09  # of full black on full white: fainter than a hard pencil is no ink
_NOISE_FACTOR = 7.0


class Ink(NamedTuple):
    """How much ink there is at every pixel, and where it counts as ink."""

    strength: Floats
    """Rows by columns: 0 paper, 1 a typical stroke."""
    mask: Mask


def find_ink(colours: Colours) -> Ink | None:
    """Ink on its paper; None when nothing stands out from the paper."""
    plain = _plain_paper(colours)
    distance = _distance(colours, _paper(colours, None) if plain is None else plain)
    level = _ink_level(distance)
    if level is not None and plain is None:
        distance = _distance(colours, _paper(colours, distance < 0.35 * level))
        level = _ink_level(distance)
    if level is None:
        return None
    strength = np.minimum(distance / np.float32(level), 1.5)
    return Ink(strength, connected_to(strength > 0.6, strength > 0.4))


def _paper(colours: Colours, bare: Mask | None) -> Colours:
    """The paper's colour at every pixel, from those that are `bare`, or else from most."""
    height, width = colours.shape[:2]
    size = _block_counts(height, width)
    if bare is None:
        return each_resized(_medians(each_resized(colours, *size)), height, width)
    kept = _without_rim(bare)[..., None]
    blocks = _filled(each_resized(colours * kept, *size), each_resized(kept, *size))
    return each_resized(blocks, height, width)


def _plain_paper(colours: Colours) -> Colours | None:
    """The one colour that much of a drawing has exactly; None for anything photographed."""
    levels = np.rint(colours * 255).astype(np.int64)
    codes = levels @ np.array([65536, 256, 1])
    values, counts = np.unique(codes, return_counts=True)
    if counts.max() < 0.3 * codes.size:
        return None
    code = int(values[counts.argmax()])
    colour = np.array([code >> 16, code >> 8 & 255, code & 255], np.float32) / np.float32(255)
    return np.broadcast_to(colour, colours.shape)


def _without_rim(bare: Mask) -> Floats:
    """Bare paper without the pixels next to ink, which are neither."""
    return (blurred(bare.astype(np.float32), 2) > 0.999).astype(np.float32)


def _block_counts(height: int, width: int) -> tuple[int, int]:
    share = min(1.0, _BLOCKS / max(height, width))
    return max(1, round(height * share)), max(1, round(width * share))


def _medians(blocks: Colours) -> Colours:
    """Each block's median over a neighbourhood about half as wide as the picture."""
    reach = max(blocks.shape[:2]) // 4
    padded = np.pad(blocks, ((reach, reach), (reach, reach), (0, 0)), mode="symmetric")
    windows = sliding_window_view(padded, (2 * reach + 1, 2 * reach + 1), axis=(0, 1))
    return np.median(windows, axis=(3, 4)).astype(np.float32)


def _filled(means: Colours, weights: Floats) -> Colours:
    """Block means where there is bare paper, and their surroundings' elsewhere."""
    total, share = means.copy(), weights.copy()
    for radius in (1, 2, 4, 8, 16, 32):
        missing = share < 0.05
        if not missing.any():
            break
        total = np.where(missing, total + each_blurred(means, radius), total)
        share = np.where(missing, share + each_blurred(weights, radius), share)
    return (total / np.maximum(share, 1e-6)).astype(np.float32)


def _distance(colours: Colours, paper: Colours) -> Floats:
    """How far each pixel is from its paper: 1 for black on white, or white on black."""
    room = np.where(paper > 0.5, paper, 1 - paper)
    relative = (colours - paper) / np.maximum(room, 0.25)
    distance = np.sqrt((relative**2).mean(axis=2)).astype(np.float32)
    return blurred(distance, 1) if min(distance.shape) >= 100 else distance


def _ink_level(distance: Floats) -> float | None:
    """How far from the paper a typical stroke is; None when there is only noise."""
    noise = float(np.median(distance))
    top = float(np.percentile(distance, 99.8))
    if top < max(_LEAST_CONTRAST, _NOISE_FACTOR * noise):
        return None
    inked = distance[distance > max(0.4 * top, 3 * noise)]
    return float(np.median(inked))


def connected_to(seeds: Mask, area: Mask) -> Mask:
    """The parts of `area` that hold a seed."""
    labels, count = label_components(area)
    held = np.zeros(count + 1, bool)
    held[labels[seeds & area]] = True
    held[0] = False
    return held[labels]
