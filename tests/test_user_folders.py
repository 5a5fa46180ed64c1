"""Users without a home folder, as in containers, and names that begin with a tilde."""

import os
import pwd
from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from glassnet.cli import main
from glassnet.data.published.catalog import MNIST
from glassnet.data.published.files import cache_folder
from glassnet.user_folders import expand_home, find_user_cache


@pytest.fixture
def homeless(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of a user whom the system does not know, with a picture of a seven."""

    def find_nobody(user: int) -> pwd.struct_passwd:
        raise KeyError(user)

    for name in ("HOME", "XDG_CACHE_HOME", "NUMBA_CACHE_DIR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(pwd, "getpwuid", find_nobody)
    monkeypatch.chdir(tmp_path)
    page = Image.new("L", (280, 280), 255)
    ImageDraw.Draw(page).line([(70, 60), (200, 60), (120, 230)], fill=0, width=24)
    page.save("seven.png")
    return tmp_path


def test_without_a_home_a_picture_is_read_and_nothing_is_left_behind(
    homeless: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["predict", "seven.png"]) == 0

    assert capsys.readouterr().out.splitlines()[1].split()[:2] == ["seven.png", "7"]
    assert [each.name for each in homeless.iterdir()] == ["seven.png"]


def test_without_a_home_there_is_no_cache_and_downloads_are_temporary(
    homeless: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(homeless))

    assert find_user_cache() is None
    assert cache_folder(MNIST).is_absolute()
    assert str(os.getuid()) in str(cache_folder(MNIST))


def test_a_tilde_is_the_home_folder_unless_it_names_no_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))

    assert expand_home("~/a.png") == tmp_path / "a.png"
    assert expand_home("~backup.png") == Path("~backup.png")


def test_a_model_whose_name_begins_with_a_tilde_is_read(
    small_model_file: Path, homeless: Path
) -> None:
    Path("~mine.safetensors").write_bytes(small_model_file.read_bytes())

    assert main(["predict", "seven.png", "--model", "~mine.safetensors"]) == 0
