"""In a notebook, where an event loop runs, `serve` serves in the background."""

import subprocess
import sys

ASKING = """
import asyncio, contextlib, io, json, re, urllib.request
from glassnet.cli import main

async def notebook():
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        status = main(["serve", "--model", "tiny", "--port", "0"])
    address = re.search(r"http://[0-9.:]+", said.getvalue())[0]
    ask = lambda: json.load(urllib.request.urlopen(f"{address}/api/health"))
    return status, said.getvalue().strip(), await asyncio.to_thread(ask)

print(asyncio.run(notebook()))
"""


def test_serve_returns_and_answers_in_the_background() -> None:
    done = subprocess.run(
        [sys.executable, "-c", ASKING], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.startswith("(0, 'Listening on http://127.0.0.1:")
    assert "in the background, until this process ends" in done.stdout
    assert "{'status': 'ok'}" in done.stdout
