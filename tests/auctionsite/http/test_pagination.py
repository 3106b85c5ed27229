"""Long lists come page by page, and nothing is left out or told twice."""

from base64 import b64encode
from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest
from rest_framework.exceptions import NotFound
from rest_framework.request import Request
from rest_framework.test import APIRequestFactory

from accounts.models import User
from auctionsite.http.pagination import ListPagination, paginated_names_response

NAMES = [f"n{number:03}" for number in range(120)]


def page(address: str) -> dict[str, object]:
    def rows(names: Sequence[str]) -> list[str]:
        return list(names)

    request = Request(APIRequestFactory().get(address))
    data: dict[str, object] = paginated_names_response(request, NAMES, rows).data
    return data


def follow(key: str, address: str) -> list[list[str]]:
    """The pages from an address on, by their `next` or `previous`."""
    pages: list[list[str]] = []
    following: object = address
    while following:
        parts = urlsplit(str(following))
        found = page(f"{parts.path}?{parts.query}")
        pages.append(found["results"])  # type: ignore[arg-type]
        following = found[key]
    return pages


def test_pages_of_names_follow_each_other_both_ways() -> None:
    forward = follow("next", "/flags/")
    assert [len(each) for each in forward] == [50, 50, 20]
    assert [name for each in forward for name in each] == NAMES
    assert follow("previous", f"/flags/?cursor={NAMES[99]}") == forward[::-1]


def test_cursor_of_a_name_that_is_gone_goes_on_behind_it() -> None:
    assert page("/flags/?cursor=n049x")["results"] == NAMES[50:100]


def test_cursor_that_somebody_made_up_is_not_found(db: None) -> None:
    made_up = b64encode(b"p=not-a-number").decode()
    request = Request(APIRequestFactory().get(f"/?cursor={made_up}"))
    with pytest.raises(NotFound, match="follow `next`"):
        ListPagination("pk").paginate_queryset(User.objects.all(), request)
