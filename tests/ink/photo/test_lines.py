import numpy as np

from glassnet.ink.photo.components import label_components
from glassnet.ink.photo.lines import find_lines, remove_lines


def blank() -> np.ndarray:
    return np.zeros((200, 300), bool)


def even(mask: np.ndarray) -> np.ndarray:
    """The same strength wherever there is ink."""
    return mask.astype(np.float32)


def test_a_level_line_is_found_where_it_is() -> None:
    mask = blank()
    mask[60:63] = True
    [line] = find_lines(mask)

    assert abs(line.row - 61) < 3
    assert abs(line.slope) < 0.02


def test_a_line_that_climbs_is_found() -> None:
    mask = blank()
    columns = np.arange(300)
    for thick in range(3):
        mask[(90 + 0.05 * columns).astype(int) + thick, columns] = True
    [line] = find_lines(mask)

    assert abs(line.slope - 0.05) < 0.015


def test_thick_bars_and_short_ones_are_no_lines() -> None:
    mask = blank()
    mask[50:70] = True
    mask[100:103, 40:260] = True

    assert find_lines(mask) == []


def test_a_stroke_stays_whole_where_lines_cross_it() -> None:
    mask = blank()
    mask[40:160, 140:152] = True
    ruled = mask.copy()
    for row in range(20, 200, 30):
        ruled[row : row + 2] = True

    assert (remove_lines(ruled, even(ruled), ruled) == mask).mean() > 0.995


def test_a_stroke_along_a_lighter_line_stays() -> None:
    lines = blank()
    lines[50:53] = lines[100:103] = True
    stroke = blank()
    stroke[98:105, 100:160] = True
    strength = np.where(stroke, 1, 0.5 * lines).astype(np.float32)

    assert (remove_lines(stroke | lines, strength, stroke | lines) == stroke).all()


def test_squared_paper_leaves_nothing_where_its_lines_meet() -> None:
    squared = blank()
    squared[10::30] = squared[:, 10::30] = True

    assert not remove_lines(squared, even(squared), squared).any()


def test_a_single_line_across_is_left_alone() -> None:
    mask = blank()
    mask[100:103] = True

    assert remove_lines(mask, even(mask), mask).sum() == mask.sum()


def test_a_single_line_is_taken_out_where_writing_is_apart_from_it() -> None:
    writing, line = blank(), blank()
    writing[60:100, 100:130] = True
    line[150:153] = True
    mask = writing | line

    assert (remove_lines(mask, even(mask), mask) == writing).all()


def test_a_slanted_stroke_stays_in_one_piece_where_lines_cross_it() -> None:
    mask = blank()
    for row in range(30, 170):
        mask[row, 80 + row // 2 : 84 + row // 2] = True
    ruled = mask.copy()
    for row in range(20, 200, 30):
        ruled[row : row + 3] = True
    bare = remove_lines(ruled, even(ruled), ruled)

    assert label_components(bare)[1] == 1
