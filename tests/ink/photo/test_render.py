import numpy as np
import pytest
from PIL import Image, ImageDraw

from glassnet.ink import from_image, from_strokes


@pytest.mark.parametrize("label", range(10))
def test_a_drawing_comes_out_as_its_strokes_do(sheet, strokes, label: int) -> None:
    drawing = sheet(strokes=strokes(label))

    assert drawing.apart(from_image(drawing.draw())) < drawing.near


@pytest.mark.parametrize(
    "look",
    [
        {"ink": (255, 255, 255), "paper": (0, 0, 0)},
        {"ink": (30, 60, 200)},
        {"ink": (250, 220, 60)},
        {"ink": (240, 240, 200), "paper": (30, 70, 45)},
        {"ink": (150, 150, 150), "paper": (235, 235, 230)},
        {"pen": 3.0},
        {"pen": 26.0},
        {"side": 40.0, "pen": 3.0},
        {"left": 20.0, "top": 15.0},
        {"width": 2400, "height": 1800, "side": 900.0, "pen": 60.0},
    ],
    ids=str,
)
def test_colours_pens_sizes_and_places_make_little_difference(sheet, look: dict) -> None:
    drawing = sheet(**look)

    assert drawing.apart(from_image(drawing.draw())) < drawing.near


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_files_are_read_from_their_content(sheet, encode, form: str) -> None:
    drawing = sheet()

    assert drawing.apart(from_image(encode(drawing.draw(), form))) < drawing.near


@pytest.mark.parametrize("label", range(10))
def test_photos_on_unevenly_lit_paper_are_read(sheet, strokes, photograph, label: int) -> None:
    drawing = sheet(strokes=strokes(label), paper=(238, 230, 214), ink=(40, 45, 90))

    assert drawing.apart(from_image(photograph(drawing.draw()))) < drawing.near


def test_a_picture_taken_sideways_is_turned_upright(sheet, encode) -> None:
    drawing = sheet()
    turned = drawing.draw().transpose(Image.Transpose.ROTATE_90)
    exif = Image.Exif()
    exif[0x0112] = 6

    assert drawing.apart(from_image(encode(turned, "JPEG", exif=exif))) < drawing.near


@pytest.mark.parametrize("ink", [(0, 0, 0), (255, 255, 255)])
def test_ink_on_a_transparent_ground_is_read(sheet, encode, ink: tuple) -> None:
    drawing = sheet(ink=ink, paper=(128, 128, 128))
    opaque = np.asarray(drawing.draw())
    alpha = np.where((opaque == 128).all(axis=2), 0, 255).astype(np.uint8)
    picture = Image.fromarray(np.dstack([opaque, alpha]))

    assert drawing.apart(from_image(encode(picture))) < drawing.near


@pytest.mark.parametrize("pitch", [30, 60])
def test_squared_and_ruled_paper_is_taken_out(sheet, pitch: int) -> None:
    for upright in (False, True):
        drawing = sheet()
        picture = Image.new("RGB", (drawing.width, drawing.height), drawing.paper)
        canvas = ImageDraw.Draw(picture)
        for y in range(11, picture.height, pitch):
            canvas.line([(0, y), (picture.width, y + 4)], fill=(90, 110, 150), width=2)
        for x in range(7, picture.width, pitch) if upright else ():
            canvas.line([(x, 0), (x, picture.height)], fill=(90, 110, 150), width=2)
        drawing.write_on(picture)

        assert drawing.apart(from_image(picture)) < drawing.near


@pytest.mark.parametrize("margin", [12, 60, 85])
def test_a_frame_around_the_digit_is_taken_out(sheet, margin: int) -> None:
    drawing = sheet()
    picture = drawing.draw()
    low = (drawing.left - margin, drawing.top - margin)
    high = (drawing.left + drawing.side + margin, drawing.top + drawing.side + margin)
    ImageDraw.Draw(picture).rectangle([low, high], outline=(0, 0, 0), width=3)

    assert drawing.apart(from_image(picture)) < drawing.near


def test_specks_are_left_out(sheet) -> None:
    drawing = sheet()
    picture = drawing.draw()
    for x, y in np.random.default_rng(0).uniform(5, 350, (40, 2)):
        ImageDraw.Draw(picture).ellipse([x, y, x + 3, y + 3], fill=(0, 0, 0))

    assert drawing.apart(from_image(picture)) < drawing.near


