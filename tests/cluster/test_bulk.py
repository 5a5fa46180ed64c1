"""Bulk reading writes each record once, whatever the source, whatever is killed."""

import io
import json
import os
import signal
import subprocess
import sys
import tarfile
import time
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from glassnet.cluster import Pool, open_pool
from glassnet.cluster.bulk import BulkError, BulkFolder, least_certain, run_bulk
from glassnet.cluster.bulk_blocks import IMAGES_IN_BLOCK, Block, Blocks
from glassnet.cluster.bulk_entries import RECORDS_IN_BLOCK
from glassnet.cluster.bulk_source import open_source
from glassnet.data import load
from glassnet.data.errors import UnknownSource
from glassnet.models import load_model


@pytest.fixture(scope="module")
def images() -> np.ndarray:
    return load("mnist").split("test").images[:60]


def encode(image: np.ndarray) -> bytes:
    content = io.BytesIO()
    Image.fromarray(255 - np.pad(image, 8)).save(content, "PNG")
    return content.getvalue()


@pytest.fixture(scope="module")
def files(images: np.ndarray) -> dict[str, bytes]:
    found = {f"page {number // 8}/{number:03d}.png": encode(images[number]) for number in range(24)}
    found["page 1/010.png"] = b"not a picture"
    found["page 2/.hidden.png"] = b""
    return found


def write_folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, content in files.items():
        (path / name).parent.mkdir(parents=True, exist_ok=True)
        (path / name).write_bytes(content)
    return path


def write_tar(path: Path, files: dict[str, bytes], mode: Any = "w:gz") -> Path:
    with tarfile.open(path, mode) as archive:
        for name, content in sorted(files.items()):
            member = tarfile.TarInfo(name)
            member.size = len(content)
            archive.addfile(member, io.BytesIO(content))
    return path


def write_zip(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in sorted(files.items()):
            archive.writestr(name, content)
    return path


def write_parquet(path: Path, files: dict[str, bytes]) -> Path:
    arrow = pytest.importorskip("pyarrow", reason="parquet needs pyarrow")
    from pyarrow import parquet

    rows = [{"bytes": content, "path": name} for name, content in sorted(files.items())]
    parquet.write_table(arrow.table({"image": rows}), path)
    return path


def read_parts(folder: BulkFolder) -> list[dict]:
    texts = [part.read_text() for part in folder.done().values()]
    return [json.loads(line) for text in texts for line in text.splitlines()]


def read(source: Path | str, out: Path, pool: Pool | None = None) -> list[dict]:
    folder = BulkFolder(out)
    with open_pool() as alone:
        list(run_bulk(str(source), "tiny", folder, pool or alone))
    return read_parts(folder)


SOURCES = {
    "archive.tar.gz": write_tar,
    "archive.tar": lambda path, files: write_tar(path, files, "w"),
    "archive.zip": write_zip,
    "table.parquet": write_parquet,
}


@pytest.mark.parametrize("name", SOURCES)
def test_every_picture_of_an_archive_becomes_a_record(
    name: str, files: dict[str, bytes], images: np.ndarray, tmp_path: Path
) -> None:
    visible = {each: content for each, content in files.items() if ".hidden" not in each}
    given = visible if name.endswith("parquet") else files
    records = read(SOURCES[name](tmp_path / name, given), tmp_path / "out")

    assert [each["input"] for each in records] == sorted(visible)
    bad = [each for each in records if "error" in each]
    assert [each["input"] for each in bad] == ["page 1/010.png"]
    model = load_model("tiny")
    expected = [model.read_image(visible[each["input"]]) for each in records if each not in bad]
    good = [each for each in records if each not in bad]
    assert [each["label"] for each in good] == [each.label for each in expected]
    assert [each["confidence"] for each in good] == pytest.approx(
        [each.confidence for each in expected], abs=2e-5
    )


def test_a_folder_is_read_with_its_subfolders(files: dict[str, bytes], tmp_path: Path) -> None:
    del (files := dict(files))["page 2/.hidden.png"]

    records = read(write_folder(tmp_path / "scans", files), tmp_path / "out")

    assert [each["input"] for each in records] == sorted(files)


def test_an_array_is_read_in_blocks_without_the_ink_pipeline(
    images: np.ndarray, tmp_path: Path
) -> None:
    many = np.tile(images, (350, 1, 1))
    np.save(tmp_path / "images.npy", many)

    records = read(tmp_path / "images.npy", tmp_path / "out")

    assert len(records) == len(many) == 21_000
    assert sorted(BulkFolder(tmp_path / "out").done()) == [0, 1, 2]
    model = load_model("tiny")
    labels = [str(each) for each in model.predict(images)]
    assert [each["label"] for each in records[IMAGES_IN_BLOCK : IMAGES_IN_BLOCK + 60]] == [
        labels[(IMAGES_IN_BLOCK + number) % 60] for number in range(60)
    ]


def test_a_stroke_file_is_read_line_by_line(tmp_path: Path) -> None:
    lines = ['{"strokes": [[[5, 0], [5, 20]]]}', "", "no JSON", '{"strokes": []}']
    (tmp_path / "drawn.jsonl").write_text("\n".join(lines))

    records = read(tmp_path / "drawn.jsonl", tmp_path / "out")

    assert [each["input"] for each in records] == ["line 1", "line 3", "line 4"]
    assert records[0]["label"] == "1"
    assert "expected JSON" in records[1]["error"]
    assert records[2]["reason"] == "no ink"


def test_two_workers_write_what_one_writes(
    images: np.ndarray, tmp_path: Path, two_workers: Pool
) -> None:
    np.save(tmp_path / "images.npy", np.tile(images, (400, 1, 1)))

    alone = read(tmp_path / "images.npy", tmp_path / "1")
    together = read(tmp_path / "images.npy", tmp_path / "2", two_workers)

    sure = [[each.pop("confidence") for each in records] for records in (alone, together)]
    assert alone == together
    # Compiled code and NumPy differ in the last bits.
    assert sure[1] == [pytest.approx(each, abs=2e-6) for each in sure[0]]


def test_killed_and_started_again_no_record_is_lost_or_repeated(
    images: np.ndarray, tmp_path: Path
) -> None:
    np.save(tmp_path / "images.npy", np.tile(images, (1500, 1, 1)))
    out = tmp_path / "out"
    command = [
        sys.executable, "-m", "glassnet", "predict", "tiny", "--bulk", str(tmp_path / "images.npy"),
        "--out", str(out), "--json", "-",
    ]  # fmt: skip
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while process.poll() is None and len(BulkFolder(out).done()) < 3:
        time.sleep(0.01)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    before = {path.name: path.stat().st_mtime_ns for path in BulkFolder(out).done().values()}

    report = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)

    parts = BulkFolder(out).done()
    assert list(parts) == list(range(9))
    assert {name: (out / name).stat().st_mtime_ns for name in before} == before
    inputs = [each["input"] for each in read_parts(BulkFolder(out))]
    assert inputs == [str(number) for number in range(90_000)]
    assert report["records"] == 90_000 - sum(10_000 for _ in before)
    assert Path(report["review"]).exists()


