"""What is kept of a download is only ever of the address that it is noted for."""

from pathlib import Path

import pytest

from glassnet.data import DownloadError
from glassnet.data.download.partial import Partial

URL = "https://example.org/a.gz"


@pytest.fixture
def part(tmp_path: Path) -> Partial:
    part = Partial(tmp_path / "a.part")
    part.begin(URL, '"mark"')
    part.path.write_bytes(b"12345")
    return part


def test_what_is_kept_belongs_to_its_address(part: Partial) -> None:
    assert part.kept(URL) == 5
    assert part.kept("https://example.org/b.gz") == 0
    assert part.etag() == '"mark"'


def test_beginning_anew_forgets_the_old_bytes(part: Partial) -> None:
    part.begin(URL, "")
    assert part.kept(URL) == 0


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b"null", b'{"url": 3}', b'{"etag": "x"}'])
def test_a_damaged_note_counts_as_none(part: Partial, note: bytes) -> None:
    part.path.with_name("a.part.json").write_bytes(note)
    assert part.kept(URL) == 0


def test_discarding_leaves_nothing(part: Partial, tmp_path: Path) -> None:
    part.discard()
    part.discard()
    assert not list(tmp_path.iterdir())


def test_a_place_that_does_not_take_it_is_named(tmp_path: Path) -> None:
    with pytest.raises(DownloadError, match="expected to write here"):
        Partial(tmp_path / "missing" / "a.part").open()
