"""The site builds without a warning, is complete, and asks no other host for anything."""

import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Final, Literal

import pytest

import glassnet

pytestmark = pytest.mark.full

ROOT: Final = Path(__file__).parent.parent.parent
FETCHED: Final = {
    "script": "src", "img": "src", "iframe": "src", "link": "href", "source": "src", "video": "src",
    "object": "data", "embed": "src", "use": "href",
}  # fmt: skip


class Fetched(HTMLParser):
    """The addresses that a browser fetches to show a page."""

    def __init__(self) -> None:
        super().__init__()
        self.addresses: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.addresses += [value or "" for name, value in attrs if FETCHED.get(tag) == name]


def pages(site: Path) -> list[Path]:
    return sorted(site.rglob("*.html"))


def test_no_page_fetches_anything_from_elsewhere(site: Path) -> None:
    for page in pages(site):
        found = Fetched()
        found.feed(page.read_text("utf-8"))
        elsewhere = [each for each in found.addresses if re.match(r"(\w+:)?//", each)]
        assert not elsewhere, f"{page.name}: {elsewhere}"
    for style in site.rglob("*.css"):
        text = style.read_text("utf-8")
        assert not re.findall(r"url\(['\"]?(?:https?:)?//|@import", text), style.name


def test_every_page_has_the_icon_of_the_studio(site: Path) -> None:
    assert 'href="_static/favicon.svg"' in (site / "index.html").read_text("utf-8")
    assert (site / "_static" / "favicon.svg").is_file()


def test_every_page_of_the_documentation_is_there(site: Path) -> None:
    for page in (ROOT / "docs").rglob("*.md"):
        path = (site / page.relative_to(ROOT / "docs")).with_suffix(".html")
        assert path.is_file(), page


def test_formulas_are_drawn_by_the_browser_itself(site: Path) -> None:
    text = (site / "book" / "losses.html").read_text("utf-8")

    assert text.count("<math") > 5
    assert "$$" not in text
    assert not re.search(r"<script[^>]*mathjax", text, re.IGNORECASE)


def test_the_book_shows_every_file_of_the_network(site: Path) -> None:
    for file in (ROOT / "src" / "glassnet" / "nn").glob("[a-z]*.py"):
        text = (site / "book" / f"{file.stem}.html").read_text("utf-8")
        shown = re.sub(r"<[^>]+>", "", text)
        first_line = file.read_text("utf-8").splitlines()[0].strip('"')
        assert first_line.split("`")[0][:40] in shown, file.name


def test_the_reference_has_every_public_name(site: Path) -> None:
    text = (site / "reference" / "glassnet.html").read_text("utf-8")

    assert [
        name for name in glassnet.__all__ if f'<span class="pre">{name}</span>' not in text
    ] == []


def test_search_knows_words_of_every_part(site: Path) -> None:
    index = (site / "searchindex.js").read_text("utf-8")

    assert all(
        f'"{page}"' in index for page in ("tutorial", "data", "book/descent", "reference/nn")
    )


CHROMIUM: Final = Path("/usr/bin/chromium")


@pytest.mark.parametrize("width", [390, 1280])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_pages_fit_and_are_accessible(
    site: Path, width: int, scheme: Literal["light", "dark"]
) -> None:
    sync_api = pytest.importorskip("playwright.sync_api")
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    if not CHROMIUM.exists():
        pytest.skip("needs Chromium")
    with sync_api.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        page = browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
        )
        page.set_default_timeout(120_000)  # a busy machine takes its time
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for name in ("index", "book/losses", "commands", "reference/nn", "errata"):
            page.goto((site / f"{name}.html").as_uri())
            wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, f"{name} is {wide} pixels too wide"
            found = axe.run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
            serious = [
                each["id"]
                for each in found.response["violations"]
                if each["impact"] in ("serious", "critical")
            ]
            assert not serious, f"{name}: {serious}"
        browser.close()
    assert [url for url in asked if not url.startswith(("file:", "data:"))] == []
