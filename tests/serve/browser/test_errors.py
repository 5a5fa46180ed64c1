"""The page when the service is gone, fails, or asks for a key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

pytestmark = pytest.mark.browser


def stroke(page: Page) -> None:
    box: Any = page.locator("#sheet").bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + 40)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] - 40, steps=5)
    page.mouse.up()


PICTURE = """async () => {
  const canvas = Object.assign(document.createElement("canvas"), { width: 200, height: 200 });
  const context = canvas.getContext("2d");
  context.fillStyle = "#fff";
  context.fillRect(0, 0, 200, 200);
  context.fillStyle = "#000";
  context.fillRect(94, 40, 12, 120);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/png"));
  const transfer = new DataTransfer();
  transfer.items.add(new File([blob], "one.png", { type: "image/png" }));
  document.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, cancelable: true }));
}"""


def test_without_the_service_drawing_and_reading_go_on(page: Page) -> None:
    page.context.set_offline(True)
    stroke(page)

    expect(page.locator("#label")).to_have_text("1")
    expect(page.locator("#compare")).to_contain_text("need the service, which does not answer")
    page.context.set_offline(False)
    page.click("#undo")
    stroke(page)

    expect(page.locator("#compare .chip")).to_have_count(1)


def test_pictures_need_the_service_and_the_page_says_so(page: Page) -> None:
    page.context.set_offline(True)
    page.evaluate(PICTURE)

    expect(page.locator("#source-note")).to_have_text("Pictures and the camera need the service.")
    expect(page.locator("#toasts .error")).to_contain_text("No connection")
    expect(page.locator("#sentence")).to_have_text("Not read yet.")
    page.context.set_offline(False)
    page.evaluate(PICTURE)

    expect(page.locator("#label")).to_have_text("1")
    expect(page.locator("#toasts .error")).to_have_count(0)


def test_a_message_moves_nothing(page: Page) -> None:
    before = page.locator("#sheet").bounding_box()
    page.context.set_offline(True)
    page.click("#random")
    expect(page.locator("#toasts .error")).to_be_visible()

    assert page.locator("#sheet").bounding_box() == before
    page.click("#toasts .close")
    expect(page.locator("#toasts .error")).to_have_count(0)


def test_messages_of_the_service_are_shown_as_text_never_as_markup(page: Page) -> None:
    markup = "<img src=x onerror=\"document.title='pwned'\">"
    page.route(
        "**/api/predict?*",
        lambda route: route.fulfill(status=422, json={"error": {"message": markup}}),
    )
    page.evaluate(PICTURE)

    expect(page.locator("#toasts .error p")).to_have_text(markup)
    assert page.locator("#toasts img").count() == 0
    assert "Glassnet" in page.title()


def test_nothing_is_loaded_from_other_sites(page: Page) -> None:
    own = page.url.partition("#")[0]
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    page.wait_for_selector("#label:has-text('3')")

    assert asked
    assert not [url for url in asked if not url.startswith((own, "data:", "blob:"))]


def test_a_key_is_asked_for_and_used(browser: Browser, serving: Callable[..., Any]) -> None:
    key = "correct horse battery staple"
    with serving("--model", "tiny", GLASSNET_API_KEY=key) as (_, (host, port)):
        context = browser.new_context(reduced_motion="reduce")
        page = context.new_page()
        page.goto(f"http://{host}:{port}/")
        page.fill("#key", key)
        page.press("#key", "Enter")

        expect(page.locator("#label")).to_have_text("3")
        context.close()


def test_the_model_selected_last_is_shown_whichever_arrives_first(
    page: Page, use_model: Callable[[str], None], settle: Callable[[], None]
) -> None:
    held: list[Route] = []
    page.route("**/api/models/cnn**", lambda route: held.append(route))
    with page.expect_request("**/api/models/cnn**"):
        page.click("#model")
        page.click("#model-groups [value='cnn']")
    use_model("tiny")
    with page.expect_response("**/api/models/cnn**"):
        held[0].continue_()
    settle()

    expect(page.locator("#model")).to_have_attribute("data-model", "tiny")
    expect(page.locator("#neuron-layer option")).to_have_count(3)
