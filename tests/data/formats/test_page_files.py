"""PDF and TIFF files are read page by page, within limits; what is hostile is refused."""

import io
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from glassnet.data.errors import DataError
from glassnet.data.formats.page_files import MAX_PAGE_SIDE, MAX_PAGES, read_pages
from glassnet.ink import InkError

pytest.importorskip("pypdfium2", reason="pypdfium2 is not installed")


def make_pages(count: int, size: tuple[int, int] = (90, 60)) -> list[Image.Image]:
    """Pages that differ by their gray tone."""
    return [Image.new("L", size, 250 - 10 * number) for number in range(count)]


def save(pages: list[Image.Image], kind: str) -> bytes:
    file = io.BytesIO()
    pages[0].save(file, kind, save_all=True, append_images=pages[1:])
    return file.getvalue()


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_every_page_is_a_picture(kind: str) -> None:
    pages = list(read_pages(save(make_pages(3), kind), "scan"))

    assert [(page.number, page.name) for page in pages] == [
        (n, f"scan, page {n}") for n in (1, 2, 3)
    ]
    pictures = [page.picture for page in pages if isinstance(page.picture, Image.Image)]
    tones = [np.asarray(picture.convert("L")).mean() for picture in pictures]
    assert tones == pytest.approx([250, 240, 230], abs=2)


@pytest.mark.parametrize("kind", ["TIFF", "PDF", "PNG"])
def test_one_page_has_the_name_of_its_file(kind: str, tmp_path: Path) -> None:
    path = tmp_path / "scan"
    path.write_bytes(save(make_pages(1), kind))

    [page] = read_pages(path, str(path))

    assert page.name == str(path)


def test_a_large_page_of_a_pdf_is_drawn_smaller() -> None:
    file = io.BytesIO()
    Image.new("L", (100, 50), 255).save(file, "PDF", resolution=0.5)  # 200 inches wide

    [page] = read_pages(file.getvalue(), "poster.pdf")

    assert isinstance(page.picture, Image.Image)
    assert MAX_PAGE_SIDE * 0.98 < page.picture.width <= MAX_PAGE_SIDE + 1


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_too_many_pages_are_refused(kind: str) -> None:
    content = save([Image.new("1", (2, 2))] * (MAX_PAGES + 1), kind)

    with pytest.raises(DataError, match=f"more than {MAX_PAGES} pages"):
        next(read_pages(content, "scan"))


def test_a_tiff_of_too_many_pixels_is_refused() -> None:
    content = save([Image.new("1", (8, 8)), Image.new("1", (9000, 9000))], "TIFF")

    with pytest.raises(DataError, match=r"scan, page 2: 9000x9000 pixels, more than 66 megapixels"):
        list(read_pages(content, "scan"))


@pytest.mark.parametrize("kind", ["TIFF", "PDF"])
def test_damaged_files_are_refused_or_read_never_worse(kind: str) -> None:
    content = save(make_pages(2), kind)
    rng = np.random.default_rng(0)
    refused = 0
    for _ in range(60):
        damaged = bytearray(content[: int(rng.integers(5, len(content) + 1))])
        for place in rng.integers(4, len(damaged), 12):
            damaged[place] = int(rng.integers(256))
        try:
            count = len(list(read_pages(bytes(damaged), "scan")))
        except (DataError, InkError):
            refused += 1
        else:
            assert count <= MAX_PAGES
    assert refused > 5


ENCRYPTED = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 100 100]>>endobj\n"
    b"4 0 obj<</Filter/Standard/V 1/R 2/P -4/O<"
    + b"11" * 32
    + b">/U<"
    + b"22" * 32
    + b">>>endobj\n"
    b"trailer<</Root 1 0 R/Size 5/Encrypt 4 0 R/ID[<00><00>]>>\n%%EOF"
)


@pytest.mark.parametrize(
    ("content", "message"),
    [(ENCRYPTED, "a PDF with a password"), (b"%PDF-1.7\n" + bytes(100), "a damaged PDF")],
)
def test_a_pdf_that_cannot_be_opened_is_named_as_such(content: bytes, message: str) -> None:
    with pytest.raises(DataError, match=f"scan.pdf: {message}"):
        next(read_pages(content, "scan.pdf"))


def test_without_pypdfium2_the_message_says_how_to_install_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "pypdfium2", None)

    with pytest.raises(DataError, match=r"pip install 'glassnet\[pdf\]'"):
        next(read_pages(b"%PDF-1.7\n", "scan.pdf"))