def test_the_least_certain_records_are_kept_for_review(images: np.ndarray, tmp_path: Path) -> None:
    np.save(tmp_path / "images.npy", images)
    records = read(tmp_path / "images.npy", tmp_path / "out")

    found = least_certain(BulkFolder(tmp_path / "out"), 5)

    sure = sorted(each["confidence"] for each in records if each["label"] is not None)
    assert [each.confidence for each in found] == pytest.approx(sure[:5])
    for each in found:
        np.testing.assert_array_equal(each.image, images[int(each.name)])


def test_another_job_cannot_use_the_folder(images: np.ndarray, tmp_path: Path) -> None:
    for name in ("a", "b"):
        np.save(tmp_path / f"{name}.npy", images)
    read(tmp_path / "a.npy", tmp_path / "out")

    with pytest.raises(BulkError, match="expects the job that it was begun with"):
        read(tmp_path / "b.npy", tmp_path / "out")


@pytest.mark.parametrize("name", ["missing.tar", "notes.txt", "nowhere://host/scans.tar"])
def test_what_is_no_source_is_named(name: str, tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("digits")
    source = name if "://" in name else str(tmp_path / name)

    with pytest.raises(UnknownSource, match=name.split("/")[0]), open_source(source):
        pass


def names_of(blocks: Blocks) -> dict[int, tuple[str, ...]]:
    return {each.number: each.names for each in blocks if isinstance(each, Block)}


def test_blocks_do_not_depend_on_what_is_left_out(files: dict[str, bytes], tmp_path: Path) -> None:
    many = {f"{number:04d}.png": b"x" for number in range(2 * RECORDS_IN_BLOCK + 5)}
    path = write_zip(tmp_path / "many.zip", many)

    with open_source(str(path)) as source:
        whole = names_of(source.blocks(lambda number: False))
        rest = names_of(source.blocks(lambda number: number == 1))

    assert list(whole) == [0, 1, 2]
    assert rest == {0: whole[0], 2: whole[2]}
