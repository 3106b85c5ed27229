"""Serializers of the auction's calls, for the OpenAPI document.

Bodies are read by the shapes of `auctions/sockets/protocol.py`, the same as the socket's frames, and answers are made
by `auctions/publish/payloads.py`; tests hold both against these.
"""

from typing import Any

from rest_framework import serializers

from auctions.lineup import TOP_UP_AT_MOST
from auctions.models import Auction, Lot
from auctions.rules.codes import Code
from auctions.rules.commands import ActorRole
from auctions.rules.events import EventKind
from leagues.api.serializers import AssetPayloadSerializer
from leagues.settings.auction import AuctionSettings


def _text(**options: Any) -> Any:
    return serializers.CharField(**options)


def _whole(**options: Any) -> Any:
    return serializers.IntegerField(**options)


def _maybe_whole(**options: Any) -> Any:
    return serializers.IntegerField(allow_null=True, **options)


def _maybe_text(**options: Any) -> Any:
    return serializers.CharField(allow_null=True, **options)


class BidSerializer(serializers.Serializer[Any]):
    """An offer for an open lot."""

    lot = serializers.RegexField(r"^[0-9]{1,18}$", help_text="Id of the lot.")
    amount = _whole(min_value=0, max_value=10**12, help_text="In whole units: not by how much more, but how much.")
    seen = _maybe_whole(required=False, min_value=0, max_value=10**12, help_text="The price on the bidder's screen.")


class CommandSerializer(serializers.Serializer[Any]):
    """What the commissioner wants, by name; `docs/protocol.md` has the names and their arguments."""

    name = _text(max_length=200)
    args = serializers.DictField(required=False)
    reason = _text(required=False, max_length=200, allow_blank=True, help_text="Everybody in the room sees it.")


class StartSerializer(serializers.Serializer[Any]):
    """The terms of a league's further auction; without any it is for what is left."""

    anew = serializers.BooleanField(required=False, help_text="Sell everything again: every roster is emptied.")
    top_up = _whole(
        required=False,
        min_value=0,
        max_value=TOP_UP_AT_MOST,
        help_text="Added to the money that each has left.",
    )


class StartedSerializer(serializers.Serializer[Any]):
    """A new auction."""

    id = serializers.UUIDField()
    status = serializers.ChoiceField(Auction.Status.choices)


class ReceiptSerializer(serializers.Serializer[Any]):
    """What a bid faced when it arrived. Instants are epoch milliseconds."""

    lot = _text()
    amount = _whole()
    seen = _maybe_whole()
    arrived_ms = _whole()
    decided_ms = _whole()
    deadline_ms = _maybe_whole()
    late_ms = _maybe_whole()
    price = _maybe_whole()
    leader = _maybe_text()
    leader_name = _maybe_text()
    on_behalf = serializers.BooleanField(required=False, help_text="True where the commissioner bid for its bidder.")
    by_bot = serializers.BooleanField(required=False, help_text="True where a bot bid for its bidder, who was away.")
    nomination = serializers.BooleanField(
        required=False, help_text="True where it puts the lot up: then the deadline is the end of the turn."
    )


class ResultSerializer(serializers.Serializer[Any]):
    """What became of a command: after the commit."""

    ok = serializers.BooleanField()
    code = serializers.ChoiceField([code.value for code in Code])
    message = _text(help_text="For people.")
    seq = _maybe_whole(help_text="Number of its last event.")
    receipt = ReceiptSerializer(allow_null=True)


class PreviewSerializer(serializers.Serializer[Any]):
    """What a command would change for whom."""

    sentences = serializers.ListField(child=_text())


class LateMemberSerializer(serializers.Serializer[Any]):
    """One who plays in the league, came after the auction began, and has no seat in it."""

    id = _text(help_text="Of the member.")
    name = _text()
    sentence = _text(help_text="What a seat would mean for them.")
    budget = _whole(help_text="What they would start with, if nothing else is said.")