def test_a_sheet_on_a_table_is_looked_at_by_itself(sheet, photograph) -> None:
    drawing = sheet()
    table = Image.new("RGB", (900, 800), (70, 50, 35))
    table.paste(drawing.draw(), (250, 220))

    assert drawing.apart(from_image(photograph(table))) < drawing.near


@pytest.mark.parametrize("size", [(28, 28), (300, 200), (1, 1)])
@pytest.mark.parametrize("tone", [0, 90, 255])
def test_a_blank_picture_is_no_ink(size: tuple[int, int], tone: int) -> None:
    rendering = from_image(Image.new("L", size, tone))

    assert rendering.image is None
    assert "no ink" in rendering.reason


def test_empty_paper_is_no_ink_in_a_photo_either(photograph) -> None:
    assert not from_image(photograph(Image.new("RGB", (500, 400), (236, 230, 214))))


def digit_in_form() -> np.ndarray:
    image = from_strokes([[[0, 0], [6, 0], [2, 10]], [[1, 5], [5, 5]]], stages=False).image
    assert image is not None
    return image


@pytest.mark.parametrize("inverted", [False, True])
def test_a_picture_in_the_form_of_mnist_is_taken_as_it_is(inverted: bool) -> None:
    image = digit_in_form()
    rendering = from_image(Image.fromarray(255 - image if inverted else image))

    assert rendering.image is not None
    assert (rendering.image == image).all()


@pytest.mark.parametrize("size", [56, 140, 280, 1400])
def test_an_enlarged_mnist_digit_comes_back(sheet, size: int) -> None:
    image = digit_in_form()
    picture = Image.fromarray(255 - image).resize((size, size), Image.Resampling.BICUBIC)
    rendering = from_image(picture)

    assert rendering.image is not None
    assert np.abs(rendering.image.astype(float) - image).mean() < sheet.near


def test_every_stage_is_kept_in_order(sheet) -> None:
    rendering = from_image(sheet().draw())

    assert [stage.name for stage in rendering.stages] == [
        "as given", "boxed", "rasterized", "centered",
    ]  # fmt: skip
    assert rendering.stages[-1].image is rendering.image


@pytest.mark.parametrize(("count", "crowded"), [(1, False), (2, True), (6, True)])
def test_it_says_when_there_may_be_several_digits(
    sheet, strokes, count: int, crowded: bool
) -> None:
    picture = Image.new("RGB", (900, 200), (250, 250, 250))
    for place in range(count):
        sheet(strokes=strokes(2 + place), left=40 + 140 * place, top=50, side=90, pen=8).write_on(
            picture
        )

    assert from_image(picture).crowded is crowded


@pytest.mark.parametrize("label", [0, 4, 7])
@pytest.mark.parametrize("light", [0.12, 0.25])
def test_a_photo_taken_in_the_dark_is_read(
    sheet, strokes, photograph, label: int, light: float
) -> None:
    drawing = sheet(strokes=strokes(label), ink=(40, 40, 60), paper=(230, 226, 218), pen=12)
    lit = np.asarray(photograph(drawing.draw()), float) * light
    noisy = lit + np.random.default_rng(0).normal(0, 1.5, lit.shape)

    dark = Image.fromarray(np.clip(noisy, 0, 255).astype(np.uint8))

    assert drawing.apart(from_image(dark)) < drawing.near


@pytest.mark.parametrize("pitch", [30, 40])
@pytest.mark.parametrize("tilt", [0, 3])
def test_a_sheet_on_a_chequered_cloth_is_looked_at_by_itself(
    sheet, photograph, pitch: int, tilt: int
) -> None:
    drawing = sheet(pen=6, ink=(60, 60, 90), paper=(235, 235, 238), side=110)
    cloth = Image.new("RGB", (760, 640), (200, 60, 70))
    for x in range(0, 760, pitch):
        for y in range(0, 640, pitch):
            square = [x, y, x + pitch // 2, y + pitch // 2]
            ImageDraw.Draw(cloth).rectangle(square, fill=(240, 235, 235))
    paper = drawing.draw().convert("RGBA").rotate(tilt, expand=True)
    cloth.paste(paper, (150, 110), paper)

    assert drawing.apart(from_image(photograph(cloth))) < drawing.near
