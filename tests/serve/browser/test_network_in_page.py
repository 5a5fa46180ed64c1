"""The page's own network in a real browser: the same bits as elsewhere, and training in a worker."""

import shutil
import subprocess
from pathlib import Path

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser

SCRIPTS = Path(__file__).parent.parent / "web" / "nn"

TRAIN_IN_WORKER = """async () => {
  const { startWorker } = await import("/nn/start-worker.js");
  const worker = startWorker("/nn/worker.js");
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
  const images = Uint8Array.from({ length: 300 * 9 }, (_, i) => (i % 9 === 3 * (Math.floor(i / 9) % 3) ? 255 : 0));
  const recipe = {
    name: "small", input_shape: [9], layers: [{ type: "dense", units: 3 }], validation: 30, epochs: 3, batch_size: 10,
  };
  worker.postMessage({ command: "load", recipe, digits: { images, labels, shape: [3, 3], classNames: ["a", "b", "c"] } });
  worker.postMessage({ command: "play" });
  return finished;
}"""  # noqa: E501 - JavaScript


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
    messages = page.evaluate(TRAIN_IN_WORKER)
    assert messages[0] == "started"
    assert messages.count("epoch_done") == 3
    assert "snapshot" in messages
