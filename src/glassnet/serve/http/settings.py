"""The settings of the service, chosen before it starts and frozen afterwards."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from glassnet.errors import SettingError, format_error
from glassnet.serve.http.limits import Limits

KEY_VARIABLE: Final = "GLASSNET_API_KEY"
MIN_KEY_LENGTH: Final = 16
MIN_KEY_VARIETY: Final = 6
LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


class Key:
    """An API key. Only its digest is kept, so it cannot be printed."""

    def __init__(self, text: str) -> None:
        self._digest = hashlib.sha256(text.encode()).digest()

    @classmethod
    def parse(cls, text: str | None) -> Self:
        """The key. Raises `SettingError` for none, one that no header can hold, or one easy to guess."""
        got = _find_key_fault(text or "")
        if text is None or got is not None:
            raise SettingError(
                format_error(
                    "The service",
                    f"a key of at least {MIN_KEY_LENGTH} characters in {KEY_VARIABLE}",
                    got or "none",
                    f'Set one: export {KEY_VARIABLE}="$(openssl rand -hex 32)"',
                )
            )
        return cls(text)

    def matches(self, offered: bytes) -> bool:
        """Whether `offered` is this key. Takes the same time for every wrong key."""
        return hmac.compare_digest(hashlib.sha256(offered).digest(), self._digest)

    def __repr__(self) -> str:
        return "Key(...)"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where the service listens, which requests it accepts, and its limits.

    `allowed_hosts` are additional host names under which it accepts requests; `allowed_origins` are
    other sites whose pages may use it (CORS is off for all others). `without_key` allows listening on
    other addresses than loopback without a key. `runs` is a folder of training runs.
    Raises `SettingError` for settings that would leave the service open by accident.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    key: Key | None = None
    without_key: bool = False
    allowed_hosts: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    page: bool = True
    # Requests a second of one caller; None for any number.
    rate: float | None = None
    request_log: bool = False
    runs: Path | None = None
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if not self.is_loopback and self.key is None and not self.without_key:
            raise SettingError(
                format_error(
                    f"--host {self.host}",
                    "a key, because other machines can reach this address",
                    "none",
                    f"Set {KEY_VARIABLE}, or pass --without-key to serve without one.",
                )
            )
        for origin in self.allowed_origins:
            _check_origin(origin)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach the service."""
        if self.host == "localhost":
            return True
        address = _parse_address(self.host)
        return address is not None and address.is_loopback

    @property
    def allows_changes(self) -> bool:
        """Whether requests may start and stop runs: those of this machine, or with a key."""
        return self.is_loopback or self.key is not None

    def allows_host(self, host: str) -> bool:
        """Whether requests may name this host (without its port, in lower case).

        A service that listens beyond loopback also accepts IP addresses: a name can be rebound to it by
        an attacker's page (DNS rebinding), an address cannot.
        """
        if host in LOOPBACK_NAMES or host in self.allowed_hosts:
            return True
        return not self.is_loopback and _parse_address(host.strip("[]")) is not None


def _find_key_fault(text: str) -> str | None:
    """What is wrong with a key; None for a good one."""
    if not text:
        return "none"
    if not all(" " <= each <= "~" for each in text) or text != text.strip():
        return "one with spaces around it, or with other characters than ASCII has"
    if len(text) < MIN_KEY_LENGTH:
        return f"one of {len(text)} characters"
    if len(set(text)) < MIN_KEY_VARIETY:
        return f"one of {len(set(text))} different characters"
    return None


def _parse_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None


def _check_origin(origin: str) -> None:
    scheme, _, rest = origin.partition("://")
    if scheme not in ("http", "https") or not rest or "/" in rest or "*" in rest:
        raise SettingError(
            format_error(
                "--allow-origin",
                "one origin, such as https://example.org",
                repr(origin),
                "Write scheme, name and port, without a path; there is no wildcard.",
            )
        )
