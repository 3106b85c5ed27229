"""Read and unread."""

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from accounts.models import User
from leagues.models import League
from notices.models import Notice
from notices.queries import UNREAD_COUNTED, unread_count
from notices.reading import read_all
from rollouts.testing import flags


def add(user: User, league: League, *events: str, on_page: bool = True) -> None:
    for event in events:
        Notice.objects.create(
            user=user, league=league, kind="outbid", event=event, text=f"About {event}.", path="/", on_page=on_page
        )


def test_what_came_before_is_read_and_what_comes_later_is_not(league: League, max_: User, mia: User) -> None:
    assert unread_count(max_) == 0
    read_all(max_)
    add(max_, league, "a", "b")
    add(max_, league, "hidden", on_page=False)
    assert (unread_count(max_), unread_count(mia)) == (2, 0)
    read_all(max_)
    assert unread_count(max_) == 0
    add(max_, league, "c")
    assert unread_count(max_) == 1


def test_the_bell_counts_in_one_query_and_no_further_than_it_shows(
    league: League, max_: User, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    add(max_, league, *(str(number) for number in range(UNREAD_COUNTED + 5)))
    with django_assert_num_queries(1):
        assert unread_count(max_) == UNREAD_COUNTED


def test_the_bell_rings_until_the_notices_are_looked_at(client: Client, league: League, max_: User) -> None:
    client.force_login(max_)
    add(max_, league, "a")
    assert '<span class="bell-count">1</span>' in client.get("/account/").text
    assert client.get("/account/notices/").text.count(">New<") == 1
    assert "bell-count" not in client.get("/account/").text
    assert ">New<" not in client.get("/account/notices/").text


@pytest.mark.django_db(transaction=True)
def test_while_nothing_may_be_changed_they_stay_unread(client: Client, league: League, max_: User) -> None:
    client.force_login(max_)
    add(max_, league, "a")
    with flags(read_only=True):
        assert client.get("/account/notices/").status_code == 200
    assert unread_count(max_) == 1
