"""Mail to a league's commissioners."""

import pytest
from django.core.mail import EmailMessage

from accounts.models import User
from auctions.publish import notices
from auctions.rules.lifecycle import EMPTY_ROOM
from leagues.models import Member, Role
from tests import cast


def test_sentences_of_the_rules_that_are_mailed_are_those_that_are_translated() -> None:
    assert notices._MAILED == (EMPTY_ROOM,)


@pytest.mark.django_db
def test_every_commissioner_who_is_there_gets_the_sentence_and_the_way_back(
    carla: User, max_: User, mia: User, otto: User, mailoutbox: list[EmailMessage]
) -> None:
    league = cast.make_league(carla, max_, mia, otto)
    auction = cast.auction_of(league)
    Member.objects.filter(user__in=[max_, mia]).update(role=Role.COMMISSIONER)
    Member.objects.filter(user=mia).update(left_at="2026-01-01T00:00Z")
    notices.mail_commissioners(auction.pk, "Nobody is here.")
    assert sorted(mail.to[0] for mail in mailoutbox) == [carla.email, max_.email]
    assert mailoutbox[0].subject == "The Friday League: your auction is paused"
    assert mailoutbox[0].body.startswith("Nobody is here.\n\nResume it here: http")
    assert f"/auction/{auction.pk}/" in mailoutbox[0].body


@pytest.mark.django_db
def test_a_commissioner_is_mailed_in_the_language_that_they_read(
    carla: User, max_: User, mailoutbox: list[EmailMessage]
) -> None:
    User.objects.filter(pk=carla.pk).update(language="de")
    auction = cast.auction_of(cast.make_league(carla, max_))
    notices.mail_commissioners(auction.pk, EMPTY_ROOM)
    [mail] = mailoutbox
    assert mail.subject == "The Friday League: Eure Auktion ist pausiert"
    assert mail.body.startswith("Niemand war da, der bieten konnte.")
