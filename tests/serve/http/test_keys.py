import pytest

from glassnet.errors import SettingError
from glassnet.serve.http.settings import Key


@pytest.mark.parametrize(
    "text",
    [
        None, "", " " * 20, "\0" * 4096, "short", "a" * 40, "abababababababababab",
        " 0123456789abcdef", "schlüssel-schlüssel", "key-\udcff\udcfe-0123456789",
        "0123456789\x1babcdef",
    ],
)  # fmt: skip
def test_a_key_that_is_empty_easy_to_guess_or_no_header_is_refused(text: str | None) -> None:
    with pytest.raises(SettingError, match="a key of at least 16 characters"):
        Key.parse(text)


def test_a_good_key_matches_itself_alone() -> None:
    key = Key.parse("correct horse battery staple")

    assert key.matches(b"correct horse battery staple")
    assert not key.matches(b"correct horse battery stapler")
    assert not key.matches(b"\xff\xfe")
