"""The page's own network in a real browser: the same bits as elsewhere, and training in a worker."""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from glassnet.export.bundle import bundle_modules
from glassnet.serve.application import WEB

pytestmark = pytest.mark.browser

SCRIPTS = Path(__file__).parent.parent / "web" / "nn"

# Train in a worker to the end; `startWorker` and `address` are in scope.
TRAIN = """
  const worker = startWorker(address);
  const messages = [];
  const finished = new Promise((resolve, reject) => {
    worker.onerror = (event) => reject(new Error(event.message));
    worker.onmessage = ({ data }) => {
      messages.push(data.type);
      if (data.type === "error") reject(new Error(data.message));
      if (data.type === "finished") resolve(messages);
    };
  });
  const labels = Uint8Array.from({ length: 300 }, (_, i) => i % 3);
  const images = Uint8Array.from({ length: 900 }, (_, i) => 255 * (i % 3 === Math.floor(i / 3) % 3));
  const layers = [{ type: "dense", units: 3 }];
  const recipe = { name: "small", input_shape: [3], layers, validation: 30, epochs: 3 };
  const digits = { images, labels, shape: [1, 3], classNames: ["a", "b", "c"] };
  worker.postMessage({ command: "load", recipe, digits });
  worker.postMessage({ command: "play" });
  return finished;
"""


def test_a_run_has_the_same_bits_in_the_browser_and_in_node(page: Page) -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("needs Node")
    command = [node, "--no-warnings", str(SCRIPTS / "same-bits.mjs")]
    in_node = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    source = (SCRIPTS / "same-bits.js").read_text()
    in_browser = page.evaluate(
        f"""async () => {{
          {source}
          const nn = await import("/nn/index.js");
          const {{ digest }} = await import("/nn/sha256.js");
          return computeBits(nn, digest);
        }}"""
    )
    assert len(in_node) == 64
    assert in_browser == in_node


def test_a_worker_trains_under_the_pages_own_policy(page: Page) -> None:
    start = 'const { startWorker } = await import("/nn/start-worker.js");'
    messages = page.evaluate(f'async () => {{ {start} const address = "/nn/worker.js"; {TRAIN} }}')
    assert messages[0] == "started"
    assert messages.count("epoch_done") == 3
    assert "snapshot" in messages


@pytest.mark.parametrize("form", ["address of a Blob", "path of an embedded file"])
def test_a_worker_trains_in_one_file_opened_from_disk(
    form: str, browser: Browser, tmp_path: Path
) -> None:
    worker = bundle_modules(WEB / "nn" / "worker.js").replace("</", "<\\/")
    starter = bundle_modules(WEB / "nn" / "start-worker.js", "starter")
    path = tmp_path / "page.html"
    path.write_text(
        f"<!doctype html><meta charset=utf-8><title>One file</title><script>{starter}</script>"
        f'<script type="text/plain" data-file="nn/worker.js">{worker}</script>'
    )
    page = browser.new_page()
    page.goto(path.as_uri())
    code = "document.querySelector('[data-file]').textContent"
    address = f"starter.addressOf({code})" if form == "address of a Blob" else '"nn/worker.js"'
    start = f"const {{ startWorker }} = starter; const address = {address};"
    messages = page.evaluate(f"async () => {{ {start} {TRAIN} }}")
    page.close()
    assert messages[0] == "started"
    assert messages.count("epoch_done") == 3
