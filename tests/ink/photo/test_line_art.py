"""Clean drawings are read by a short way, to the same bits as by the way for any picture."""

import io
from typing import Any

import numpy as np
import pytest
from PIL import Image, ImageDraw
from tests.trust.pictures import draw_canvas, find_difference, read_the_long_way

from glassnet import ink
from glassnet.ink.photo.decoding import open_upright, to_colors
from glassnet.ink.photo.flat_colors import index_colors, read_flat
from glassnet.ink.photo.line_art import find_line_art
from glassnet.models import Model, load_model

COUNT = 60


@pytest.fixture(scope="module")
def model() -> Model:
    return load_model("tiny")


def is_short(content: bytes) -> bool:
    flat = read_flat(open_upright(content))
    return flat is not None and find_line_art(flat) is not None


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
    if "photo" in marks:
        return make_colors(300).resize((280, 280))
    return picture


def write(picture: Image.Image) -> bytes:
    file = io.BytesIO()
    picture.save(file, "PNG")
    return file.getvalue()


def test_a_plain_drawing_goes_the_short_way() -> None:
    assert is_short(write(canvas()))


COLORS = {
    "blue on white": ((30, 60, 200), (255, 255, 255)),
    "red on yellow": ((200, 30, 30), (250, 240, 150)),
    "yellow on dark": ((250, 210, 40), (40, 40, 44)),
    "white on green": ((255, 255, 255), (20, 90, 50)),
    "blue on transparent": ((30, 60, 200), None),
    "white on transparent": ((255, 255, 255), None),
}


@pytest.mark.parametrize("name", COLORS)
def test_drawings_in_color_go_the_short_way_to_the_same_bits(name: str, model: Model) -> None:
    ink_color, paper = COLORS[name]
    mask = Image.fromarray(255 - np.asarray(canvas())).resize((560, 560)).reduce(2)
    drawn = Image.new("RGBA", mask.size, (*ink_color, 255))
    if paper is None:
        drawn.putalpha(mask)
    else:
        drawn = Image.composite(drawn, Image.new("RGBA", mask.size, (*paper, 255)), mask)
    content = write(drawn)

    assert is_short(content)
    assert find_difference(
        ink.from_image(content, model.class_shares), read_the_long_way(content, model)
    ) is None  # fmt: skip


@pytest.mark.parametrize("mark", ["frame", "edge", "line", "photo", "tile"])
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
    picture = Image.fromarray(np.arange(256, dtype=np.uint8).reshape(16, 16))
    flat = read_flat(picture)

    assert flat is not None
    assert np.array_equal(flat.plane(), to_colors(picture).mean(axis=2))


def make_colors(count: int) -> Image.Image:
    """A picture with so many colors."""
    rng = np.random.default_rng(5)
    table = rng.permutation(1 << 24)[:count]
    chosen = np.concatenate([np.arange(count), rng.integers(0, count, 40 * 50 - count)])
    packed = table[rng.permutation(chosen)].reshape(40, 50)
    return Image.fromarray(
        np.stack([packed >> 16, packed >> 8 & 255, packed & 255], 2).astype("u1")
    )


@pytest.mark.parametrize("implementation", [index_colors.reference, index_colors.compiled])
@pytest.mark.parametrize("count", [1, 2, 255, 256])
def test_a_picture_of_few_colors_is_its_table(implementation: Any, count: int) -> None:
    packed = np.frombuffer(make_colors(count).tobytes("raw", "RGBX"), np.uint32).reshape(40, 50)

    indices, table = implementation(packed)

    assert len(table) == count
    assert np.array_equal(table[indices], packed)


@pytest.mark.parametrize("implementation", [index_colors.reference, index_colors.compiled])
def test_a_picture_of_many_colors_has_no_table(implementation: Any) -> None:
    packed = np.frombuffer(make_colors(257).tobytes("raw", "RGBX"), np.uint32).reshape(40, 50)

    assert len(implementation(packed)[1]) == 0


@pytest.mark.parametrize("mode", ["RGB", "RGBA"])
def test_the_plane_of_a_picture_in_color_is_that_of_its_colors(mode: str) -> None:
    picture = make_colors(200).convert(mode)
    flat = read_flat(picture)

    assert flat is not None
    assert flat.levels is None
    assert np.array_equal(flat.plane(), to_colors(picture).mean(axis=2))
