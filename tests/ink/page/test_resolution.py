"""Small digits on a large page are found, each with its place; large pictures are not analyzed in full."""

import numpy as np
import pytest
from PIL import Image

from glassnet.ink import segment


@pytest.mark.parametrize(("side", "height"), [(700, 14), (1500, 16)])
def test_small_digits_on_a_large_page_are_all_found(sheet, strokes, side: int, height: int) -> None:
    picture = Image.new("RGB", (side, side), (250, 250, 246))
    for row in range(5):
        for place in range(8):
            label = (row + 3 * place) % 10
            sheet(
                strokes=strokes(label),
                left=side * 0.2 + 2.1 * height * place,
                top=side * 0.3 + 2.5 * height * row,
                side=height,
                pen=height / 10,
            ).write_on(picture)

    places = [each.place for each in segment(picture)]

    assert len(places) == 40
    assert [place and place.row for place in places] == [
        row for row in range(1, 6) for _ in range(8)
    ]
    assert places[0] is not None
    assert np.allclose(places[0][1:3], (0.2, 0.3), atol=2 / side + 0.003)
