"""Clean drawings are read by a short way, to the same bits as by the way for any picture."""

import io

import numpy as np
import pytest
from PIL import Image, ImageDraw
from tests.trust.pictures import draw_canvas, find_difference, read_the_long_way

from glassnet import ink
from glassnet.ink.photo.decoding import open_upright, to_colors
from glassnet.ink.photo.line_art import find_line_art, read_levels, to_plane
from glassnet.models import Model, load_model

COUNT = 60


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("tiny")


def is_short(content: bytes) -> bool:
    levels = read_levels(open_upright(content))
    return levels is not None and find_line_art(levels) is not None


def test_canvases_are_read_as_by_the_long_way(model: Model) -> None:
    rng = np.random.default_rng(3)
    contents = [draw_canvas(rng) for _ in range(COUNT)]

    differences = [
        find_difference(ink.from_image(each, model.class_shares), read_the_long_way(each, model))
        for each in contents
    ]

    assert differences == [None] * COUNT


def test_most_canvases_are_read_by_the_short_way() -> None:
    rng = np.random.default_rng(4)

    assert sum(is_short(draw_canvas(rng)) for _ in range(COUNT)) > COUNT / 2


def canvas(*marks: str) -> Image.Image:
    """A seven in black on white, with marks."""
    picture = Image.new("L", (280, 280), 255)
    if "tile" in marks:
        picture.paste(160, (60, 40, 220, 240))
    pencil = ImageDraw.Draw(picture)
    pencil.line([(90, 70), (190, 70), (130, 210)], fill=0, width=18, joint="curve")
    if "frame" in marks:
        pencil.rectangle([50, 40, 230, 240], outline=0, width=3)
    if "edge" in marks:
        pencil.line([(0, 0), (0, 279)], fill=0, width=3)
    if "line" in marks:
        pencil.line([(5, 140), (275, 140)], fill=0, width=2)
    if "color" in marks:
        colored = picture.convert("RGB")
        colored.putpixel((100, 70), (255, 0, 0))
        return colored
    return picture


def write(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_a_plain_drawing_goes_the_short_way() -> None:
    assert is_short(write(canvas()))


@pytest.mark.parametrize("mark", ["frame", "edge", "line", "color", "tile"])
def test_what_is_more_than_a_drawing_goes_the_long_way(mark: str, model: Model) -> None:
    content = write(canvas(mark))

    assert not is_short(content)
    assert find_difference(
        ink.from_image(content, model.class_shares), read_the_long_way(content, model)
    ) is None  # fmt: skip


@pytest.mark.parametrize("side", [20, 100, 420, 900])
def test_small_and_large_pictures_go_the_long_way(side: int) -> None:
    assert not is_short(write(canvas().resize((side, side))))


def test_the_plane_of_a_gray_picture_is_that_of_its_colors() -> None:
    levels = np.arange(256, dtype=np.uint8).reshape(16, 16)
    colors = to_colors(Image.fromarray(levels))

    assert np.array_equal(to_plane(levels), colors.mean(axis=2))