class KeeperSerializer(serializers.Serializer[Any]):
    """An asset that its owner keeps from before."""

    lot = serializers.RegexField(r"^[0-9]{1,18}$")
    price = _whole(min_value=1, max_value=10**12, help_text="It comes out of the budget.")


class SeatTermsSerializer(serializers.Serializer[Any]):
    """What a seat begins with."""

    participant = serializers.RegexField(r"^[0-9]{1,18}$")
    budget = _whole(min_value=0, max_value=AuctionSettings.BOUNDS["budget"][1], help_text="With what keepers cost.")
    slots_min = _maybe_whole(required=False, help_text="Of its roster; null: as the settings say.")
    slots_max = _maybe_whole(required=False, help_text="Of its roster; null: as the settings say.")
    keepers = KeeperSerializer(many=True, required=False)


class NamedSeatTermsSerializer(SeatTermsSerializer):
    """What a seat begins with, and whose it is."""

    name = _text()


class SeatTableSerializer(serializers.Serializer[Any]):
    """What seats begin with; those that aren't named stay as they are."""

    seats = SeatTermsSerializer(many=True)
    reason = _text(required=False, help_text="Everybody in the room sees it.")


class LateMembersSerializer(serializers.Serializer[Any]):
    """Everybody who could be given a seat, and what those that there are began with."""

    members = LateMemberSerializer(many=True)
    seats = NamedSeatTermsSerializer(many=True)


class SeatSerializer(serializers.Serializer[Any]):
    """Whom to give a seat."""

    member = _text()
    budget = _maybe_whole(
        required=False, min_value=0, max_value=AuctionSettings.BOUNDS["budget"][1], help_text="Null: the whole budget."
    )
    reason = _text(required=False)


class LeagueNameSerializer(serializers.Serializer[Any]):
    """Which league."""

    id = serializers.UUIDField()
    name = _text()


class AuctionSerializer(serializers.Serializer[Any]):
    """The auction as a whole."""

    id = serializers.UUIDField()
    league = LeagueNameSerializer()
    name = _text()
    status = serializers.ChoiceField(Auction.Status.choices)
    format = _text()
    mode = _text()
    settings = serializers.DictField()
    commissioner = _text()
    commissioners = serializers.ListField(child=serializers.CharField())
    waiting_room = serializers.BooleanField()
    lots_total = _whole()
    lots_brought = _whole()
    lots_sold = _whole()
    lots_unsold = _whole()
    lots_withdrawn = _whole()
    round = _whole()
    begun_at = _maybe_whole()
    paused_at = _maybe_whole()
    pause_reason = _maybe_text()
    resumes_at = _maybe_whole()
    next_lot_at = _maybe_whole()
    next_nominator = _maybe_text()
    nomination_round = _whole()
    turn_ends_at = _maybe_whole()
    turn_remaining_ms = _maybe_whole()


class LotAssetSerializer(AssetPayloadSerializer):
    """What is for sale."""


class LotSerializer(serializers.Serializer[Any]):
    """One asset up for sale."""

    id = _text()
    number = _whole()
    place = _whole(help_text="Queued lots come up by place, and then by number.")
    asset = LotAssetSerializer()
    status = serializers.ChoiceField(Lot.Status.choices)
    opening_price = _whole()
    price = _maybe_whole()
    leader = _maybe_text(help_text="Id of a participant.")
    min_next = _maybe_whole(help_text="The least that can be bid; null once it is closed.")
    increment = _maybe_whole(help_text="What the bid after that must add to it; null once the lot is closed.")
    ends_at = _maybe_whole()
    remaining_ms = _maybe_whole()
    bids = _whole()
    nominator = _maybe_text()
    sold_to = _maybe_text()
    sold_for = _maybe_whole()


class SlotSerializer(serializers.Serializer[Any]):
    """One purchase."""

    lot = _text()
    asset = LotAssetSerializer()
    price = _whole()


