"""The call by which a manager lets a bot bid for them while they are away."""

import pytest
from rest_framework.test import APIClient

from accounts.models import User
from auctions.stand_ins.services import amount_of
from leagues.models import League
from tests import cast


@pytest.mark.django_db(transaction=True)
def test_a_program_says_it_as_the_page_does(league: League, max_: User, olga: User) -> None:
    auction = cast.auction_of(league, begun=False, lots=2)
    seat, path, client = cast.actor_in(league, max_).participant, f"/api/auction/{auction.pk}/stand-in", APIClient()
    assert seat is not None
    client.force_authenticate(max_)
    assert client.get(path).data == {"most": None}
    assert client.put(path, {"most": 40}, format="json").data == client.get(path).data == {"most": 40}
    for wrong in ({}, {"most": 0}, {"most": "x"}, {"most": 10**13}):
        assert client.put(path, wrong, format="json").status_code == 400
    assert client.put(path, {"most": None}, format="json").data == {"most": None}
    assert amount_of(seat) is None
    client.force_authenticate(olga)
    assert client.put(path, {"most": 40}, format="json").status_code == 403
