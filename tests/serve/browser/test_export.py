"""The exported studio in a real browser: as a site on a plain web server, and as one file from disk."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import numpy as np
import pytest
from benchmarks.page import TRACED, summarize_tasks
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from glassnet.serve.export.exporting import export_file, export_site

pytestmark = pytest.mark.browser

DIGITS = 300
# A one, in units of the sheet's 280.
ONE = [(150, 50), (146, 140), (140, 230)]
ROOMS = ["learn", "backprop", "lab", "library", "read"]


class QuietHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base's name
        pass


@dataclass
class Visit:
    """A page, what it asked for, and what went wrong in its console."""

    page: Page
    address: str
    requests: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export")
    export_site(folder / "site", digit_count=DIGITS)
    export_file(folder / "studio.html", digit_count=DIGITS)
    return folder


@pytest.fixture(scope="module")
def site(exported: Path) -> Iterator[str]:
    """The address of the site, in a folder of its host as a project's pages are."""
    handler = partial(QuietHandler, directory=str(exported))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/site/"
        server.shutdown()


@pytest.fixture(params=["site", "one file"])
def visit(request: pytest.FixtureRequest, browser: Browser, exported: Path) -> Iterator[Visit]:
    if request.param == "site":
        address = request.getfixturevalue("site")
    else:
        address = (exported / "studio.html").as_uri()
    context = browser.new_context(
        viewport={"width": 1280, "height": 900}, reduced_motion="reduce", service_workers="block"
    )
    visit = Visit(context.new_page(), address)
    page = visit.page
    context.on("request", lambda sent: visit.requests.append(sent.url))
    page.on("pageerror", lambda error: visit.complaints.append(str(error)))
    page.on(
        "console",
        lambda said: (
            visit.complaints.append(said.text) if said.type in {"error", "warning"} else None
        ),
    )
    page.goto(address)
    expect(page.locator("#answer")).to_contain_text(re.compile(r"\d"))
    page.click("#clear")
    yield visit
    context.close()
    assert not visit.complaints
    own = [each for each in visit.requests if each.startswith(("blob:", "data:"))]
    outside = [each for each in visit.requests if not each.startswith(visit.address)]
    assert outside == own
    assert not [each for each in visit.requests if "/api/" in each]
    if request.param == "one file":
        assert [each for each in visit.requests if each not in own] == [visit.address]


def draw_one(page: Page) -> None:
    box = page.locator("#sheet").bounding_box()
    assert box is not None
    points = [
        (box["x"] + x * box["width"] / 280, box["y"] + y * box["width"] / 280) for x, y in ONE
    ]
    page.mouse.move(*points[0])
    page.mouse.down()
    for point in points[1:]:
        page.mouse.move(*point, steps=4)
    page.mouse.up()


def test_a_digit_is_drawn_and_read(visit: Visit) -> None:
    draw_one(visit.page)
    expect(visit.page.locator("#answer")).to_contain_text("1")
    expect(visit.page.locator("#compare")).to_contain_text("The others say:")
    expect(visit.page.locator("#compare .chip")).to_have_count(
        5 if visit.address.startswith("file:") else 6
    )


def test_the_network_is_changed(visit: Visit) -> None:
    page = visit.page
    draw_one(page)
    page.click("#model")
    page.locator("#model-dialog button", has_text="cnn").first.click()
    expect(page.locator("#model")).to_contain_text("cnn")
    expect(page.locator("#answer")).to_contain_text("1")


@pytest.mark.parametrize("room", ROOMS)
def test_each_room_opens(visit: Visit, room: str) -> None:
    visit.page.locator(f'#rooms a[href^="#/{room}"]').click()
    expect(visit.page.locator('#rooms [aria-current="page"]')).to_have_attribute(
        "href", re.compile(f"#/{room}")
    )


def test_what_needs_the_service_says_so(visit: Visit) -> None:
    page = visit.page
    expect(page.locator("#needs-service")).to_contain_text("glassnet studio")
    expect(page.locator("#privacy")).to_contain_text("stays in this browser")
    expect(page.locator("#open-file")).to_be_disabled()
    expect(page.locator("#open-camera")).to_be_disabled()


def test_a_pasted_picture_is_refused_in_words(visit: Visit, tmp_path: Path) -> None:
    picture = tmp_path / "one.png"
    Image.fromarray(np.full((40, 40), 200, np.uint8)).save(picture)
    visit.page.locator("#file").set_input_files(picture)
    expect(visit.page.locator("#toasts")).to_contain_text("need Glassnet on your computer")


