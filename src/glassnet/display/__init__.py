"""What notebooks show of models, data and results: HTML that is readable on light and dark pages.

Each class that is shown has a method `_repr_html_`, which Jupyter and others call.
"""

from glassnet.display.charts import draw_bars, draw_lines
from glassnet.display.html import Html, join, make_facts, make_table
from glassnet.display.pictures import draw_image, draw_images

__all__ = [
    "Html", "draw_bars", "draw_image", "draw_images", "draw_lines", "join", "make_facts", "make_table",
]  # fmt: skip
