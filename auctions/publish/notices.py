"""Mail to a league's commissioners about what needs them and nobody in the room may see."""

from functools import partial
from uuid import UUID

from django.conf import settings as site
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.language import of_user
from accounts.outbox import outbox, send_now
from auctions.models import Auction
from auctionsite.text.isolates import isolated
from leagues.queries import commissioners_of

_MAILED = (gettext_noop("Nobody was here who could bid; the commissioner resumes when somebody is back."),)
"""The rules' sentences that are mailed: they know no languages. See `auctions/rules/lifecycle.py`."""


def mail_commissioners(auction_id: UUID, sentence: str) -> None:
    """Mail the sentence and the room's address to each of the league's commissioners, soon, in their language."""
    outbox.submit(partial(_send, auction_id, sentence))


def _send(auction_id: UUID, sentence: str) -> None:
    auction = Auction.objects.select_related("league").get(pk=auction_id)
    heads = commissioners_of(auction.league_id)
    link = site.BASE_URL + reverse("auction", args=[auction_id])
    for head in heads.select_related("user"):
        with translation.override(of_user(head.user)):
            subject = _("{league}: your auction is paused").format(league=isolated(auction.league.name))
            way_back = _("Resume it here: {link}").format(link=link)
            text = f"{_(sentence)}\n\n{way_back}\n"
        send_now(EmailMessage(subject, text, None, [head.user.email]))
