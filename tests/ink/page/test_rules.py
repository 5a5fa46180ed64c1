"""What is left of printed lines is no digit; a thin digit is."""

import numpy as np

from glassnet.ink.page.rules import drop_line_remnants
from glassnet.ink.photo.components import label_components, measure_components
from glassnet.ink.photo.scene import Scene


def scene_of(ink: np.ndarray, printed: np.ndarray) -> Scene:
    labels, count = label_components(ink)
    strength = np.where(ink, 1.0, np.where(printed, 0.5, 0.0)).astype(np.float32)
    return Scene(strength, labels, measure_components(labels, count))


def test_a_slender_rest_of_a_printed_line_is_dropped() -> None:
    ink, printed = np.zeros((2, 120, 200), bool)
    ink[30:90, 20:28] = ink[30:90, 60:68] = True
    ink[50:90, 120:122] = True
    printed[5:50, 120:123] = True

    kept = drop_line_remnants(scene_of(ink, printed), scene_of(ink, printed).parts)

    assert [part.left for part in kept] == [20, 60]


def test_a_thin_stroke_apart_from_printed_lines_stays() -> None:
    ink, printed = np.zeros((2, 120, 200), bool)
    ink[30:90, 20:28] = True
    ink[50:90, 120:122] = True

    kept = drop_line_remnants(scene_of(ink, printed), scene_of(ink, printed).parts)

    assert len(kept) == 2
