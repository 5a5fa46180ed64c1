"""A request goes where it may go, and nowhere else."""

from collections.abc import Callable
from typing import Any

import pytest

from glassnet.data.download.https import check_url, open_url
from glassnet.data.errors import DownloadError


def redirect(target: str) -> Callable[[Any], None]:
    return lambda visit: visit.head(302, 0, Location=target)


def get(url: str, loopback: bool = True) -> bytes:
    with open_url(url, {}, 1, 2, loopback) as response:
        return response.read()


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/a.gz",
        "ftp://example.org/a.gz",
        "file:///etc/hostname",
        "https:///a.gz",
        "https://localhost/a.gz",
        "https://files.localhost/a.gz",
        "https://127.0.0.1/a.gz",
        "https://10.0.0.8/a.gz",
        "https://169.254.169.254/latest",
        "https://[::1]/a.gz",
        "a.gz",
    ],
)
def test_only_https_on_the_internet_is_allowed(url: str) -> None:
    with pytest.raises(DownloadError, match="expected an https address"):
        check_url(url)


def test_plain_http_is_for_this_machine_and_only_when_asked_for(mirror: Any) -> None:
    check_url(mirror.url, loopback=True)
    with pytest.raises(DownloadError):
        check_url(mirror.url)
    with pytest.raises(DownloadError):
        check_url("http://example.org/", loopback=True)


def test_a_redirect_is_followed(mirror: Any) -> None:
    name = "t10k-labels-idx1-ubyte.gz"
    mirror.answers = [redirect(f"/elsewhere/{name}"), mirror.RequestHandlerClass.whole]

    assert get(mirror.url + name) == mirror.files[name]


@pytest.mark.parametrize(
    "target",
    ["http://example.org/a.gz", "https://192.168.1.1/a.gz", "https://localhost/a.gz"],
)
def test_a_redirect_may_not_lead_where_a_download_may_not_go(mirror: Any, target: str) -> None:
    mirror.answers = [redirect(target)]

    with pytest.raises(DownloadError, match="expected an https address"):
        get(mirror.url)


@pytest.mark.parametrize("target", ["file:///etc/hostname", "ftp://example.org/", "/again"])
def test_a_redirect_to_another_scheme_or_in_a_circle_ends(mirror: Any, target: str) -> None:
    mirror.answers = [redirect(target)]

    with pytest.raises(OSError, match=r"302|https"):
        get(mirror.url)

    assert len(mirror.ranges) <= 6
