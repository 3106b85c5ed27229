"""Mail to a league's commissioners about what needs them and nobody in the room may see."""

from functools import partial
from uuid import UUID

from django.conf import settings as site
from django.core.mail import EmailMessage
from django.urls import reverse

from accounts.outbox import outbox, send_now
from auctions.models import Auction
from auctionsite.text.isolates import isolated
from leagues.queries import commissioners_of


def mail_commissioners(auction_id: UUID, sentence: str) -> None:
    """Mail the sentence and the room's address to every commissioner of the auction's league, soon."""
    outbox.submit(partial(_send, auction_id, sentence))


def _send(auction_id: UUID, sentence: str) -> None:
    auction = Auction.objects.select_related("league").get(pk=auction_id)
    heads = commissioners_of(auction.league_id)
    link = site.BASE_URL + reverse("auction", args=[auction_id])
    for address in heads.values_list("user__email", flat=True):
        subject = f"{isolated(auction.league.name)}: your auction is paused"
        send_now(EmailMessage(subject, f"{sentence}\n\nResume it here: {link}\n", None, [address]))
