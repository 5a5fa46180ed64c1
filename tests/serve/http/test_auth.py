"""Which requests the service accepts, by host, origin and key."""

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from glassnet.errors import SettingError
from glassnet.serve.http.settings import Key, Settings

KEY = "correct horse battery staple"
ADDRESSES = ["/", "/main.js", "/api/health", "/api/models", "/metrics", "/openapi.json", "/nope"]


@pytest.mark.parametrize(
    "host", ["localhost", "LOCALHOST:1", "127.0.0.1:8000", "[::1]", "[::1]:80"]
)
def test_its_own_host_names_are_accepted(client: TestClient, host: str) -> None:
    assert client.get("/api/health", headers={"host": host}).is_success


@pytest.mark.parametrize(
    "host",
    [
        "example.org", "localhost.example.org", "localhost.", "127.0.0.1.example.org", "evil-localhost",
        "127.0.0.2", "127.1", "2130706433", "0", "192.168.0.9", "[::2]", "[::ffff:127.0.0.1]",
        "localhost:8000:8000", "localhost:x", "localhost@example.org", "", " ", "localhost/", "a b", "[",
    ],
)  # fmt: skip
@pytest.mark.parametrize("address", ADDRESSES)
def test_other_host_names_are_refused_at_every_address(
    client: TestClient, host: str, address: str
) -> None:
    assert client.get(address, headers={"host": host}).status_code == 421


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "QUERY", "TRACE", "MKCOL"])
@pytest.mark.parametrize(
    "headers",
    [
        {"origin": "https://example.org"},
        {"origin": "null"},
        {"origin": ""},
        {"origin": "http://localhost:8001"},
        {"origin": "http://localhost"},
        {"origin": "http://localhost:8000.example.org"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "anything"},
        {"origin": "http://localhost:8000", "sec-fetch-site": "cross-site"},
    ],
    ids=str,
)
def test_pages_of_other_sites_are_refused(
    client: TestClient, method: str, headers: dict[str, str]
) -> None:
    answer = client.request(method, "/api/predict", json={"strokes": []}, headers=headers)

    assert answer.status_code == 403


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://localhost:8000"},
        {"origin": "https://localhost:8000"},
        {"sec-fetch-site": "same-origin"},
        {"sec-fetch-site": "none"},
    ],
    ids=str,
)
def test_its_own_page_and_other_programs_are_accepted(
    client: TestClient, headers: dict[str, str]
) -> None:
    assert client.post("/api/predict", json={"strokes": []}, headers=headers).is_success


def test_other_sites_cannot_read_responses(client: TestClient) -> None:
    answer = client.get("/api/models", headers={"origin": "https://example.org"})

    assert "access-control-allow-origin" not in answer.headers


def test_an_allowed_origin_is_accepted(client_with: Callable[..., TestClient]) -> None:
    client = client_with(allowed_origins=("https://example.org",))
    headers = {"origin": "https://example.org", "sec-fetch-site": "cross-site"}

    answer = client.post("/api/predict", json={"strokes": []}, headers=headers)
    other = client.get("/api/models", headers={"origin": "https://example.net"})

    assert answer.headers["access-control-allow-origin"] == "https://example.org"
    assert "access-control-allow-credentials" not in answer.headers
    assert "access-control-allow-origin" not in other.headers


@pytest.mark.parametrize("origin", ["*", "example.org", "https://", "https://a/b", "https://*.org"])
def test_an_allowed_origin_must_be_an_origin(origin: str) -> None:
    with pytest.raises(SettingError, match="one origin"):
        Settings(allowed_origins=(origin,))


def test_an_allowed_host_is_accepted(client_with: Callable[..., TestClient]) -> None:
    client = client_with(allowed_hosts=("digits.example.org",))

    assert client.get("/api/health", headers={"host": "digits.example.org"}).is_success


@pytest.mark.parametrize("host", ["::", "192.168.0.9", "example.org"])
def test_listening_beyond_this_machine_needs_a_key(host: str) -> None:
    with pytest.raises(SettingError, match="a key"):
        Settings(host=host)

    assert Settings(host=host, key=Key(KEY))
    assert Settings(host=host, without_key=True)


def test_beyond_loopback_ip_addresses_are_accepted_as_hosts(
    client_with: Callable[..., TestClient],
) -> None:
    client = client_with(host="0.0.0.0", without_key=True)  # noqa: S104 - never bound

    assert client.get("/api/health", headers={"host": "192.168.0.9:8000"}).is_success
    assert client.get("/api/health", headers={"host": "example.org"}).status_code == 421


@pytest.mark.parametrize("text", [None, "", "short"])
def test_missing_and_short_keys_are_refused(text: str | None) -> None:
    with pytest.raises(SettingError, match="GLASSNET_API_KEY"):
        Key.parse(text)


@pytest.fixture(scope="module")
def keyed(client_with: Callable[..., TestClient]) -> TestClient:
    return client_with(key=Key.parse(KEY))


@pytest.mark.parametrize(
    "headers",
    [
        {"x-api-key": KEY},
        {"authorization": f"Bearer {KEY}"},
        {"Authorization": f"bearer {KEY}"},
    ],
    ids=str,
)
def test_requests_with_the_key_are_accepted(keyed: TestClient, headers: dict[str, str]) -> None:
    assert keyed.get("/api/models", headers=headers).is_success


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-api-key": ""},
        {"x-api-key": KEY[:-1]},
        {"x-api-key": f"{KEY}x"},
        {"x-api-key": KEY.upper()},
        {"x-api-key": "schlüssel".encode()},
        {"x-api-key": b"\xff\xfe"},
        {"x-api-key": "x" * 10_000},
        {"authorization": KEY},
        {"authorization": f"Basic {KEY}"},
        {"x-api-key": KEY, "authorization": "Bearer another"},
        {"cookie": f"key={KEY}"},
    ],
    ids=str,
)
@pytest.mark.parametrize("address", ["/api/models", "/api/models/tiny", "/metrics", "/api/nope"])
def test_requests_without_the_right_key_are_refused(
    keyed: TestClient, headers: dict[str, Any], address: str
) -> None:
    answer = keyed.get(address, headers=headers)

    assert answer.status_code == 401
    assert "www-authenticate" in answer.headers


def test_a_key_in_the_query_is_not_accepted(keyed: TestClient) -> None:
    assert keyed.get("/api/models", params={"key": KEY, "x-api-key": KEY}).status_code == 401


def test_health_needs_no_key(keyed: TestClient) -> None:
    assert keyed.get("/api/health").is_success
    assert keyed.get("/api/ready").is_success


@pytest.mark.parametrize("address", ["/", "/main.js", "/openapi.json", "/docs"])
def test_the_page_and_the_documentation_need_no_key(keyed: TestClient, address: str) -> None:
    assert keyed.get(address).is_success


def test_a_key_cannot_be_printed() -> None:
    settings = Settings(key=Key(KEY))

    assert KEY not in repr(settings)
    assert KEY not in str(vars(settings.key))
