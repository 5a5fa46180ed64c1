"""The handler that prints a worksheet with the digit that was drawn."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from glassnet.errors import ShapeError
from glassnet.explain.worksheets import make_worksheet
from glassnet.explain.worksheets.html import worksheets_html
from glassnet.explain.worksheets.pages import pages_of
from glassnet.serve.api.drawings import render
from glassnet.serve.api.query import Parameter, Query
from glassnet.serve.api.request_bodies import read_drawing
from glassnet.serve.api.service import Service
from glassnet.serve.http.errors import ApiError

HTML_TYPE: Final = "text/html"
SEED: Final = Parameter("seed", "The seed of the tasks, a whole number from 0. Left out: 0.")
MAX_SEED_DIGITS: Final = 9


async def make_sheet(request: Request, service: Service, query: Query) -> Response:
    """A worksheet to print, and its key, with this drawing as the digit of the sum of 16 terms."""
    seed = _parse_seed(query.get(SEED) or "0")
    loaded = service.find_model(None)
    drawing = await read_drawing(request, service)

    def answer() -> str:
        image = render(drawing, loaded, service.settings.limits.image_pixels).image
        if image is None:
            raise ApiError(422, "The drawing has no ink: there is nothing to add up.")
        try:
            sheet = make_worksheet(seed, image)
        except ShapeError as error:
            raise ApiError(422, str(error)) from None
        return worksheets_html(pages_of(sheet), f"Worksheet {seed}")

    return Response(await service.worker.run(answer), media_type=HTML_TYPE)


def _parse_seed(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and len(text) <= MAX_SEED_DIGITS):
        raise ApiError(422, f"seed must be a whole number of at most {MAX_SEED_DIGITS} digits.")
    return int(text)
