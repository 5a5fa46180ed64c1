from PIL import Image, ImageDraw

from glassnet import load_model

TWO = ((60, 110), (75, 85), (105, 80), (122, 100), (115, 130), (60, 198), (130, 198))


def draw_two(pencil: ImageDraw.ImageDraw, right: int) -> None:
    pencil.line([(x + right, y) for x, y in TWO], fill=0, width=9, joint="curve")


def test_a_one_that_touches_a_two_is_read() -> None:
    picture = Image.new("L", (500, 300), 255)
    pencil = ImageDraw.Draw(picture)
    draw_two(pencil, 0)
    draw_two(pencil, 190)
    pencil.line([(134, 80), (130, 200)], fill=0, width=9)

    assert [number.text for number in load_model("cnn").read_page(picture).numbers] == ["212"]
