"""Pictures of digits as people make them, drawn from simulated strokes: no real digit is needed."""

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import ClassVar

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from glassnet.data.simulated import simulate_strokes
from glassnet.engine import implementation_in_use, using
from glassnet.ink import Rendering, from_strokes

BLACK, WHITE = (0, 0, 0), (255, 255, 255)


@pytest.fixture(autouse=True)
def pictures_are_read_by_compiled_code() -> Iterator[None]:
    """Run the smallest work compiled, too, where the compiler is installed: many pictures are read here."""
    with using(implementation_in_use()):
        yield


@dataclass
class Sheet:
    """A picture with strokes on it: where, how large, with which pen, on which paper."""

    strokes: list = field(default_factory=lambda: strokes_of(3))
    width: int = 420
    height: int = 360
    left: float = 130.0
    top: float = 90.0
    side: float = 170.0
    pen: float = 14.0
    ink: tuple[int, int, int] = BLACK
    paper: tuple[int, int, int] = WHITE
    # Mean difference in gray levels; two digits of the same kind by different hands: about 40.
    near: ClassVar[float] = 12.0

    def draw(self) -> Image.Image:
        picture = Image.new("RGB", (self.width, self.height), self.paper)
        self.write_on(picture)
        return picture

    def write_on(self, picture: Image.Image) -> None:
        canvas, radius = ImageDraw.Draw(picture), self.pen / 2
        points = np.concatenate(self.strokes)
        low, scale = points.min(axis=0), self.side / np.ptp(points, axis=0).max()
        for stroke in self.strokes:
            placed = [
                (float(x), float(y)) for x, y in (stroke - low) * scale + [self.left, self.top]
            ]
            canvas.line(placed, fill=self.ink, width=round(self.pen), joint="curve")
            for x, y in placed:
                canvas.ellipse([x - radius, y - radius, x + radius, y + radius], fill=self.ink)

    def apart(self, rendering: Rendering) -> float:
        """Mean difference to the strokes themselves in gray levels, best over shifts by one pixel."""
        expected = from_strokes(self.strokes, stages=False).image
        assert expected is not None
        assert rendering.image is not None, rendering.reason
        image = rendering.image.astype(float)
        shifts = [(down, across) for down in (-1, 0, 1) for across in (-1, 0, 1)]
        return min(np.abs(np.roll(image, shift, (0, 1)) - expected).mean() for shift in shifts)


def strokes_of(label: int, seed: int = 7) -> list:
    return simulate_strokes(np.random.default_rng(seed), label)


def encoded(picture: Image.Image, form: str = "PNG", **settings: object) -> bytes:
    written = io.BytesIO()
    picture.save(written, form, **settings)
    return written.getvalue()


def photographed(picture: Image.Image, seed: int = 0) -> Image.Image:
    """Lit from one side, in the shadow of a hand, a little out of focus, with noise."""
    rng = np.random.default_rng(seed)
    soft = picture.filter(ImageFilter.GaussianBlur(1.2))
    down, across = np.mgrid[: picture.height, : picture.width]
    light = 0.95 - 0.35 * across / picture.width - 0.1 * down / picture.height
    light = light * (1 - 0.25 / (1 + np.exp((down - 0.7 * picture.height) / -25)))
    values = np.asarray(soft, float) * light[..., None] + rng.normal(0, 5, (*light.shape, 3))
    return Image.fromarray(np.clip(values, 0, 255).astype(np.uint8))


@pytest.fixture
def sheet() -> type[Sheet]:
    return Sheet


@pytest.fixture
def strokes() -> Callable[..., list]:
    return strokes_of


@pytest.fixture
def encode() -> Callable[..., bytes]:
    return encoded


@pytest.fixture
def photograph() -> Callable[..., Image.Image]:
    return photographed
