import pytest
from PIL import Image, ImageDraw

from glassnet import load_model
from glassnet.models.structure import Structure

TWO = ((60, 110), (75, 85), (105, 80), (122, 100), (115, 130), (60, 198), (130, 198))


def draw_two(pencil: ImageDraw.ImageDraw, right: int) -> None:
    pencil.line([(x + right, y) for x, y in TWO], fill=0, width=9, joint="curve")


@pytest.mark.parametrize("top", [140, 240])
def test_a_one_that_touches_a_two_is_read(top: int) -> None:
    """On its left or on its right."""
    picture = Image.new("L", (500, 300), 255)
    pencil = ImageDraw.Draw(picture)
    draw_two(pencil, 0)
    draw_two(pencil, 190)
    pencil.line([(top, 80), (top - 4, 200)], fill=0, width=9)

    assert [number.text for number in load_model("cnn").read_page(picture).numbers] == ["212"]


THREE = ((4, 12), (28, 0), (54, 16), (48, 38), (24, 48), (52, 60), (56, 82), (32, 100), (2, 88))
ONE = ((0, 28), (24, 0), (22, 100))
PEN = 9


def draw_pair(first: tuple, second: tuple, left: int) -> Image.Image:
    """Two digits that touch, the second one `left` pixels from the first."""
    picture = Image.new("L", (420, 260), 240)
    pencil = ImageDraw.Draw(picture)
    for digit, x in ((first, 90), (second, 90 + left)):
        path = [(x + across, 80 + down) for across, down in digit]
        pencil.line(path, fill=30, width=PEN, joint="curve")
        for across, down in path:
            box = (across - PEN / 2, down - PEN / 2, across + PEN / 2, down + PEN / 2)
            pencil.ellipse(box, fill=30)
    return picture


def test_a_pattern_chooses_how_touching_ink_is_cut() -> None:
    model = load_model("cnn")
    picture = draw_pair(ONE, THREE, 10)  # a one and a three, or an eight

    [plain] = model.read_page(picture).numbers
    [one] = model.read_page(picture, Structure(pattern="#")).numbers
    [two] = model.read_page(picture, Structure(pattern="##")).numbers

    assert [cut.odds > 0.1 for cut in plain.cuts] == [True]
    assert (one.text, two.text) == ("8", "13")
    assert one.consistent
    assert two.consistent
    assert min(one.confidence, two.confidence) > 0.5
