"""Ink in, the 28x28 that MNIST is made of out, with every stage kept for showing."""

from typing import TYPE_CHECKING

from glassnet.lazy_imports import import_on_use

if TYPE_CHECKING:
    from glassnet.ink.errors import InkError
    from glassnet.ink.page.segmentation import Page, segment, segment_page
    from glassnet.ink.photo.decoding import Picture
    from glassnet.ink.photo.render import from_image
    from glassnet.ink.pixels import from_pixels
    from glassnet.ink.rendering import Place, Rendering, Stage
    from glassnet.ink.strokes.grouping import StrokeGroup, group_strokes
    from glassnet.ink.strokes.page import segment_strokes
    from glassnet.ink.strokes.render import from_strokes

__all__ = [
    "InkError", "Page", "Picture", "Place", "Rendering", "Stage", "StrokeGroup",
    "from_image", "from_pixels", "from_strokes", "group_strokes", "segment", "segment_page",
    "segment_strokes",
]  # fmt: skip

__getattr__ = import_on_use(
    __name__,
    {
        "InkError": "glassnet.ink.errors",
        "Page": "glassnet.ink.page.segmentation",
        "segment": "glassnet.ink.page.segmentation",
        "segment_page": "glassnet.ink.page.segmentation",
        "Picture": "glassnet.ink.photo.decoding",
        "from_image": "glassnet.ink.photo.render",
        "from_pixels": "glassnet.ink.pixels",
        "Place": "glassnet.ink.rendering",
        "Rendering": "glassnet.ink.rendering",
        "Stage": "glassnet.ink.rendering",
        "StrokeGroup": "glassnet.ink.strokes.grouping",
        "group_strokes": "glassnet.ink.strokes.grouping",
        "segment_strokes": "glassnet.ink.strokes.page",
        "from_strokes": "glassnet.ink.strokes.render",
    },
)
