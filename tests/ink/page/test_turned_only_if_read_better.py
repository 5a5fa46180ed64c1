"""A page is turned only where its digits are read better so, after they were put together."""

import numpy as np

from glassnet.ink.page.orientation import is_turned
from glassnet.ink.page.turning import Pose, add_skew


def test_a_page_is_turned_where_its_digits_look_much_more_like_digits_so() -> None:
    assert is_turned(np.full(12, 0.4), np.full(12, 0.98))
    assert not is_turned(np.full(12, 0.98), np.full(12, 0.98))
    assert not is_turned(np.full(12, 0.98), np.full(12, 0.4))


def test_few_digits_need_stronger_evidence_than_many() -> None:
    assert is_turned(np.full(20, 0.8), np.full(20, 0.9))
    assert not is_turned(np.full(2, 0.8), np.full(2, 0.9))


def test_a_page_on_which_nothing_is_read_is_turned_where_something_is_read_so() -> None:
    assert is_turned(np.zeros(0), np.full(3, 0.9))
    assert not is_turned(np.full(3, 0.9), np.zeros(0))
    assert not is_turned(np.zeros(0), np.zeros(0))


def test_skew_beyond_45_degrees_is_a_quarter_turn() -> None:
    assert add_skew(Pose(270, 45.0), 44.5) == Pose(0, -0.5)
    assert add_skew(Pose(0, -45.0), -30.0) == Pose(270, 15.0)
    assert add_skew(Pose(90, 10.0), 5.0) == Pose(90, 15.0)