def test_a_simulated_digit_is_shown(visit: Visit) -> None:
    visit.page.click("#random")
    expect(visit.page.locator("#source-note")).to_have_text(
        re.compile(r"simulated ink, labeled \d\.")
    )
    expect(visit.page.locator("#answer")).to_contain_text(re.compile(r"\d"))


def test_icons_and_fonts_are_there(visit: Visit) -> None:
    page = visit.page
    page.evaluate("document.fonts.ready")
    sizes = page.evaluate(
        """() => [...document.querySelectorAll(".toolbar svg use")]
          .map((use) => use.getBoundingClientRect().width)"""
    )
    assert sizes
    assert min(sizes) > 0
    assert page.evaluate("""document.fonts.check('16px "Inter"')""")


def test_snippets_name_the_local_service(visit: Visit) -> None:
    page = visit.page
    draw_one(page)
    page.locator("#program-fold summary").click()
    page.locator("#program-fold .tab", has_text="curl").click()
    expect(page.locator("#program-fold pre")).to_contain_text("http://127.0.0.1:8000/api/predict")


def test_learn_trains(visit: Visit) -> None:
    page = visit.page
    page.locator('#rooms a[href^="#/learn"]').click()
    if page.locator(".empty-room").count():
        pytest.skip("the room is not built yet")
    page.get_by_role("button", name="Train").click()
    expect(page.locator("#timeline")).to_contain_text("finished", timeout=60_000)


def test_the_library_measures_and_checks_without_a_service(visit: Visit) -> None:
    page = visit.page
    page.evaluate("location.hash = '#/library/wang'")
    expect(page.locator("body")).to_contain_text("15 of 15 lines agree")
    expect(page.locator(".library-digits")).to_be_visible()
    page.evaluate("location.hash = '#/library/errata/training-accuracy'")
    expect(page.locator(".library-verdict.holds")).to_be_visible(timeout=60_000)
    page.locator(".library-check .switch").click()
    expect(page.locator(".library-verdict.fails")).to_be_visible()
    page.evaluate("location.hash = '#/library/bugs/1'")
    expect(page.locator(".library-table").first).to_contain_text("differs by", timeout=60_000)
    page.evaluate("location.hash = '#/lesson/3/3'")
    page.fill(".lesson-number", "2.303")
    page.click(".lesson-question button")
    expect(page.locator(".lesson .library-answer")).to_contain_text("Right.")


def test_the_lab_measures_on_the_digits_that_came_with_it(visit: Visit) -> None:
    page = visit.page
    draw_one(page)
    page.evaluate("location.hash = '#/lab/prune?net=tiny'")
    expect(page.locator("#lab-number")).to_have_text(re.compile(r"^[789]\d\.\d"), timeout=60_000)
    expect(page.locator("#lab-meaning")).to_contain_text("simulated digits (all 150)")
    expect(page.locator("#lab-label")).to_have_text("1")


SLIDE = """async (values) => {
  const slider = document.querySelector(".lab-controls input[type=range]");
  for (const value of values) {
    slider.value = value;
    slider.dispatchEvent(new Event("input"));
    for (let i = 0; i < 2; i++) await new Promise((resolve) => requestAnimationFrame(resolve));
  }
}"""


@pytest.mark.parametrize(
    ("lab", "values"),
    [("break", [0.2, 0.5, 0.9]), ("prune", [0.5, 0.3, 0.2]), ("quantize", [7, 4, 3])],
)
def test_the_answer_follows_a_control_on_mlp(
    browser: Browser, site: str, lab: str, values: list[float]
) -> None:
    """In CPU time of the page's main thread: the load of the machine does not count."""
    page = browser.new_page(viewport={"width": 1280, "height": 900})
    page.goto(f"{site}#/lab/{lab}?net=mlp")
    expect(page.locator("#model")).to_have_attribute("data-model", "mlp", timeout=60_000)
    expect(page.locator("#lab-label")).to_have_text("3")
    page.wait_for_timeout(1500)
    browser.start_tracing(page=page, categories=TRACED)
    page.evaluate(SLIDE, values)
    tasks = summarize_tasks(browser.stop_tracing())
    page.close()

    print(f"{lab} on mlp: {tasks}")  # noqa: T201 - shown by -s
    assert tasks.longest_cpu <= 100


def test_backprop_measures_what_it_forgets_without_a_service(visit: Visit) -> None:
    page = visit.page
    draw_one(page)
    page.evaluate("location.hash = '#/backprop?net=tiny&as=7'")
    expect(page.locator("#slot-strip")).to_contain_text("Computed in this page.")
    page.click("#teach-1")
    page.click("#teach-measure")
    expect(page.locator("#teach-accuracy")).to_contain_text(f"{DIGITS} digits:", timeout=60_000)
