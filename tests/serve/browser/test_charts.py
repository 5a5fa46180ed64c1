"""Line charts in a real browser: read by pointer and keys, sharp, in light and dark."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

import glassnet.serve

pytestmark = pytest.mark.browser

WEB = Path(glassnet.serve.__file__).parent / "web"
DEMO = Path(__file__).parent / "charts"
PAINTED = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
# Which colors a canvas shows, and how many pixels of each: near ones count as the same.
COLORS = """(canvas) => {
  const { width, height } = canvas;
  const { data } = canvas.getContext("2d").getImageData(0, 0, width, height);
  const counts = {};
  for (let i = 0; i < data.length; i += 4) {
    if (data[i + 3] < 250) continue;
    const color = [data[i], data[i + 1], data[i + 2]].join();
    counts[color] = (counts[color] ?? 0) + 1;
  }
  return counts;
}"""
SWATCHES = """(figure) => [...figure.querySelectorAll(".chart-swatch")]
  .map((each) => getComputedStyle(each).color.match(/\\d+/g).join())"""


class _Files(SimpleHTTPRequestHandler):
    """The page's own files, and the demo under /demo/."""

    def translate_path(self, path: str) -> str:
        folder, name = (
            (DEMO, path.removeprefix("/demo/")) if path.startswith("/demo/") else (WEB, path[1:])
        )
        return str(folder / (name or "index.html"))

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
        """Nothing is logged."""


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), _Files) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/demo/"
        server.shutdown()


@pytest.fixture
def open_demo(browser: Browser, address: str) -> Iterator[Callable[..., Page]]:
    """Opens the demo with these settings of the browser's context; nothing may be wrong in its console."""
    contexts, complaints = [], []

    def open_demo(**settings: Any) -> Page:
        context = browser.new_context(**{"viewport": {"width": 800, "height": 700}, **settings})
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if said.type == "error" else None
        )
        page.goto(address)
        expect(page.locator(".chart-value").first).not_to_be_empty()
        page.evaluate(PAINTED)
        return page

    yield open_demo
    for context in contexts:
        context.close()
    assert not complaints


def legend(page: Page, chart: int = 0) -> list[str]:
    page.evaluate(PAINTED)
    return page.locator(".chart").nth(chart).locator(".chart-value").all_inner_texts()


def test_the_legend_shows_the_newest_values_and_those_under_the_pointer(
    open_demo: Callable[..., Page],
) -> None:
    page = open_demo()
    assert legend(page) == ["0.08205", "0.3"]

    box = page.locator("canvas").first.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 5, box["y"] + 50)
    assert legend(page) == ["2.3", "2.4"]
    assert page.locator(".chart-place").first.inner_text() == "updates 0"

    page.mouse.move(box["x"] + box["width"] + 40, box["y"] + 50)
    assert legend(page) == ["0.08205", "0.3"]


def test_keys_move_along_the_values_and_say_them(open_demo: Callable[..., Page]) -> None:
    page = open_demo()
    canvas = page.locator("canvas").first
    page.keyboard.press("Tab")
    expect(canvas).to_be_focused()

    for key, place in [
        ("ArrowLeft", "1,000"), ("ArrowLeft", "990"), ("PageDown", "890"), ("Home", "0"),
        ("ArrowLeft", "0"), ("ArrowRight", "10"), ("End", "1,000"),
    ]:  # fmt: skip
        page.keyboard.press(key)
        page.evaluate(PAINTED)
        assert page.locator(".chart-place").first.inner_text() == f"updates {place}"
    expect(canvas).to_have_attribute("aria-valuetext", "updates 1,000: training 0.08205, test 0.3")
    expect(canvas).to_have_attribute("aria-valuenow", "1000")

    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.locator(".chart-place").first).to_have_text("updates")
    assert page.evaluate("chosen") == [1000]


def test_a_click_chooses_a_place(open_demo: Callable[..., Page]) -> None:
    page = open_demo()

    page.locator("canvas").first.click(position={"x": 4, "y": 60})

    assert page.evaluate("chosen") == [0]


def test_a_tap_shows_values_that_stay(open_demo: Callable[..., Page]) -> None:
    page = open_demo(has_touch=True, is_mobile=True, viewport={"width": 390, "height": 844})
    box = page.locator("canvas").first.bounding_box()
    assert box is not None

    page.touchscreen.tap(box["x"] + 5, box["y"] + 50)

    assert legend(page) == ["2.3", "2.4"]


