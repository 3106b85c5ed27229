"""Nothing of a person and no key gets into what leaves; the ids that make a line useful stay."""

import pytest

from auctionsite.observability import scrubbing

TOKEN = "q3Jx9wqk0Zt8u1V5yXoLr2mN7pB4cD6eF-hG_iKjS3A"
JWT = "eyJhbGciOiJIUzI1NiJ9.eyJ1c2VyX2lkIjoxfQ.c2lnbmF0dXJl"
UUID = "3f6bd4ac-2d3b-4d31-a1a2-b3c4d5e6f701"


@pytest.mark.parametrize(
    ("dirty", "cleaned"),
    [
        ("refused: {'max.power+1@mail.example.com': (550, b'no')}", "refused: {'[email]': (550, b'no')}"),
        ("Key (email)=(mia@localhost) exists", "Key (email)=([email]) exists"),
        (f"Internal Server Error: /sign-in/{TOKEN}/", "Internal Server Error: /sign-in/[link]/"),
        (
            "GET /watch/7d9c0d5e-5a0d-4b5c-9d6f-2f4f0c8f1a11/Zk3_vQ-secretsecretsecret12345/room/",
            "GET /watch/[link]/room/",
        ),
        ("http://a.example/join/BCDFGH/?next=/x", "http://a.example/join/[code]/?[query]"),
        (f"Authorization: Bearer {JWT}", "Authorization: [secret] [token]"),
        (f"subprotocols auction.v1, bearer.{JWT}", "subprotocols auction.v1, Bearer [token]"),
        (f"it said {JWT}", "it said [token]"),
        (f"it said {TOKEN}", "it said [token]"),
        ("Cookie: sessionid=abc123; csrftoken=x", "Cookie: [cookie]"),
        ("with sessionid=abc123 in it", "with sessionid=[cookie] in it"),
        ("Your sign-in code is 123456", "Your sign-in code is [code]"),
        ("postgresql://auctions:hidden@db.example/auctions", "postgresql://[secret]@db.example/auctions"),
        ('{"token": "abc"}', '{"token": "[secret]"}'),
        ("password=hidden", "password=[secret]"),
    ],
)
def test_what_says_who_it_is_or_lets_in_goes(dirty: str, cleaned: str) -> None:
    assert scrubbing.scrub_text(dirty) == cleaned


@pytest.mark.parametrize(
    "useful",
    [
        f"auction.{UUID}",
        "/sign-in/code/",
        "/api/auth/magic-link",
        "POST /join/ was too fast",
        'File "/srv/auctions/engine.py", line 96, in _a_function_with_a_name_that_is_long_and_descriptive',
        "relation auctions_bid_receipt_index_by_participant_and_lot does not exist",
        "10.0.0.7 closed the line",
        "Is run_clock running? It was silent.",
    ],
)
def test_what_helps_stays(useful: str) -> None:
    assert scrubbing.scrub_text(useful) == useful


def test_network_addresses_go_where_asked() -> None:
    assert scrubbing.scrub_text_and_addresses("10.0.0.7, fe80::1 at 12:03:45") == "[address], [address] at 12:03:45"


def test_everything_inside_is_cleaned_and_keys_that_name_secrets_are_emptied() -> None:
    dirty = {
        "auctionId": UUID,
        "code": "too_low",
        "email": "max@example.com",
        "headers": {"Set-Cookie": "sessionid=1", "X-CSRFToken": "abc"},
        "list": ["max@example.com", ("mia@example.com", 7)],
        "token": "",
    }
    assert scrubbing.scrub(dirty) == {
        "auctionId": UUID,
        "code": "too_low",
        "email": "[secret]",
        "headers": {"Set-Cookie": "[secret]", "X-CSRFToken": "[secret]"},
        "list": ["[email]", ["[email]", 7]],
        "token": "",
    }


def test_what_is_nested_too_deep_is_left_out() -> None:
    nested: object = "max@example.com"
    for _ in range(scrubbing.DEPTH + 2):
        nested = [nested]
    assert "example" not in str(scrubbing.scrub(nested))
