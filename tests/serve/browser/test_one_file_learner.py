"""A learner with the one file, opened from disk: trains, breaks, mends, rewinds, replays, keeps."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Browser, Page, expect

from glassnet.ink import from_strokes
from glassnet.models import load_model
from glassnet.serve.export.exporting import export_file

pytestmark = pytest.mark.browser

SECONDS = 60_000
SEVEN = [(70, 60), (210, 60), (120, 230)]  # in units of the sheet's 280


@pytest.fixture(scope="module")
def one_file(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("file") / "studio.html"
    export_file(path, ["tiny"], digit_count=1500)
    return path.as_uri()


@pytest.fixture
def learner(browser: Browser, one_file: str) -> Iterator[Page]:
    """The room Learn of the file, with a seven on the sheet."""
    context = browser.new_context(viewport={"width": 1440, "height": 900}, accept_downloads=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.goto(one_file)
    expect(page.locator("#answer")).to_contain_text("3", timeout=SECONDS)
    page.click("#clear")
    draw(page)
    page.locator('#rooms a[href^="#/learn"]').click()
    expect(page.locator("#learn-play")).to_be_enabled(timeout=SECONDS)
    yield page
    context.close()
    assert complaints == []


def draw(page: Page) -> None:
    box = page.locator("#sheet").bounding_box()
    assert box is not None
    places = [
        (box["x"] + x * box["width"] / 280, box["y"] + y * box["width"] / 280) for x, y in SEVEN
    ]
    page.mouse.move(*places[0])
    page.mouse.down()
    for place in places[1:]:
        page.mouse.move(*place, steps=6)
    page.mouse.up()


def train(page: Page) -> None:
    page.click("#learn-play")
    expect(page.locator("#timeline-text")).to_contain_text("finished", timeout=SECONDS)


def weights(page: Page) -> str:
    page.click("#learn-tab-weights")
    return page.locator(".learn-weights").evaluate("(canvas) => canvas.toDataURL()")


def test_one_trains_breaks_mends_rewinds_and_reads_the_digit_at_any_epoch(learner: Page) -> None:
    first = weights(learner)
    train(learner)
    trained = weights(learner)
    assert trained != first

    epochs, sentence = (
        learner.locator(".learn-epochs-buttons button"),
        learner.locator(".learn-sentence"),
    )
    for epoch, words in ((0, "before training"), (1, "after epoch 1"), (10, "after epoch 10")):
        epochs.get_by_text(str(epoch), exact=True).click()
        expect(sentence).to_contain_text(words)

    learner.select_option("#learn-presets", "rate-too-high")
    expect(learner.locator("#learn-hint")).to_contain_text("To mend it: Set the rate to 0.1.")
    learner.click("#learn-play")
    finding = learner.locator(".learn-findings .bad").first
    learner.click("#learn-tab-health")
    expect(finding).to_contain_text("The numbers became infinite", timeout=SECONDS)

    learner.click("#learn-setup-open")
    learner.fill("#learn-rate", "0.1")
    learner.click("#learn-use")
    train(learner)
    mended = weights(learner)
    learner.click("#learn-rewind")
    expect(learner.locator("#timeline-text")).to_contain_text("Update 0,")
    train(learner)
    assert weights(learner) == mended


def test_what_is_kept_answers_in_python_and_trains_again_to_the_same_weights(
    learner: Page, tmp_path: Path
) -> None:
    train(learner)
    last = weights(learner)
    strip = learner.locator("#slot-strip")
    for name, start in {"PNG": b"\x89PNG", "SVG": b"<svg", "Film": b"\x1aE\xdf\xa3"}.items():
        with learner.expect_download(timeout=SECONDS) as download:
            strip.get_by_role("button", name=name, exact=True).click()
        download.value.save_as(tmp_path / name)
        assert (tmp_path / name).read_bytes().startswith(start)
    with learner.expect_download() as download:
        learner.click("#learn-download")
    path = tmp_path / "mine.safetensors"
    download.value.save_as(path)

    learner.click("#learn-share")
    expect(learner.locator("#toasts")).to_contain_text(re.compile("Copied|#/learn"))
    other = learner.context.new_page()
    other.goto(learner.url.partition("#")[0] + "#/learn")
    expect(other.locator("#learn-play")).to_be_enabled(timeout=SECONDS)
    train(other)
    assert weights(other) == last
    other.close()

    learner.click("#learn-use-in-read")
    expect(learner.locator("#model")).to_have_attribute("data-model", "trained-here")
    shown = learner.locator(".bars .value").all_inner_texts()
    said = learner.locator("#label").inner_text()
    image = from_strokes([np.array(SEVEN, float)]).image
    assert image is not None
    model = load_model(path)
    (probabilities,) = model.predict_proba(image[np.newaxis])
    assert said == str(probabilities.argmax())
    best = max(float(each.strip("> \u202f%")) for each in shown)
    assert 100 * probabilities.max() == pytest.approx(best, abs=3)


def test_the_digits_in_the_file_that_are_nearest_to_a_drawing_are_shown(learner: Page) -> None:
    learner.locator('#rooms a[href^="#/read"]').click()
    learner.click("#nearest-fold summary")
    fold = learner.locator("#nearest-fold")
    expect(fold).to_contain_text("simulated digits that come with this page")
    for row in (0, 1):
        expect(fold.locator(".nearest").nth(row).locator("li")).to_have_count(8)
    expect(fold.locator(".nearest").first.locator("strong").first).to_have_text("7")


def test_a_race_and_a_rate_are_found(learner: Page) -> None:
    learner.click("#learn-tab-race")
    learner.get_by_label("Opponent").select_option("loss")
    learner.click("#learn-race")
    panel = learner.locator(".learn-panel:visible")
    expect(panel.locator(".note")).to_contain_text("loss cross-entropy or squared error")
    expect(panel.locator("[role=status]")).to_contain_text("reads your digit as", timeout=SECONDS)
    learner.click("#learn-tab-rate")
    learner.click("#learn-find-rate")
    expect(panel.locator("[role=status]")).to_contain_text(
        "A good rate to begin with is", timeout=SECONDS
    )
