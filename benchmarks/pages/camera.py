"""From the sheet to a file: tilted and turned sheets, light, blur, noise, JPEG."""

from __future__ import annotations

import io
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from benchmarks.pages.writing import Box

Random = np.random.Generator
Matrix = NDArray[np.float64]

TURNS = {
    0: None,
    90: Image.Transpose.ROTATE_90,
    180: Image.Transpose.ROTATE_180,
    270: Image.Transpose.ROTATE_270,
}
"""By the degrees clockwise that a picture has to be turned to be upright: how it was turned before."""


@dataclass(frozen=True)
class Shot:
    """How a sheet is photographed. Angles in degrees: `roll` in the picture, `tilt` and `pan` in depth.

    `light` is how much darker the dark side is, `blur` the radius in pixels, `noise` of 255. `border` is
    how much of the table is seen around the sheet, in shares of its width; 0 for none.
    """

    roll: float = 0.0
    tilt: float = 0.0
    pan: float = 0.0
    turn: int = 0
    light: float = 0.1
    blur: float = 0.5
    noise: float = 2.0
    quality: int = 88
    border: float = 0.0


def scan(rng: Random, turn: int = 0) -> Shot:
    """A scan: hardly tilted, evenly lit."""
    return Shot(
        roll=rng.normal(0, 0.6),
        turn=turn,
        light=0,
        blur=rng.uniform(0, 0.4),
        noise=rng.uniform(0, 1.5),
        quality=int(rng.integers(80, 96)),
    )


def photograph(rng: Random, turn: int = 0, roll: float = 2.5, tilt: float = 6) -> Shot:
    """A photo by hand, nearly from above."""
    return Shot(
        roll=float(np.clip(rng.normal(0, roll), -8, 8)),
        tilt=rng.uniform(-tilt, tilt),
        pan=rng.uniform(-tilt, tilt),
        turn=turn,
        light=rng.uniform(0.05, 0.35),
        blur=rng.uniform(0.3, 1.0),
        noise=rng.uniform(1, 4),
        quality=int(rng.integers(62, 93)),
        border=rng.uniform(0.02, 0.1) if rng.random() < 0.3 else 0.0,
    )


def project_sheet(width: int, height: int, shot: Shot) -> Matrix:
    """The homography (3, 3) from the sheet's pixels to the picture's, before it is moved into view."""
    roll, tilt, pan = np.radians([shot.roll, shot.tilt, shot.pan])
    about_x = np.array(
        [[1, 0, 0], [0, np.cos(tilt), -np.sin(tilt)], [0, np.sin(tilt), np.cos(tilt)]]
    )
    about_y = np.array([[np.cos(pan), 0, np.sin(pan)], [0, 1, 0], [-np.sin(pan), 0, np.cos(pan)]])
    about_z = np.array(
        [[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]]
    )
    rotation = about_z @ about_x @ about_y
    focal = 1.6 * max(width, height)
    to_center = np.array([[1, 0, -width / 2], [0, 1, -height / 2], [0, 0, 1]])
    # A sheet at the distance of the focal length keeps its size.
    pose = np.column_stack([rotation[:, 0], rotation[:, 1], [0, 0, focal]])
    return np.diag([focal, focal, 1]) @ pose @ to_center


def map_points(homography: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points (n, 2) under a homography."""
    mapped = np.column_stack([points, np.ones(len(points))]) @ homography.T
    return mapped[:, :2] / mapped[:, 2:]


def frame_sheet(size: tuple[int, int], shot: Shot) -> tuple[Matrix, tuple[int, int]]:
    """The homography into a picture that shows the whole sheet, and the size of that picture."""
    width, height = size
    homography = project_sheet(width, height, shot)
    corners = map_points(homography, np.array([[0, 0], [width, 0], [width, height], [0, height]]))
    margin = shot.border * width
    low, high = corners.min(axis=0) - margin, corners.max(axis=0) + margin
    move = np.array([[1, 0, -low[0]], [0, 1, -low[1]], [0, 0, 1]])
    across, down = np.ceil(high - low).astype(int).tolist()
    return move @ homography, (across, down)


def take_picture(
    sheet: Image.Image, shot: Shot, table: tuple[int, int, int], rng: Random
) -> tuple[bytes, Matrix, tuple[int, int]]:
    """The file of a photo, the homography from the sheet to it, and its size, both before the turn.

    `table` is the color of what is seen beside the sheet.
    """
    homography, size = frame_sheet(sheet.size, shot)
    inverse = np.linalg.inv(homography)
    inverse /= inverse[2, 2]
    view = sheet.transform(
        size,
        Image.Transform.PERSPECTIVE,
        inverse.ravel()[:8].tolist(),
        Image.Resampling.BICUBIC,
        fillcolor=table,
    )
    view = _expose(view, shot, rng)
    turned = TURNS[shot.turn]
    if turned is not None:
        view = view.transpose(turned)
    file = io.BytesIO()
    view.save(file, "JPEG", quality=shot.quality)
    return file.getvalue(), homography, size


def _expose(view: Image.Image, shot: Shot, rng: Random) -> Image.Image:
    """Light from one side, blur and noise."""
    if shot.blur:
        view = view.filter(ImageFilter.GaussianBlur(shot.blur))
    values = np.asarray(view, np.float32)
    if shot.light:
        angle = rng.uniform(0, 2 * np.pi)
        down, across = np.mgrid[-1:1:8j, -1:1:8j]
        slope = np.cos(angle) * across + np.sin(angle) * down
        shade = 1 - shot.light * (0.5 + 0.35 * slope)
        wide = Image.fromarray(shade.astype(np.float32)).resize(
            view.size, Image.Resampling.BILINEAR
        )
        values = values * np.asarray(wide, np.float32)[..., None]
    if shot.noise:
        noise = rng.standard_normal(values.shape[:2], np.float32)[..., None]
        values = values + np.float32(shot.noise) * noise
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


def map_box(box: Box, homography: Matrix, size: tuple[int, int]) -> Box:
    """A box on the sheet as the upright box around it on the picture, in shares of its size."""
    left, top, right, bottom = box
    corners = np.array([[left, top], [right, top], [right, bottom], [left, bottom]], float)
    shares = map_points(homography, corners) / size
    return Box(*shares.min(axis=0).tolist(), *shares.max(axis=0).tolist())
