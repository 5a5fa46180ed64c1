"""A digit in front of the camera; the browser's camera shows a recorded one."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser

LIVE = """() => {
  const tracks = document.getElementById("camera-video").srcObject?.getTracks() ?? [];
  return tracks.filter((track) => track.readyState === "live").length;
}"""
OFF = "() => document.getElementById('camera-video').srcObject === null"
PLAYING = "() => document.getElementById('camera-video').currentTime > 0"


def test_a_picture_is_classified_and_the_camera_stops(page: Page) -> None:
    page.click("#open-camera")
    page.wait_for_function(PLAYING)
    assert page.evaluate(LIVE) == 1
    page.click("#camera-take")

    expect(page.locator("#label")).to_have_text("1")
    expect(page.locator("#camera")).to_be_hidden()
    page.wait_for_function(OFF)


def test_cancel_takes_nothing_and_the_camera_stops(page: Page) -> None:
    page.click("#open-camera")
    page.wait_for_function(PLAYING)
    page.keyboard.press("Escape")

    expect(page.locator("#camera")).to_be_hidden()
    page.wait_for_function(OFF)
    expect(page.locator("#sentence")).to_have_text("No ink yet.")


def test_two_clicks_open_one_camera(page: Page) -> None:
    opened = page.evaluate(
        """async () => {
          const devices = navigator.mediaDevices;
          const ask = devices.getUserMedia.bind(devices);
          let opened = 0;
          devices.getUserMedia = (wish) => { opened++; return ask(wish); };
          for (let i = 0; i < 2; i++) document.getElementById("open-camera").click();
          return opened;
        }"""
    )
    page.wait_for_function(PLAYING)

    assert opened == 1


def test_a_forbidden_camera_is_reported(page: Page) -> None:
    page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no')); }"
    )
    page.click("#open-camera")

    expect(page.locator("#toasts .error")).to_contain_text("Choose an image instead")
