"""A lock is held by one at a time and given back."""

from pathlib import Path

import pytest

from glassnet.data import DownloadError
from glassnet.data.locks import exclusive


def test_a_lock_that_is_held_is_waited_for_only_so_long(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with (
        exclusive(path, 1),
        pytest.raises(DownloadError, match="another process"),
        exclusive(path, 0.1),
    ):
        pass


def test_a_lock_is_free_again_also_after_an_error(tmp_path: Path) -> None:
    path = tmp_path / ".lock"
    with pytest.raises(KeyError), exclusive(path, 1):
        raise KeyError
    with exclusive(path, 0.1):
        pass
