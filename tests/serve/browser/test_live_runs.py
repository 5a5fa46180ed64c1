"""Runs of the service in the room Learn: started, followed, commanded, and resumed after a restart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.serve.browser.test_axe import serious_findings
from tests.serve.runs.clients import LONG, wait_for

from glassnet.models import load_model
from glassnet.models.run_folder import RECIPE, create_run
from glassnet.recipes import recipe_from_plain
from glassnet.serve.export.exporting import export_file

pytestmark = pytest.mark.browser

SECONDS = 60_000
NOT_OUR_FAULT = ("Failed to load resource", "net::ERR_")
Address = tuple[str, int]


@pytest.fixture
def open_page(browser: Browser) -> Iterator[Callable[[str], Page]]:
    """Opens an address; nothing may be wrong in its console afterwards."""
    context = browser.new_context(
        viewport={"width": 1440, "height": 900}, reduced_motion="reduce", accept_downloads=True
    )
    complaints: list[str] = []

    def open_page(address: str) -> Page:
        page = context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console", lambda said: complaints.append(said.text) if said.type == "error" else None
        )
        page.goto(address)
        return page

    yield open_page
    context.close()
    assert not [each for each in complaints if not each.startswith(NOT_OUR_FAULT)]


def address_of(address: Address, query: str = "") -> str:
    return f"http://{address[0]}:{address[1]}/#/learn{query}"


def start_run(page: Page, **fields: str) -> None:
    """Set up a recipe in the room, and train it on the service."""
    page.click("#learn-setup-open")
    for name, value in fields.items():
        page.fill(f"#learn-{name}", value)
    page.click("#learn-use")
    page.click("#learn-runs-open")
    page.click("#learn-runs-start")


def test_a_run_is_started_followed_commanded_and_resumed_by_the_next_service(
    serving: type, open_page: Callable[[str], Page], tmp_path: Path
) -> None:
    runs = str(tmp_path)
    with serving("--model", "tiny", "--runs", runs) as (process, address):
        page = open_page(address_of(address))
        start_run(page, epochs="1000", examples="3000", validation="300")
        state, text = page.locator("#learn-live-state"), page.locator("#timeline-text")
        expect(text).to_contain_text("% of the test images right", timeout=SECONDS)
        expect(state).to_contain_text("running, ", timeout=SECONDS)
        expect(page.locator(".learn-mine .best .value")).to_contain_text("%")
        page.click("#learn-tab-weights")
        expect(page.locator(".learn-panel .note:visible")).to_contain_text("16 neurons of layer 1")

        page.click("#learn-live-play")
        expect(state).to_contain_text("paused", timeout=SECONDS)
        assert serious_findings(page) == []
        expect(text).to_contain_text("paused")
        page.click("#learn-live-step")
        page.click("#learn-live-play")
        expect(state).to_contain_text("running", timeout=SECONDS)
        process.kill()
        process.wait()

    with serving("--model", "tiny", "--runs", runs) as (process, address):
        page = open_page(address_of(address))
        page.locator("#learn-runs-open").click(timeout=SECONDS)
        run = page.locator(".learn-run", has_text="mine-001")
        expect(run).to_contain_text("stopped", timeout=SECONDS)
        run.click()
        expect(page).to_have_url(re.compile("run=mine-001"))
        state = page.locator("#learn-live-state")
        expect(state).to_contain_text("stopped", timeout=SECONDS)
        page.click("#learn-live-play")
        expect(state).to_contain_text("running", timeout=SECONDS)
        page.click("#learn-live-stop")
        expect(state).to_contain_text("stopped", timeout=SECONDS)
        expect(page.locator("#timeline-text")).to_contain_text("% of the test", timeout=SECONDS)
        with page.expect_download() as download:
            page.click("#learn-download")
        path = tmp_path / "mine.safetensors"
        download.value.save_as(path)
        assert load_model(path).recipe.epochs == 1000
        page.click("#learn-live-leave")
        expect(page.locator("#learn-play")).to_be_enabled(timeout=SECONDS)


def test_a_run_of_a_terminal_is_followed_and_a_finished_one_is_replayed(
    serving: type,
    open_page: Callable[[str], Page],
    terminal_run: Callable[..., Any],
    finished_run: Path,
) -> None:
    terminal_run(finished_run / "terminal")
    wait_for((finished_run / "terminal" / RECIPE).exists, "the folder of the run")
    with serving("--model", "tiny", "--runs", str(finished_run)) as (_, address):
        page = open_page(address_of(address, "?run=terminal"))
        state = page.locator("#learn-live-state")
        expect(state).to_contain_text("running", timeout=SECONDS)
        expect(page.locator("#learn-live-note")).to_contain_text("in a terminal", timeout=SECONDS)
        expect(page.locator("#learn-live-play")).to_be_disabled()
        expect(page.locator("#timeline-text")).to_contain_text(
            re.compile(r"Update [1-9]"), timeout=SECONDS
        )

        page.click("#learn-runs-open")
        page.locator(".learn-run", has_text="done").click()
        expect(state).to_contain_text("finished, 3 of 3 epochs", timeout=SECONDS)
        expect(page.locator("#timeline-text")).to_contain_text("finished", timeout=SECONDS)
        page.locator("#timeline-scrubber").fill("0")
        expect(page.locator(".learn-sentence")).to_contain_text("before training")


def test_runs_that_fail_or_are_not_there_say_so(
    serving: type, open_page: Callable[[str], Page], tmp_path: Path
) -> None:
    recipe = recipe_from_plain({**LONG, "input_shape": [784]}, "test")
    create_run(tmp_path / "fails", recipe, "", "service")
    with serving("--model", "tiny", "--runs", str(tmp_path)) as (_, address):
        page = open_page(address_of(address, "?run=fails"))
        page.locator("#learn-live-play").click(timeout=SECONDS)
        expect(page.locator("#learn-live-note")).to_contain_text("It has failed: ", timeout=SECONDS)
        page.goto(address_of(address, "?run=nothing"))
        expect(page.locator("#slot-controls")).to_contain_text("no run of this name")
        page.click("text=Train in the page")
        expect(page.locator("#learn-play")).to_be_enabled(timeout=SECONDS)


def test_without_runs_the_room_says_what_is_missing(
    open_page: Callable[[str], Page], server: Address, tmp_path: Path
) -> None:
    page = open_page(address_of(server))
    page.locator("#learn-runs-open").click(timeout=SECONDS)
    expect(page.locator("[role=alert]:visible")).to_contain_text("Start it with --runs DIR.")
    expect(page.locator("#learn-runs-start")).to_be_hidden()

    export_file(tmp_path / "page.html", ["tiny"], digit_count=1500)
    page = open_page(f"{(tmp_path / 'page.html').as_uri()}#/learn")
    page.locator("#learn-runs-open").click(timeout=SECONDS)
    expect(page.locator("[role=alert]:visible")).to_contain_text("glassnet studio --runs")
    expect(page.locator("#learn-runs-start")).to_be_hidden()
