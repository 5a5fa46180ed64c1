from typing import Any

import numpy as np
import pytest

from glassnet.ink.photo.components import cut_out, label_components, measure_components


def labeled(*rows: str) -> tuple[np.ndarray, int]:
    return label_components(np.array([[mark == "#" for mark in row] for row in rows]))


def test_pixels_that_touch_at_a_corner_hang_together() -> None:
    assert labeled("#..#", ".#..", "..#.")[1] == 2


def test_parts_that_meet_further_down_are_one() -> None:
    labels, count = labeled("#.#.#", "#.#.#", "#####")

    assert count == 1
    assert set(labels.ravel()) == {0, 1}


def test_a_spiral_is_one_part() -> None:
    assert labeled("#####", "....#", "###.#", "#...#", "#####")[1] == 1


def test_no_ink_has_no_parts() -> None:
    labels, count = labeled("...", "...")

    assert count == 0
    assert measure_components(labels, count) == []


def test_a_part_knows_its_box_and_its_area() -> None:
    [part] = measure_components(*labeled(".....", ".##..", "..##.", "....."))

    assert (part.top, part.left, part.bottom, part.right) == (1, 1, 3, 4)
    assert (part.area, part.height, part.width, part.size) == (4, 2, 3, 3)


def test_the_parts_are_those_that_flooding_finds() -> None:
    mask = np.random.default_rng(3).random((40, 40)) < 0.45
    labels, count = label_components(mask)
    seen = np.zeros(count + 1, int)
    for start in zip(*np.nonzero(mask), strict=True):
        if seen[labels[start]]:
            continue
        reached, border = {start}, [start]
        while border:
            row, column = border.pop()
            for place in ((row + i, column + j) for i in (-1, 0, 1) for j in (-1, 0, 1)):
                inside = 0 <= place[0] < 40 and 0 <= place[1] < 40
                if inside and mask[place] and place not in reached:
                    reached.add(place)
                    border.append(place)
        assert {int(labels[place]) for place in reached} == {int(labels[start])}
        seen[labels[start]] = len(reached)

    assert (seen[1:] == np.bincount(labels.ravel(), minlength=count + 1)[1:]).all()


@pytest.mark.parametrize("implementation", [cut_out.reference, cut_out.compiled])
def test_chosen_parts_are_cut_out_and_no_stronger_than_one(implementation: Any) -> None:
    labels = np.array([[0, 1, 2], [3, 3, 1]], np.int32)
    strength = np.array([[0.5, 0.25, 0.75], [1.4, 0.5, 1.5]], np.float32)

    cut = implementation(strength, labels, np.array([False, True, False, True]))

    assert cut.dtype == np.float32
    assert cut.tolist() == [[0, 0.25, 0], [1, 0.5, 1]]