def test_the_canvas_is_named_and_described(open_demo: Callable[..., Page]) -> None:
    page = open_demo()
    canvas = page.get_by_role("slider", name="Loss, values by updates")

    expect(canvas).to_have_accessible_description(
        "Line chart of Loss over updates, 0 to 1,000. "
        "training: from 2.3 to 0.08205, lowest 0.08205, highest 2.3. "
        "test: from 2.4 to 0.3, lowest 0.3, highest 2.4."
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_line_is_painted_in_its_color_of_the_scheme(
    open_demo: Callable[..., Page], scheme: str
) -> None:
    page = open_demo(color_scheme=scheme)
    for index in (0, 1):
        chart = page.locator(".chart").nth(index)
        painted = chart.locator("canvas").evaluate(COLORS)
        colors = chart.evaluate(SWATCHES)
        assert len(set(colors)) == len(colors)
        assert all(painted.get(color, 0) > 5 for color in colors)


def test_a_change_of_scheme_and_theme_repaints(open_demo: Callable[..., Page]) -> None:
    page = open_demo(color_scheme="light")
    canvas, chart = page.locator("canvas").first, page.locator(".chart").first
    light = chart.evaluate(SWATCHES)

    page.emulate_media(color_scheme="dark")
    page.evaluate(PAINTED)
    dark = chart.evaluate(SWATCHES)
    assert set(dark).isdisjoint(light)
    assert canvas.evaluate(COLORS).keys() >= set(dark)

    page.evaluate("document.documentElement.dataset.theme = 'light'")
    page.evaluate(PAINTED)
    assert canvas.evaluate(COLORS).keys() >= set(light)


def test_the_canvas_is_as_sharp_as_the_screen_and_follows_its_box(
    open_demo: Callable[..., Page],
) -> None:
    page = open_demo(device_scale_factor=2)
    canvas = page.locator("canvas").first
    sizes = "(canvas) => [canvas.width / canvas.clientWidth, canvas.height / canvas.clientHeight]"
    assert canvas.evaluate(sizes) == [2, 2]

    page.set_viewport_size({"width": 390, "height": 700})
    page.evaluate(PAINTED)
    assert canvas.evaluate(sizes) == [2, 2]
    assert page.evaluate("document.documentElement.scrollWidth") <= 390


def test_series_that_grow_are_followed_without_a_shift_of_the_layout(
    open_demo: Callable[..., Page],
) -> None:
    page = open_demo()
    below = page.locator(".chart").nth(1)
    before = below.bounding_box()

    page.evaluate("""() => {
      series.training.xs.push(2000);
      series.training.ys.push(0.0123456);
      loss.show([series.training, series.test]);
    }""")

    assert legend(page) == ["0.01235", "0.3"]
    assert below.bounding_box() == before
    expect(page.locator("canvas").first).to_have_attribute("aria-valuemax", "2000")


def test_a_mark_is_painted_and_a_chart_can_be_removed(open_demo: Callable[..., Page]) -> None:
    page = open_demo()
    canvas = page.locator("canvas").first
    picture = "(canvas) => canvas.toDataURL()"
    before = canvas.evaluate(picture)

    page.evaluate("loss.mark(500)")
    page.evaluate(PAINTED)
    assert canvas.evaluate(picture) != before

    page.evaluate("loss.remove()")
    assert page.locator(".chart").count() == 1


def test_sixty_thousand_values_block_the_page_for_less_than_fifty_milliseconds(
    open_demo: Callable[..., Page],
) -> None:
    page = open_demo()

    blocked = page.evaluate("""async () => {
      const xs = Float64Array.from({ length: 60000 }, (_, i) => i);
      const ys = xs.map((x) => Math.exp(-x / 9000) + 0.1 * Math.sin(x));
      const times = [];
      for (let i = 0; i < 21; i++) {
        loss.show([{ name: "training", xs, ys }, { name: "test", xs, ys }]);
        times.push(await new Promise((done) => requestAnimationFrame((began) => {
          const channel = new MessageChannel();
          channel.port1.onmessage = () => done(performance.now() - began);
          channel.port2.postMessage(null);
        })));
      }
      return Math.min(...times);
    }""")

    print(f"{blocked:.1f} ms")  # noqa: T201 - shown by -s
    assert blocked <= 50
