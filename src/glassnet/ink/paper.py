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


def find_ink(colours: Colours, ignored: Mask | None = None) -> Ink | None:
    """Ink on its paper; None when nothing stands out from the paper.

    What is `ignored` is neither: its colour is followed as if it were paper, its ink left out.
    """
    nothing = np.zeros(colours.shape[:2], bool) if ignored is None else ignored
    paper = _plain_paper(colours)
    if paper is None:
        first = _distance(colours, _paper(colours, None))
        paper = _paper(colours, nothing | (first < 0.35 * _typical(first[~nothing])))
    distance = _distance(colours, paper)
    if nothing.all() or not _stands_out(distance[~nothing]):
        return None
    strength = np.minimum(distance / np.float32(_typical(distance[~nothing])), 1.5)
    return Ink(strength, connected_to(strength > 0.6, strength > 0.4) & ~nothing)


def _paper(colours: Colours, bare: Mask | None) -> Colours:
    """The paper's colour at every pixel, from those that are `bare`, or else from most."""
    height, width = colours.shape[:2]
    size = _block_counts(height, width)
    if bare is None:
        return each_resized(_first_estimate(each_resized(colours, *size)), height, width)
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


def _first_estimate(blocks: Colours) -> Colours:
    """The slow change of light over the whole picture, and what is local."""
    light = _trend(blocks)
    return light + _medians(blocks - light)


def _trend(blocks: Colours) -> Colours:
    """The quadratic surface closest to most blocks: least absolute deviations, by reweighting."""
    down, across = np.meshgrid(
        *(np.linspace(-1, 1, side) for side in blocks.shape[:2]), indexing="ij"
    )
    terms = [np.ones_like(down), down, across, down * across, down**2, across**2]
    surface = np.stack([term.ravel() for term in terms], axis=1)
    values = blocks.reshape(-1, 3).astype(np.float64)
    fitted = np.median(values, axis=0) + 0 * values
    for _ in range(12):
        misses = np.abs(values - fitted).mean(axis=1)
        weighted = surface / np.sqrt(np.maximum(misses, 0.01))[:, None]
        targets = values / np.sqrt(np.maximum(misses, 0.01))[:, None]
        fitted = surface @ np.linalg.lstsq(weighted, targets, rcond=None)[0]
    return fitted.reshape(blocks.shape).astype(np.float32)


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


def _stands_out(distance: Floats) -> bool:
    """Whether anything is clearly farther from the paper than the paper's own noise."""
    noise = float(np.median(distance))
    return float(np.percentile(distance, 99.8)) >= max(_LEAST_CONTRAST, _NOISE_FACTOR * noise)


def _typical(distance: Floats) -> float:
    """How far from the paper a typical stroke is."""
    top, noise = float(np.percentile(distance, 99.8)), float(np.median(distance))
    inked = distance[distance > min(max(0.4 * top, 3 * noise), 0.8 * top)]
    return float(np.median(inked)) if len(inked) else 1.0


def connected_to(seeds: Mask, area: Mask) -> Mask:
    """The parts of `area` that hold a seed."""
    labels, count = label_components(area)
    held = np.zeros(count + 1, bool)
    held[labels[seeds & area]] = True
    held[0] = False
    return held[labels]
