"""Small text files that people write: what is read of them, and what is said of those that cannot be."""

from pathlib import Path

import pytest

from glassnet.nn import SettingError
from glassnet.text_file import read_text, read_toml


def test_marks_of_other_systems_are_not_part_of_the_text(tmp_path: Path) -> None:
    path = tmp_path / "windows.toml"
    path.write_bytes(b"\xef\xbb\xbfepochs = 3\r\nseed = 1\r\n")

    assert read_text(path, "a recipe in TOML", "") == "epochs = 3\nseed = 1\n"
    assert read_toml(path, "a recipe in TOML", "") == {"epochs": 3, "seed": 1}


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"epochs = ", "a recipe in TOML, got Invalid value"),
        (b"a = " + b"[" * 100_000, "a recipe in TOML, got too deeply nested"),
        (b"name = '\xff'", "a recipe in TOML, got 'utf-8' codec"),
        (b"#" * 1_000_001, "at most 1,000,000 bytes, got more"),
    ],
)
def test_what_cannot_be_read_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "wrong.toml"
    path.write_bytes(content)

    with pytest.raises(SettingError, match=f"wrong.toml expects {message}.*See docs"):
        read_toml(path, "a recipe in TOML", "See docs/recipes.md.")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match=r"lost.toml expects a recipe in TOML, got No such file"):
        read_toml(tmp_path / "lost.toml", "a recipe in TOML", "See docs/recipes.md.")
