"""The studio is written as a site or as one file: the same bytes each time, over nothing but an export."""

from __future__ import annotations

import json
import re
from pathlib import Path

import numpy as np
import pytest

from glassnet.cli import main
from glassnet.errors import SettingError
from glassnet.models import Model
from glassnet.serve.application import WEB
from glassnet.serve.export.exporting import export_file, export_site

DIGITS = 40
MAX_FILE_BYTES = 4_000_000


def read_files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def read_description(page: bytes) -> dict:
    (text,) = re.findall(r'<script type="application/json" id="site">(.*?)</script>', page.decode())
    return json.loads(text)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("export") / "site"
    export_site(folder, ["tiny"], digit_count=DIGITS)
    return folder


def test_two_sites_have_the_same_bytes(site: Path, tmp_path: Path) -> None:
    export_site(tmp_path / "other", ["tiny"], digit_count=DIGITS)
    assert read_files(tmp_path / "other") == read_files(site)


def test_two_files_have_the_same_bytes(tmp_path: Path) -> None:
    for name in ("one.html", "other.html"):
        export_file(tmp_path / name, ["tiny"], digit_count=DIGITS)
    assert (tmp_path / "one.html").read_bytes() == (tmp_path / "other.html").read_bytes()


def test_a_site_has_the_files_that_its_page_names(site: Path) -> None:
    described = read_description((site / "index.html").read_bytes())
    assert described["files"] == [
        "models/tiny.json", "data/errata.json", "data/tutorials.json", "data/digits.bin",
    ]  # fmt: skip
    assert [each["name"] for each in described["models"]] == ["tiny"]
    assert all((site / path).is_file() for path in described["files"])


def test_one_file_refers_to_no_other(tmp_path: Path) -> None:
    path = tmp_path / "studio.html"
    export_file(path, ["tiny"], digit_count=DIGITS)
    page = path.read_text()
    markup = re.sub(r"<script.*?</script>|<style.*?</style>", "", page, flags=re.DOTALL)
    addresses = re.findall(r'(?:href|src)="([^"]*)"', markup)
    assert addresses
    assert not [each for each in addresses if not each.startswith(("#", "data:"))]
    assert "icons.svg" not in page
    assert not re.findall(r'url\("(?!data:)', page)


def test_what_an_earlier_site_had_goes_and_other_files_stay(tmp_path: Path) -> None:
    folder = tmp_path / "site"
    export_site(folder, ["mine=tiny"], digit_count=DIGITS)
    (folder / "CNAME").write_text("glassnet.example.org")
    export_site(folder, ["tiny"], digit_count=DIGITS)
    assert not (folder / "models" / "mine.json").exists()
    assert (folder / "models" / "tiny.json").exists()
    assert (folder / "CNAME").read_text() == "glassnet.example.org"


def test_a_list_of_files_cannot_delete_outside_the_folder(tmp_path: Path) -> None:
    folder, precious = tmp_path / "site", tmp_path / "precious"
    export_site(folder, ["tiny"], digit_count=DIGITS)
    precious.write_text("mine")
    (folder / "glassnet-export.json").write_text(json.dumps({"files": ["../precious"]}))
    export_site(folder, ["tiny"], digit_count=DIGITS)
    assert precious.read_text() == "mine"


def test_a_folder_with_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    (tmp_path / "index.html").write_text("<!doctype html><title>My own page</title>")
    before = read_files(tmp_path)
    with pytest.raises(SettingError, match="earlier export"):
        export_site(tmp_path, ["tiny"], digit_count=DIGITS)
    assert read_files(tmp_path) == before


def test_a_file_that_is_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "index.html"
    path.write_text("<!doctype html><title>My own page</title>")
    with pytest.raises(SettingError, match="earlier export"):
        export_file(path, ["tiny"], digit_count=DIGITS)
    assert "My own page" in path.read_text()


def test_an_empty_folder_is_filled(tmp_path: Path) -> None:
    export_site(tmp_path, ["tiny"], digit_count=DIGITS)
    assert (tmp_path / "index.html").exists()


def test_a_name_that_is_no_address_is_refused(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="Give it another one"):
        export_site(tmp_path / "site", ["a/b=tiny"], digit_count=DIGITS)


def test_the_parameters_of_a_model_arrive(site: Path, model: Model) -> None:
    described = json.loads((site / "models" / "tiny.json").read_bytes())
    sizes = [np.prod(each["shape"]) for each in described["parameters"].values()]
    assert sum(sizes) == model.parameters.vector.size


@pytest.mark.slow
def test_the_command_writes_one_file_below_four_megabytes(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "studio.html"
    assert main(["studio", "--one-file", str(path)]) == 0
    assert path.stat().st_size < MAX_FILE_BYTES
    said = capsys.readouterr().out
    assert f"Wrote {path}: {path.stat().st_size / 1e6:.2f} MB." in said
    assert "tiny" in said
    names = [each["name"] for each in read_description(path.read_bytes())["models"]]
    assert {"tiny", "cnn", "wang"} <= set(names)
    assert "mlp" not in names


@pytest.mark.parametrize("option", ["--export", "--one-file"])
def test_the_command_refuses_what_is_not_an_export(
    option: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.html").write_text("mine")
    target = tmp_path / "thesis" / ("chapter.html" if option == "--one-file" else "")
    assert main(["studio", option, str(target)]) == 2
    assert "earlier export" in capsys.readouterr().err


def test_no_text_in_backquotes_spans_lines() -> None:
    """One file has the scripts without their indentation, which would change such a text."""
    pieces = re.compile(r"""`(?:[^`\\]|\\.)*`|"(?:[^"\\\n]|\\.)*"|//[^\n]*|/\*.*?\*/""", re.DOTALL)
    for path in WEB.rglob("*.js"):
        for found in pieces.finditer(path.read_text("utf-8")):
            assert not found[0].startswith("`") or "\n" not in found[0], (path.name, found[0])


def test_a_site_that_was_interrupted_is_completed(site: Path, tmp_path: Path) -> None:
    whole, begun = read_files(site), tmp_path / "site"
    for path in ("glassnet-export.json", "main.js"):
        begun.mkdir(exist_ok=True)
        (begun / path).write_bytes(whole[path])
    (begun / ".main.js.0123456789ab").write_bytes(b"half")

    export_site(begun, ["tiny"], digit_count=DIGITS)

    assert read_files(begun) == whole


def test_what_a_killed_export_left_alone_is_no_obstacle(site: Path, tmp_path: Path) -> None:
    (tmp_path / ".glassnet-export.json.0123456789ab").write_bytes(b"half")

    export_site(tmp_path, ["tiny"], digit_count=DIGITS)

    assert read_files(tmp_path) == read_files(site)
