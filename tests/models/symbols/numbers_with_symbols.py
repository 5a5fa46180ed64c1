"""Numbers with symbols as strokes and as pictures: digits of a hand of our own."""

import numpy as np
from PIL import Image, ImageDraw

DIGITS = {
    "0": [[(30, 0), (8, 22), (2, 55), (12, 88), (32, 100), (54, 85), (60, 50), (52, 18), (30, 0)]],
    "1": [[(0, 28), (24, 0), (22, 100)]],
    "2": [[(4, 24), (14, 6), (34, 0), (54, 12), (54, 34), (34, 62), (2, 98), (62, 98)]],
    "3": [[(4, 12), (28, 0), (54, 16), (48, 38), (24, 48), (52, 60), (56, 82), (32, 100), (2, 88)]],
    "5": [[(56, 0), (10, 0), (6, 44), (30, 36), (56, 52), (56, 82), (32, 100), (2, 90)]],
    "7": [[(0, 2), (56, 2), (36, 46), (22, 100)]],
}
SYMBOLS = {
    ".": [[(0, 96), (2, 98)]],
    ",": [[(10, 92), (8, 108), (0, 124)]],
    "-": [[(0, 52), (46, 50)]],
    "/": [[(50, -12), (0, 114)]],
    ":": [[(2, 40), (4, 42)], [(0, 92), (2, 94)]],
}
GAP = 26
PEN = 5

Strokes = list[np.ndarray]


def write_number(text: str, left: float = 0.0, top: float = 0.0) -> Strokes:
    """The strokes of a number, digits 100 high, from its upper left corner."""
    strokes: Strokes = []
    for character in text:
        own = {**DIGITS, **SYMBOLS}[character]
        strokes += [np.add(stroke, (left, top)) for stroke in own]
        left = max(float(stroke[:, 0].max()) for stroke in strokes) + GAP
    return strokes


def draw_numbers(*texts: str) -> Image.Image:
    """Dark ink on bright paper, digits 50 pixels high, a line for each number."""
    picture = Image.new("L", (550, 40 + 110 * len(texts)), 240)
    pencil = ImageDraw.Draw(picture)
    for line, text in enumerate(texts):
        for stroke in write_number(text, 80, 80 + 220 * line):
            path = [tuple(point) for point in (stroke / 2).tolist()]
            pencil.line(path, fill=30, width=PEN, joint="curve")
            for x, y in path:
                pencil.ellipse((x - PEN / 2, y - PEN / 2, x + PEN / 2, y + PEN / 2), fill=30)
    return picture
