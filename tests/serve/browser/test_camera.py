"""A digit held before the camera; the browser's camera is a film of a one."""

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


def test_a_digit_is_taken_and_read_and_the_camera_goes_off(page: Page) -> None:
    page.click("#open-camera")
    page.wait_for_function(PLAYING)
    assert page.evaluate(LIVE) == 1
    page.click("#camera-take")

    expect(page.locator("#digit")).to_have_text("1")
    expect(page.locator("#camera")).to_be_hidden()
    page.wait_for_function(OFF)


def test_leaving_takes_nothing_and_the_camera_goes_off(page: Page) -> None:
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


def test_a_camera_that_is_not_allowed_is_worded(page: Page) -> None:
    page.evaluate(
        "() => { navigator.mediaDevices.getUserMedia = () => Promise.reject(new Error('no')); }"
    )
    page.click("#open-camera")

    expect(page.locator("#trouble")).to_contain_text("Choose a picture instead")
