"""Files of several pages, PDF and TIFF: one picture for each page, and limits on both."""

from __future__ import annotations

import importlib.util
import io
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final, NamedTuple

from PIL import Image, ImageOps

from glassnet.bounded_file import read_bounded
from glassnet.data.errors import DataError
from glassnet.data.formats.recognition import recognize
from glassnet.ink import InkError, Picture
from glassnet.ink.photo.decoding import MAX_BYTES, MAX_PIXELS, UNREADABLE
from glassnet.ink.photo.structure import check_structure

MAX_PAGES: Final = 100
DOTS_PER_INCH: Final = 200
POINTS_PER_INCH: Final = 72
MAX_PAGE_SIDE: Final = 2400
"""Longer side of a page of a PDF as a picture, in pixels; larger pages are drawn with fewer dots per inch."""

TIFF_MAGIC: Final = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


class PagePicture(NamedTuple):
    """One page of a file: its number, from 1, a name for it, and its picture."""

    number: int
    name: str
    picture: Picture


def read_pages(source: Path | bytes, shown: str) -> Iterator[PagePicture]:
    """The pages of a PDF or a TIFF one by one; any other file is one page, and is not opened.

    `shown` names the file. Raises `DataError` for a file that is damaged, encrypted or too large, for more
    than `MAX_PAGES` pages, and for a PDF where pypdfium2 is not installed; `InkError` for no file.
    """
    try:
        head = source[:8] if isinstance(source, bytes) else _read_head(source)
        kind = recognize(source)
    except OSError as error:
        raise InkError.for_file(shown, error) from None
    if kind == "pdf":
        yield from _read_pdf(_read_content(source, shown), shown)
    elif head.startswith(TIFF_MAGIC):
        yield from _read_tiff(source, shown)
    else:
        yield PagePicture(1, shown, source)


def name_page(shown: str, number: int, count: int) -> str:
    """The file's own name where it has one page."""
    return shown if count == 1 else f"{shown}, page {number}"


def _read_head(path: Path) -> bytes:
    with path.open("rb") as file:
        return file.read(8)


def _read_content(source: Path | bytes, shown: str) -> bytes:
    size = len(source) if isinstance(source, bytes) else source.stat().st_size
    if size > MAX_BYTES:
        problem = f"{size / 1e6:.1f} MB, more than {MAX_BYTES / 1e6:.0f} MB"
        raise DataError.about(shown, problem, "Split it into files of fewer pages.")
    return source if isinstance(source, bytes) else read_bounded(source, MAX_BYTES)


def _too_many_pages(shown: str) -> DataError:
    return DataError.about(
        shown, f"more than {MAX_PAGES} pages", "Split it into files of fewer pages."
    )


def _read_tiff(source: Path | bytes, shown: str) -> Iterator[PagePicture]:
    content = _read_content(source, shown)
    check_structure(shown, content, MAX_PAGES + 1)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of damaged tags, and of sizes: they are checked here
            with Image.open(io.BytesIO(content), formats=("TIFF",)) as opened:
                count = _count_frames(opened, shown)
                if count == 1:
                    yield PagePicture(1, shown, source)
                    return
                for number in range(1, count + 1):
                    name = name_page(shown, number, count)
                    yield PagePicture(number, name, _read_frame(opened, number, name))
    except DataError:
        raise
    except Image.DecompressionBombError:
        raise _too_large(shown, "far too many pixels") from None
    except UNREADABLE as problem:
        raise DataError.about(
            shown, f"a damaged TIFF ({problem})", "Save its pages again."
        ) from None


def _count_frames(opened: Image.Image, shown: str) -> int:
    """The pages; at most so many are looked for."""
    for number in range(MAX_PAGES + 1):
        try:
            opened.seek(number)
        except EOFError:
            return number
    raise _too_many_pages(shown)


def _read_frame(opened: Image.Image, number: int, name: str) -> Image.Image:
    opened.seek(number - 1)
    width, height = opened.size
    if width * height > MAX_PIXELS:
        raise _too_large(name, f"{width}x{height} pixels")
    return ImageOps.exif_transpose(opened)


def _too_large(shown: str, got: str) -> DataError:
    problem = f"{got}, more than {MAX_PIXELS / 1e6:.0f} megapixels"
    return DataError.about(shown, problem, "Scan with fewer dots per inch.")


def _read_pdf(content: bytes, shown: str) -> Iterator[PagePicture]:
    if importlib.util.find_spec("pypdfium2") is None:
        remedy = "Install it: pip install 'glassnet[pdf]'; or save its pages as PNG."
        raise DataError.about(shown, "a PDF, which needs one more package", remedy)
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(content) as document:
            count = len(document)
            if count > MAX_PAGES:
                raise _too_many_pages(shown)
            if not count:
                raise DataError.about(shown, "a PDF without pages", "Save it again.")
            for index in range(count):
                name = name_page(shown, index + 1, count)
                yield PagePicture(index + 1, name, _draw_page(document[index]))
    except pypdfium2.PdfiumError as problem:
        raise _describe_pdf_error(shown, str(problem)) from None


def _draw_page(page: Any) -> Image.Image:
    """The page on white, not larger than `MAX_PAGE_SIDE`."""
    longer = max(page.get_size())
    scale = min(DOTS_PER_INCH / POINTS_PER_INCH, MAX_PAGE_SIDE / max(longer, 1))
    bitmap = page.render(scale=scale)
    try:
        return bitmap.to_pil().convert("RGB")
    finally:
        bitmap.close()
        page.close()


def _describe_pdf_error(shown: str, problem: str) -> DataError:
    if "password" in problem.lower():
        return DataError.about(
            shown, "a PDF with a password", "Save a copy without one, or save its pages as PNG."
        )
    return DataError.about(shown, f"a damaged PDF ({problem})", "Save it again.")
