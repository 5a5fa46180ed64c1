"""Ink turned until its lines are level, and where a point of it was on the picture."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from glassnet.ink.photo.paper import Floats, Ink, keep_connected
from glassnet.ink.photo.scene import Region

QUARTER: Final = 90

Points = NDArray[np.float64]
"""Columns and rows, (points, 2)."""


class Pose(NamedTuple):
    """How a page lies on a picture: by how many degrees it has to be turned clockwise to be level.

    `turn` is 0, 90, 180 or 270, and comes first; `skew` is the rest, from -45 to 45.
    """

    turn: int = 0
    skew: float = 0.0


def add_skew(pose: Pose, degrees: float) -> Pose:
    """A pose with more skew; skew beyond 45 degrees either way is a quarter turn, too."""
    skew = pose.skew + degrees
    quarters = round(skew / QUARTER)
    return Pose((pose.turn + quarters * QUARTER) % 360, skew - quarters * QUARTER)


class Frame(NamedTuple):
    """Where pixels of turned ink are on the upright picture."""

    pose: Pose
    shape: tuple[int, int]
    """Rows and columns of the ink before it was turned."""
    region: Region
    """The part of the picture that the ink was found on, in pixels of the picture."""
    picture: tuple[int, int]
    """Rows and columns of the picture."""

    def to_shares(self, points: Points) -> Points:
        """Columns and rows of turned ink as shares of the upright picture's width and height."""
        height, width = self.shape if self.pose.turn % (2 * QUARTER) == 0 else self.shape[::-1]
        if self.pose.skew:
            outer = rotated_shape((height, width), self.pose.skew)
            centered = points - np.array(outer[::-1]) / 2
            points = centered @ _rotation(-self.pose.skew).T + np.array((width, height)) / 2
        x, y = (points / (width, height)).T
        for _ in range(self.pose.turn // QUARTER):  # back to the picture as it came
            x, y = y, 1 - x
        rows, columns = self.region
        x = (columns.start + x * (columns.stop - columns.start)) / self.picture[1]
        y = (rows.start + y * (rows.stop - rows.start)) / self.picture[0]
        for _ in range(self.pose.turn // QUARTER):
            x, y = 1 - y, x
        return np.stack([x, y], axis=1)


def turn_ink(ink: Ink, pose: Pose) -> Ink:
    """Ink with its picture turned clockwise."""
    strength, mask = turn_plane(ink.strength, pose), turn_plane(ink.mask, Pose(pose.turn))
    if pose.skew:
        shown = rotate_plane(mask.astype(np.float32), pose.skew) > 0.3
        mask = keep_connected(shown, strength > 0.4)
    return ink._replace(strength=strength, mask=np.ascontiguousarray(mask))


def turn_plane(plane: NDArray, pose: Pose) -> NDArray:
    """A plane turned clockwise: by quarters as it is, by the rest with interpolation."""
    quarters = np.ascontiguousarray(np.rot90(plane, -(pose.turn // QUARTER)))
    return rotate_plane(quarters, pose.skew) if pose.skew else quarters


def rotate_plane(plane: Floats, degrees: float) -> Floats:
    """A plane turned clockwise about its middle, on as many pixels as that takes; 0 around it."""
    height, width = rotated_shape(plane.shape, degrees)
    matrix = _rotation(-degrees)
    middle = np.array((plane.shape[1], plane.shape[0])) / 2
    offset = middle - matrix @ (np.array((width, height)) / 2)
    picture = Image.fromarray(np.ascontiguousarray(plane, np.float32))
    data = (*matrix[0].tolist(), offset[0], *matrix[1].tolist(), offset[1])
    rotated = picture.transform(
        (width, height), Image.Transform.AFFINE, data, Image.Resampling.BICUBIC
    )
    return np.maximum(np.asarray(rotated), 0)


def rotated_shape(shape: tuple[int, ...], degrees: float) -> tuple[int, int]:
    """Rows and columns that a plane takes when it is turned."""
    across, down = np.abs(_rotation(degrees))
    size = np.array((shape[1], shape[0]))
    return int(np.ceil(down @ size)), int(np.ceil(across @ size))


def _rotation(degrees: float) -> NDArray[np.float64]:
    """Turns columns and rows, x to the right and y downwards, clockwise."""
    angle = np.deg2rad(degrees)
    return np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
