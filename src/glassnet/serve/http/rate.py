"""How many requests one caller may send: a bucket of tokens for each, refilled at an even rate."""

from __future__ import annotations

import ipaddress
from collections import OrderedDict
from collections.abc import Callable
from math import ceil
from time import monotonic
from typing import Final

from starlette.types import Scope

from glassnet.serve.http.errors import ApiError

# Of callers that are remembered; of more, the one that has sent nothing for the longest time is forgotten.
MAX_CALLERS: Final = 10_000
# A bucket holds the requests of so many seconds.
BURST_SECONDS: Final = 2.0


class TokenBuckets:
    """One bucket for each caller. A request takes one token; an empty bucket refuses it."""

    def __init__(self, per_second: float, clock: Callable[[], float] = monotonic) -> None:
        self._per_second = per_second
        self._size = max(1.0, BURST_SECONDS * per_second)
        self._clock = clock
        # By caller, the least recent first: tokens, and when they were counted.
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, caller: str) -> float:
        """Take a token. Returns 0, or the seconds until there is one."""
        now = self._clock()
        tokens, counted = self._buckets.pop(caller, (self._size, now))
        tokens = min(self._size, tokens + (now - counted) * self._per_second)
        enough = tokens >= 1
        self._buckets[caller] = (tokens - 1 if enough else tokens, now)
        if len(self._buckets) > MAX_CALLERS:
            self._buckets.popitem(last=False)
        return 0.0 if enough else (1 - tokens) / self._per_second


def rate_check(per_second: float) -> Callable[[Scope], None]:
    """A check that the caller sends at most so many requests a second; raises `ApiError` 429.

    A caller is an address as the connection has it: headers such as X-Forwarded-For say what the client
    likes. Of IPv6, it is a network of 64 bits, which one customer has whole.
    """
    buckets = TokenBuckets(per_second)

    def check_rate(scope: Scope) -> None:
        client = scope.get("client")
        seconds = buckets.take(identify_caller(client[0] if client else ""))
        if seconds:
            message = f"Too many requests: at most {per_second:g} a second from one address."
            raise ApiError(429, message, {"retry-after": str(ceil(seconds))})

    return check_rate


def identify_caller(address: str) -> str:
    """What stands for all addresses of the same caller."""
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if parsed.version == 4:
        return address
    mapped = parsed.ipv4_mapped
    return str(mapped) if mapped else str(ipaddress.ip_network((int(parsed), 64), strict=False))
