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


def test_offline_the_page_reports_it_and_recovers(page: Page) -> None:
    page.context.set_offline(True)
    stroke(page)

    expect(page.locator("#error")).to_contain_text("No connection")
    page.context.set_offline(False)

    expect(page.locator("#label")).to_have_text("1", timeout=15_000)
    expect(page.locator("#error")).to_be_hidden()


def test_an_error_of_the_service_is_shown_and_the_request_repeated(page: Page) -> None:
    failures = 0

    def fail_twice(route: Route) -> None:
        nonlocal failures
        failures += 1
        if failures > 2:
            return route.continue_()
        return route.fulfill(status=503, json={"error": {"message": "Too much to do."}})

    page.route("**/api/predict?*", fail_twice)
    stroke(page)

    expect(page.locator("#error")).to_have_text("Too much to do.")
    expect(page.locator("#label")).to_have_text("1", timeout=15_000)
    expect(page.locator("#error")).to_be_hidden()


def test_messages_of_the_service_are_shown_as_text_never_as_markup(page: Page) -> None:
    markup = "<img src=x onerror=\"document.title='pwned'\">"
    page.route(
        "**/api/predict?*",
        lambda route: route.fulfill(status=422, json={"error": {"message": markup}}),
    )
    stroke(page)

    expect(page.locator("#error")).to_have_text(markup)
    assert page.locator("#error img").count() == 0
    assert page.title().startswith("Glassnet")


def test_nothing_is_loaded_from_other_sites(page: Page) -> None:
    own = page.url
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
    page: Page, settle: Callable[[], None]
) -> None:
    held: list[Route] = []
    page.route("**/api/models/cnn**", lambda route: held.append(route))
    with page.expect_request("**/api/models/cnn**"):
        page.select_option("#model", "cnn")
    with page.expect_response("**/api/models/tiny**"):
        page.select_option("#model", "tiny")
    with page.expect_response("**/api/models/cnn**"):
        held[0].continue_()
    settle()

    expect(page.locator("#network-caption")).to_contain_text("784 → 16 →")
    expect(page.locator("#model")).to_have_value("tiny")
