"""An upright printed line between two lists says that they are lists, not the columns of a table."""

from PIL import Image, ImageDraw

from glassnet.ink import segment_page

INK = (40, 40, 60)


def written(sheet, strokes) -> Image.Image:
    """Two columns of two digits each on four lines: 1 2 3 4 on the left, 5 6 7 8 on the right."""
    picture = Image.new("RGB", (640, 660), (250, 250, 248))
    for line in range(4):
        for column in range(2):
            for place in range(2):
                sheet(
                    strokes=strokes(1 + line + 4 * column),
                    left=60 + 340 * column + 90 * place,
                    top=50 + 150 * line,
                    side=70,
                    pen=7,
                ).write_on(picture)
    return picture


def columns_read(picture: Image.Image) -> list[int]:
    """Of each digit in reading order, whether it is left (0) or right (1)."""
    places = [digit.place for digit in segment_page(picture).digits]
    return [int(place.left > 0.5) for place in places if place]


def test_columns_at_the_same_heights_are_read_line_by_line(sheet, strokes) -> None:
    assert columns_read(written(sheet, strokes)) == 4 * [0, 0, 1, 1]


def test_lists_with_a_printed_line_between_them_are_read_one_by_one(sheet, strokes) -> None:
    picture = written(sheet, strokes)
    ImageDraw.Draw(picture).line((325, 20, 325, 640), fill=INK, width=4)

    assert columns_read(picture) == 8 * [0] + 8 * [1]


def test_a_ruled_table_is_read_line_by_line(sheet, strokes) -> None:
    picture = written(sheet, strokes)
    pen = ImageDraw.Draw(picture)
    pen.line((325, 20, 325, 640), fill=INK, width=4)
    for height in range(32, 640, 150):
        pen.line((20, height, 620, height), fill=INK, width=4)

    assert columns_read(picture) == 4 * [0, 0, 1, 1]
