"""What the service is allowed to do, decided before it starts and frozen from then on."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from dataclasses import dataclass, field
from typing import Final, Self

from glassnet.errors import format_error
from glassnet.nn import SettingError

KIB: Final = 1024
MIB: Final = 1024 * KIB
KEY_VARIABLE: Final = "GLASSNET_API_KEY"
SHORTEST_KEY: Final = 16
LOOPBACK_NAMES: Final = frozenset({"localhost", "127.0.0.1", "[::1]"})


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Sizes in bytes, times in seconds. Everything that a stranger could make large has one."""

    drawing_bytes: int = 256 * KIB
    image_bytes: int = 2 * MIB
    image_pixels: int = 4_000_000
    batch_bytes: int = 4 * MIB
    head_bytes: int = 32 * KIB
    head_seconds: float = 10
    body_seconds: float = 10
    answer_seconds: float = 30
    idle_seconds: float = 5
    stopping_seconds: float = 4
    connections: int = 512
    waiting_work: int = 64


class Key:
    """An API key of which only the digest is kept; it cannot be printed."""

    def __init__(self, text: str) -> None:
        self._digest = hashlib.sha256(text.encode()).digest()

    @classmethod
    def checked(cls, text: str | None) -> Self:
        """The key. Raises `SettingError` for none, an empty one or one short enough to guess."""
        if not text or len(text) < SHORTEST_KEY:
            came = "none" if not text else f"one of {len(text)} characters"
            raise SettingError(
                format_error(
                    "The service",
                    f"a key of at least {SHORTEST_KEY} characters in {KEY_VARIABLE}",
                    came,
                    f'Set one: export {KEY_VARIABLE}="$(openssl rand -hex 32)"',
                )
            )
        return cls(text)

    def matches(self, offered: bytes) -> bool:
        """Whether it is this key, in a time that says nothing about how nearly."""
        return hmac.compare_digest(hashlib.sha256(offered).digest(), self._digest)

    def __repr__(self) -> str:
        return "Key(...)"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Where the service listens, whom it answers, and its limits.

    `allowed_hosts` are names beyond this machine's own by which it may be called;
    `allowed_origins` are pages of other sites that may use it (CORS is off but for these).
    `without_key` says that listening beyond this machine without a key is meant.
    Raises `SettingError` for what would leave the service open by accident.
    """

    host: str = "127.0.0.1"
    port: int = 8000
    key: Key | None = None
    without_key: bool = False
    allowed_hosts: tuple[str, ...] = ()
    allowed_origins: tuple[str, ...] = ()
    page: bool = True
    limits: Limits = field(default_factory=Limits)

    def __post_init__(self) -> None:
        if not self.is_loopback and self.key is None and not self.without_key:
            raise SettingError(
                format_error(
                    f"--host {self.host}",
                    "a key, for it can be reached from other machines",
                    "none",
                    f"Set {KEY_VARIABLE}, or say --without-key if everybody may use it.",
                )
            )
        for origin in self.allowed_origins:
            _check_origin(origin)

    @property
    def is_loopback(self) -> bool:
        """Whether only this machine can reach it."""
        if self.host == "localhost":
            return True
        address = _address(self.host)
        return address is not None and address.is_loopback

    def allows_host(self, host: str) -> bool:
        """Whether the service may be called by this name (without its port), in lower case.

        A service that listens beyond this machine may also be called by address: a name can be
        rebound to it by an attacker's page (DNS rebinding), an address cannot.
        """
        if host in LOOPBACK_NAMES or host in self.allowed_hosts:
            return True
        return not self.is_loopback and _address(host.strip("[]")) is not None


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
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
