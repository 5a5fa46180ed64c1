import numpy as np

from glassnet.data.simulated.trajectories import STEPS, chords, trace

POINTS = np.array([[[0, 0], [1, 0.2], [2, 2], [0.5, 3], [0, 1]]], np.float32)
SMOOTH = (False,) * 5


def traced(speed: float, corners: tuple[bool, ...] = SMOOTH) -> np.ndarray:
    return trace(POINTS, corners, np.array([speed], np.float32))[0]


def test_a_careful_hand_passes_through_every_point() -> None:
    assert np.allclose(traced(0)[::STEPS], POINTS[0], atol=1e-6)


def test_a_hasty_hand_cuts_corners_but_starts_and_ends_where_it_should() -> None:
    hasty = traced(1)

    assert np.allclose(hasty[[0, -1]], POINTS[0, [0, -1]], atol=1e-6)
    assert np.ptp(hasty[:, 1]) < np.ptp(traced(0)[:, 1])


def test_a_corner_ends_one_curve_and_begins_another() -> None:
    moved = POINTS.copy()
    moved[0, 4] += 1
    corners = (False, False, True, False, False)
    still = trace(moved, corners, np.zeros(1, np.float32))[0]

    assert (still[: 2 * STEPS + 1] == traced(0, corners)[: 2 * STEPS + 1]).all()
    assert not np.allclose(still, traced(0, corners), atol=0.1)


def test_chords_keep_some_samples_and_go_straight_between_them() -> None:
    kept = chords((6, 3), 3) @ np.arange(9.0) ** 2

    assert np.allclose(kept, [0, 3, 6, 9, 17, 25, 36, 50, 64])
