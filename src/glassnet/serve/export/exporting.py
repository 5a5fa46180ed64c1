"""`glassnet studio --export` and `--one-file`: collect, build, write, and report the sizes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from glassnet.serve.export.contents import Contents, collect
from glassnet.serve.export.one_file import build_one_file
from glassnet.serve.export.site import build_site
from glassnet.serve.export.writing import check_file, check_folder, write_file, write_site

SITE_DIGITS: Final = 12_000
# One file is to stay below 4 MB.
FILE_DIGITS: Final = 6_000


def export_site(
    folder: Path, models: Sequence[str] | None = None, *, digit_count: int = SITE_DIGITS
) -> list[str]:
    """Write a static site; returns what was written, line by line.

    Raises `SettingError` for a folder that holds something else, and for unknown models.
    """
    check_folder(folder)
    contents = collect(models, digit_count, large=True)
    files = build_site(contents)
    write_site(folder, files)
    total = sum(map(len, files.values()))
    return [
        f"Wrote {folder}: {len(files)} files, {_format_size(total)}.",
        *_describe(contents, total),
    ]


def export_file(
    path: Path, models: Sequence[str] | None = None, *, digit_count: int = FILE_DIGITS
) -> list[str]:
    """Write one HTML file; returns what was written, line by line.

    Raises `SettingError` for a file that is something else, and for unknown models.
    """
    check_file(path)
    contents = collect(models, digit_count, large=False)
    page = build_one_file(contents)
    write_file(path, page)
    return [f"Wrote {path}: {_format_size(len(page))}.", *_describe(contents, len(page))]


def _describe(contents: Contents, total: int) -> Iterator[str]:
    models = sum(map(len, contents.models.values()))
    yield f"  networks {_format_size(models)}: {', '.join(contents.models)}"
    yield f"  simulated digits {_format_size(len(contents.digits))}"
    yield f"  page {_format_size(total - models - len(contents.digits))}"


def _format_size(count: int) -> str:
    return f"{count / 1e6:.2f} MB"
