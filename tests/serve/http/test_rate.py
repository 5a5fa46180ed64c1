"""At most so many requests a second of one caller."""

from collections.abc import Callable

from starlette.testclient import TestClient

from glassnet.serve.http.rate import MAX_CALLERS, TokenBuckets, identify_caller


def test_a_caller_that_sends_too_many_requests_is_told_when_to_come_again(
    client_with: Callable[..., TestClient],
) -> None:
    with client_with(rate=0.5) as client:
        assert client.get("/api/models").status_code == 200
        refused = client.get("/api/models", headers={"X-Forwarded-For": "10.0.0.1"})

    assert refused.status_code == 429
    assert refused.json()["error"]["code"] == "too_many_requests"
    assert refused.headers["retry-after"] == "2"


def test_tokens_come_back_at_the_rate() -> None:
    now = 0.0
    buckets = TokenBuckets(10, lambda: now)
    taken = sum(buckets.take("a") == 0 for _ in range(100))
    now = 1.0
    later = sum(buckets.take("a") == 0 for _ in range(100))

    assert (taken, later) == (20, 10)


def test_callers_do_not_take_each_others_tokens() -> None:
    buckets = TokenBuckets(1, lambda: 0.0)
    while buckets.take("a") == 0:
        pass

    assert buckets.take("b") == 0


def test_the_memory_of_callers_is_limited() -> None:
    buckets = TokenBuckets(0.1, lambda: 0.0)
    assert buckets.take("first") == 0
    assert buckets.take("first") > 0
    for number in range(MAX_CALLERS):
        buckets.take(str(number))

    # Forgotten, so it has a full bucket again.
    assert buckets.take("first") == 0


def test_addresses_of_one_network_are_one_caller() -> None:
    assert identify_caller("2001:db8::1") == identify_caller("2001:db8::ffff:2")
    assert identify_caller("2001:db8::1") != identify_caller("2001:db8:0:1::1")
    assert identify_caller("::ffff:10.0.0.1") == identify_caller("10.0.0.1")
    assert identify_caller("10.0.0.1") != identify_caller("10.0.0.2")
