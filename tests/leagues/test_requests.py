"""Requests of members; outsiders learn nothing."""

import uuid

import pytest
from django.http import Http404
from django.test import RequestFactory

from accounts.models import User
from accounts.request_types import SignedInRequest
from leagues.models import League
from leagues.permissions import Action
from leagues.requests import member_or_404
from leagues.services import NotAllowed
from tests import cast


def request_of(user: User) -> SignedInRequest:
    request: SignedInRequest = RequestFactory().get("/")  # type: ignore[assignment] # it has a user, below
    request.user = user
    return request


def test_a_member_is_let_in_with_their_membership(league: League, max_: User) -> None:
    assert member_or_404(request_of(max_), league.pk) == cast.member_of(league, max_)


def test_an_outsider_gets_what_a_league_that_is_not_there_gets(league: League, otto: User) -> None:
    for league_id in (league.pk, uuid.uuid4()):
        with pytest.raises(Http404, match="There is no such league"):
            member_or_404(request_of(otto), league_id)


def test_a_member_without_the_right_is_told_who_has_it(league: League, max_: User, carla: User) -> None:
    with pytest.raises(NotAllowed, match="Only a commissioner"):
        member_or_404(request_of(max_), league.pk, Action.CHANGE_SETTINGS)
    assert member_or_404(request_of(carla), league.pk, Action.CHANGE_SETTINGS).user == carla