class ParticipantSerializer(serializers.Serializer[Any]):
    """One manager's seat."""

    id = _text()
    name = _text()
    team = _maybe_text()
    granted = _whole()
    available = _whole()
    held = _whole()
    spent = _whole()
    slots_min = _whole()
    slots_max = _whole()
    filled = _whole()
    max_bid = _whole()
    roster = SlotSerializer(many=True)
    passed = serializers.ListField(child=_text())
    away = serializers.BooleanField()


class StateSerializer(serializers.Serializer[Any]):
    """Every open lot, the last 20 closed and the next 20 queued; all participants."""

    auction = AuctionSerializer()
    lots = LotSerializer(many=True)
    participants = ParticipantSerializer(many=True)
    obstacles = serializers.ListField(
        child=_text(), help_text="While it waits: sentences about what keeps rosters from being filled; else none."
    )


class PlaceSerializer(serializers.Serializer[Any]):
    """What a roster has of a group, with lots that are led, and how many it must have and may have."""

    name = serializers.CharField(help_text="As it is called after a number: GK, of Leeds, not of IND.")
    has = _whole()
    least = _whole()
    most = serializers.IntegerField(allow_null=True, help_text="Null: as many as the roster has slots.")


class BidderSerializer(serializers.Serializer[Any]):
    """One of a seat's several owners."""

    user = _text()
    name = serializers.CharField()


class YouSerializer(serializers.Serializer[Any]):
    """What only its owner sees."""

    user = _text()
    role = serializers.ChoiceField([role.value for role in ActorRole])
    participant = _maybe_text()
    proxies = serializers.DictField(child=_whole(), help_text="Your maxima, by lot. Nobody else sees them.")
    limits = serializers.DictField(child=_whole(), help_text="The most you may bid, by lot.")
    outbid = serializers.ListField(child=_text(), help_text="Open lots on which you have bid lately and others lead.")
    available = serializers.IntegerField(
        allow_null=True, help_text="Your money that isn't held, for maxima too; null without a seat."
    )
    places = PlaceSerializer(many=True, help_text="What you have of each group that the limits name.")
    no_place = serializers.DictField(
        child=serializers.CharField(), help_text="Why your roster has no place for an open lot, by lot."
    )
    bidders = serializers.DictField(
        child=BidderSerializer(),
        help_text="Where several own your seat, who of you made its last bids, by the bids' events.",
    )


class SnapshotSerializer(serializers.Serializer[Any]):
    """The whole state at one point."""

    type = serializers.ChoiceField(["snapshot"])
    epoch = _whole()
    seq = _whole()
    now = _whole()
    state = StateSerializer()
    you = YouSerializer()


class EventDataSerializer(serializers.Serializer[Any]):
    """New values, to be merged by id."""

    detail = serializers.DictField()
    auction = AuctionSerializer(required=False)
    lots = LotSerializer(many=True, required=False)
    participants = ParticipantSerializer(many=True, required=False)
    gone = serializers.ListField(child=_text(), required=False)
    obstacles = serializers.ListField(child=_text(), required=False, help_text="They take the place of those before.")


class EventSerializer(serializers.Serializer[Any]):
    """One entry of the journal."""

    seq = _whole()
    kind = serializers.ChoiceField([kind.value for kind in EventKind])
    at = _whole()
    data = EventDataSerializer()  # type: ignore[assignment] # shadows what Serializer has of this name


class EventsSerializer(serializers.Serializer[Any]):
    """A page of the journal, merged whole."""

    epoch = _whole()
    events = EventSerializer(many=True)
    next = _maybe_whole(help_text="The `since` of the next page; null at the end.")


class LotsSerializer(serializers.Serializer[Any]):
    """A page of lots."""

    lots = LotSerializer(many=True)
    next = _maybe_whole(help_text="The `after` of the next page; null at the end.")
