"""Damaged data sets, and downloads from servers that misbehave: the published data, or a message."""

from __future__ import annotations

import hashlib
import os
import resource
import signal
import socket
import struct
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from tests.data.conftest import HURRIED, Mirror, Visit, packed
from tests.trust.check import Check, Tally, sizes, try_all
from tests.trust.files import mutate

from glassnet.data.download.fetch import FetchOptions, fetch
from glassnet.data.download.partial import Partial
from glassnet.data.errors import DataError, DownloadError
from glassnet.data.formats.idx import to_idx_bytes
from glassnet.data.published.catalog import MNIST, PublishedFile, PublishedSet
from glassnet.data.published.files import read_published, verify
from glassnet.errors import GlassnetError

Generator = np.random.Generator
OPTIONS: Final = FetchOptions(retry=replace(HURRIED, answer_seconds=0.5), loopback=True)
FETCH: Final = """
import sys
from pathlib import Path
from tests.trust.datasets import OPTIONS, make_set
from glassnet.data.download.fetch import fetch
fetch(make_set(sys.argv[1])[0], Path(sys.argv[2]), OPTIONS)
"""


def make_set(url: str) -> tuple[PublishedSet, dict[str, bytes]]:
    """A data set of seven images, and the contents of its files."""
    rng = np.random.default_rng(7)
    arrays = (
        rng.integers(0, 256, (5, 28, 28), np.uint8), rng.integers(0, 10, 5, np.uint8),
        rng.integers(0, 256, (2, 28, 28), np.uint8), rng.integers(0, 10, 2, np.uint8),
    )  # fmt: skip
    names = [each.name for each in MNIST.files]
    contents = {name: to_idx_bytes(each) for name, each in zip(names, arrays, strict=True)}
    files = tuple(
        PublishedFile(name, len(content), f"sha256:{hashlib.sha256(content).hexdigest()}")
        for name, content in contents.items()
    )
    return replace(MNIST, name="Tiny", mirrors=(url,), files=files), contents


@contextmanager
def serving_files() -> Iterator[tuple[Mirror, PublishedSet]]:
    """A mirror on this machine, and the set that it has."""
    contents = make_set("")[1]
    with Mirror({f"{name}.gz": packed(content) for name, content in contents.items()}) as mirror:
        thread = threading.Thread(target=mirror.serve_forever, args=[0.01], daemon=True)
        thread.start()
        try:
            yield mirror, make_set(mirror.url)[0]
        finally:
            mirror.over.set()
            mirror.shutdown()
            thread.join()


def check_damaged_sets(rng: Generator, trials: int) -> Tally:
    """One of the four files changed, packed or not, and notes of downloads."""
    published, contents = make_set("")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file, content in contents.items():
            (folder / file).write_bytes(content)
        whole = read_published(published, folder)

        def attempt(number: int) -> str | None:
            file = published.files[number % 4].name
            is_packed = number // 4 % 2 == 1
            plain = packed(contents[file]) if is_packed else contents[file]
            damaged = folder / (f"{file}.gz" if is_packed else file)
            (folder / file).unlink()
            damaged.write_bytes(mutate(rng, plain))
            (folder / f"{file}.gz.part.json").write_bytes(mutate(rng, b'{"url": "x", "etag": "y"}'))
            try:
                found = read_published(published, folder)
                same = all(
                    found.split(each).digest() == whole.split(each).digest()
                    for each in ("train", "test")
                )
                return None if same else f"mutation {number} of {damaged.name}: other data"
            except DataError:
                return None
            except Exception as error:
                return f"mutation {number} of {damaged.name}: {error!r}"
            finally:
                damaged.unlink()
                (folder / file).write_bytes(contents[file])

        return try_all(trials, attempt)


def _answer(name: str) -> Callable[[Mirror], None]:
    def set_answers(mirror: Mirror) -> None:
        mirror.answers = [getattr(Visit, name)]

    return set_answers


def _answer_once(name: str) -> Callable[[Mirror], None]:
    def set_answers(mirror: Mirror) -> None:
        mirror.answers = [getattr(Visit, name), Visit.whole]

    return set_answers


def _status(code: int, **headers: str) -> Callable[[Mirror], None]:
    def set_answers(mirror: Mirror) -> None:
        mirror.answers = [lambda visit: visit.head(code, 0, **headers)]

    return set_answers


def _change_file(mirror: Mirror) -> None:
    """After the half of one file comes another one, with another ETag; then the right one."""

    def other(visit: Visit) -> None:
        mirror.etag = '"other"'
        visit.ranges_ignored()

    mirror.answers = [Visit.half, other]


def _redirect(target: str) -> Callable[[Mirror], None]:
    def set_answers(mirror: Mirror) -> None:
        where = target.replace("HERE", mirror.url)
        mirror.answers = [lambda visit: visit.head(302, 0, Location=where)]

    return set_answers


def _nothing_listens(mirror: Mirror) -> None:
    mirror.answers = [lambda visit: visit.connection.shutdown(socket.SHUT_RDWR)]


def _reset_at_once(mirror: Mirror) -> None:
    def reset(visit: Visit) -> None:
        visit.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        visit.connection.close()

    mirror.answers = [reset]


