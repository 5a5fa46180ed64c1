"""Many small images at once, as a picture and as text."""

import numpy as np
import pytest

from glassnet.cli.contact_sheet import CAPTION_HEIGHT, GAP, contact_sheet, terminal_sheet

IMAGES = np.random.default_rng(0).integers(0, 256, (7, 28, 28), np.uint8)


def test_every_image_is_on_the_sheet_in_order_dark_on_white() -> None:
    sheet = np.asarray(contact_sheet(IMAGES, columns=3, scale=1))

    step = 28 + GAP
    assert sheet.shape == (3 * step + GAP, 3 * step + GAP)
    for index, image in enumerate(IMAGES):
        left, top = GAP + index % 3 * step, GAP + index // 3 * step
        assert np.array_equal(sheet[top : top + 28, left : left + 28], 255 - image)
    assert sheet[0].min() == 255


def test_captions_are_written_below() -> None:
    plain = contact_sheet(IMAGES[:1], scale=2)
    captioned = contact_sheet(IMAGES[:1], ["7"], scale=2)

    assert captioned.height == plain.height + CAPTION_HEIGHT
    below = np.asarray(captioned)[GAP + 56 :]
    assert below.min() < 60


def test_the_text_is_never_wider_than_asked_for() -> None:
    for width in (15, 44, 80):
        lines = terminal_sheet(IMAGES, list("0123456"), width).plain.splitlines()
        assert max(map(len, lines)) <= width


@pytest.mark.parametrize("color", [True, False])
def test_two_rows_of_pixels_are_one_line_of_text(color: bool) -> None:
    assert len(terminal_sheet(IMAGES[:2], width=40, color=color).plain.splitlines()) == 7


def test_without_color_ink_is_a_block_and_paper_is_blank() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, :2, :4] = 255
    image[0, 2:4, 2:6] = 255

    first = terminal_sheet(image, color=False).plain.splitlines()[0]

    assert first.rstrip() == "▀█▄"


def test_with_color_a_character_has_both_pixels() -> None:
    image = np.zeros((1, 28, 28), np.uint8)
    image[0, :2, :2] = 100
    image[0, 2:4, :2] = 200

    text = terminal_sheet(image)

    assert str(text.spans[0].style) == "rgb(100,100,100) on rgb(200,200,200)"


@pytest.mark.parametrize(
    ("shape", "lines"), [((8, 8), 4), ((9, 7), 5), ((64, 64), 8), ((32, 32, 3), 8)]
)
def test_images_of_any_shape_are_shown(shape: tuple[int, ...], lines: int) -> None:
    images = np.full((3, *shape), 255, np.uint8)

    shown = terminal_sheet(images, ["a", "b", "c"], width=80, color=False).plain.splitlines()

    assert len(shown) == lines + 1
    assert "█" in shown[1]
    assert contact_sheet(images, columns=3, scale=1).size == (
        3 * (shape[1] + GAP) + GAP,
        shape[0] + 2 * GAP,
    )
