"""Images as HTML: dark ink on white, enlarged pixel by pixel, inside the page itself."""

from __future__ import annotations

import io
from base64 import b64encode
from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from glassnet.display.html import Html, to_html

SIDE: Final = 84
"""Pixels of the longer side of an image."""


def draw_image(image: NDArray[np.uint8], caption: str = "", side: int = SIDE) -> Html:
    """An image `(height, width)` of ink, 255 is full ink, or `(height, width, 3)` of colors."""
    height, width = image.shape[:2]
    scale = side / max(height, width, 1)
    style = "image-rendering:pixelated;border:1px solid #9ca3af;background:#fff"
    size = f'width="{round(width * scale)}" height="{round(height * scale)}"'
    picture = f'<img src="{_to_address(image)}" alt="{to_html(caption)}" {size} style="{style}">'
    return Html(
        '<figure style="display:inline-block;margin:.2em .5em .2em 0;text-align:center">'
        f'{picture}<figcaption style="font-size:.8em">{to_html(caption)}</figcaption></figure>'
    )


def draw_images(images: Iterable[NDArray[np.uint8]], captions: Iterable[str]) -> Html:
    """Images side by side, each with its caption."""
    return Html(
        "".join(draw_image(image, text) for image, text in zip(images, captions, strict=True))
    )


def _to_address(image: NDArray[np.uint8]) -> str:
    """The image as PNG in a data address."""
    from PIL import Image

    shown: NDArray[Any] = image[..., 0] if image.ndim == 3 and image.shape[2] == 1 else image
    content = io.BytesIO()
    Image.fromarray(255 - shown if shown.ndim == 2 else shown).save(content, "PNG")
    return f"data:image/png;base64,{b64encode(content.getvalue()).decode()}"