# How servers misbehave, and whether the data come all the same.
FAULTS: Final[dict[str, tuple[Callable[[Mirror], None], bool]]] = {
    "closed": (_nothing_listens, False),
    "silent": (_answer("silence"), False),
    "a byte at a time": (_answer("drip"), False),
    "a head a byte at a time": (_answer("dripping_head"), False),
    "stalled once": (_answer_once("stall"), True),
    "reset in the middle once": (_answer_once("reset"), True),
    "reset": (_reset_at_once, False),
    "half, once": (_answer_once("half"), True),
    "too short a length": (_answer("short_length"), False),
    "too long a length": (_answer("long_length"), False),
    "no length": (_answer("no_length"), True),
    "404": (_status(404), False),
    "500": (_status(500), False),
    "503 with Retry-After": (_status(503, Retry_After="0"), False),
    "a web page": (_answer("html"), False),
    "other bytes of the same size": (_answer("other_bytes"), False),
    "redirects in a circle": (_redirect("HEREagain"), False),
    "a redirect to a file": (_redirect("file:///etc/passwd"), False),
    "a redirect to another scheme": (_redirect("http://example.org/x"), False),
    "a redirect to a private address": (_redirect("https://192.168.0.1/x"), False),
    "another range": (_answer_once("wrong_range"), True),
    "the whole file for a range": (_answer_once("ranges_ignored"), True),
    "416": (_status(416), False),
    "another file": (_change_file, True),
    "a bomb": (_answer("bomb"), False),
    "without an end": (_answer("endless"), False),
}


def check_downloads(rng: Generator, trials: int) -> Tally:
    """Each kind of fault, from an empty folder or a random part of a file."""
    names = list(FAULTS)

    def attempt(number: int) -> str | None:
        name = names[number % len(names)]
        set_answers, comes = FAULTS[name]
        with serving_files() as (mirror, published), tempfile.TemporaryDirectory() as folder:
            set_answers(mirror)
            if rng.random() < 0.3:
                _leave_part(rng, mirror, published, Path(folder))
            try:
                fetch(published, Path(folder), OPTIONS)
            except DownloadError as error:
                if comes:
                    return f"{name}: {error}"
            except Exception as error:
                return f"{name}: {error!r}"
            wrong = [
                each.file.name
                for each in verify(published, Path(folder))
                if each.fault not in (None, "missing")
            ]
            return f"{name}: {wrong} are damaged" if wrong else None

    return try_all(trials, attempt)


def _leave_part(rng: Generator, mirror: Mirror, published: PublishedSet, folder: Path) -> None:
    """The beginning of a file, or other bytes, with the note of an earlier download."""
    name = f"{published.files[0].name}.gz"
    content = mirror.files[name]
    part = Partial(folder / f"{name}.part")
    part.begin(mirror.url + name, mirror.etag)
    kept = content[: int(rng.integers(len(content)))]
    part.path.write_bytes(kept if rng.random() < 0.7 else mutate(rng, kept + b"x"))


def check_killed_downloads(rng: Generator, trials: int) -> Tally:
    """Processes that fetch at once, killed at a random moment, on disks that may be full; then once more."""

    def attempt(number: int) -> str | None:
        with serving_files() as (mirror, published), tempfile.TemporaryDirectory() as name:
            folder = Path(name) / "data"
            mirror.answers = [lambda visit: (time.sleep(0.02), visit.whole())[1]]
            limit = None if rng.random() < 0.7 else int(rng.integers(0, 3000))
            processes = [
                _start_fetch(mirror.url, folder, limit) for _ in range(int(rng.integers(1, 3)))
            ]
            time.sleep(float(rng.uniform(0.2, 1.2)))
            for each in processes:
                each.send_signal(signal.SIGKILL)
                each.communicate()
            found = verify(published, folder) if folder.exists() else []
            if any(each.fault not in (None, "missing") for each in found):
                return f"killed fetch {number}: a damaged file under its own name"
            try:
                fetch(published, folder, OPTIONS)
                read_published(published, folder)
            except GlassnetError as error:
                return f"killed fetch {number}: {error}"
            return None

    return try_all(trials, attempt)


def _start_fetch(url: str, folder: Path, limit: int | None) -> subprocess.Popen[Any]:
    def limit_files() -> None:
        if limit is not None:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))

    return subprocess.Popen(
        [sys.executable, "-c", FETCH, url, str(folder)],
        stderr=subprocess.DEVNULL, env=dict(os.environ), preexec_fn=limit_files,
    )  # fmt: skip


CHECKS: Final = (
    Check(
        "damaged data sets", "Of a published data set the published content is read, or nothing.",
        sizes(400, 40_000, 80_000), check_damaged_sets,
    ),
    Check(
        "downloads", f"Of {len(FAULTS)} ways in which servers misbehave, none puts another content in place.",
        sizes(len(FAULTS), 3 * len(FAULTS), 20 * len(FAULTS)), check_downloads,
    ),
    Check(
        "killed downloads", "A download that is killed goes on at the next start.",
        sizes(2, 20, 300), check_killed_downloads,
    ),
)  # fmt: skip
