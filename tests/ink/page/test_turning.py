"""A point of a turned page is found again on the upright picture."""

import numpy as np
import pytest

from glassnet.ink.page.turning import Frame, Pose, turn_plane

REGION = (slice(20, 120), slice(10, 210))
PICTURE = (150, 220)


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("skew", [0.0, 12.5, -30.0])
def test_a_point_of_turned_ink_is_found_on_the_upright_picture(turn: int, skew: float) -> None:
    pose = Pose(turn, skew)
    picture = np.zeros(PICTURE, np.float32)
    picture[60:65, 150:155] = 1
    ink = turn_plane(picture[REGION], pose)
    rows, columns = np.nonzero(ink > 0.5)
    middle = np.array([[columns.mean() + 0.5, rows.mean() + 0.5]])

    shares = Frame(pose, (100, 200), REGION, PICTURE).to_shares(middle)

    upright = turn_plane(picture, Pose(turn))
    height, width = upright.shape
    rows, columns = np.nonzero(upright)
    expected = [(columns.mean() + 0.5) / width, (rows.mean() + 0.5) / height]
    assert np.allclose(shares[0], expected, atol=0.005)
