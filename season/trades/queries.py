"""Reads of trades and of the settings they follow. Nothing here writes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet
from django.urls import reverse
from django.utils.translation import ngettext

from accounts.models import User
from auctionsite.text.isolates import isolated
from leagues import queries as leagues
from leagues.models import Member
from leagues.owners.queries import acts_for, seat_of
from leagues.queries import WaitingForYou
from season import trade_policy
from season.models import LeagueSettings, Trade, TradeAsset
from season.trade_policy import TradeAction, TradeParty, TradeState, TradeStatus
from season.trades.settings import SeasonSettings


def seen_by(member: Member, trades: QuerySet[Trade]) -> QuerySet[Trade]:
    """Those of the trades that a member may see: those of their seat, and what was agreed in their league."""
    seat = seat_of(member)
    return trades.filter(Q(proposer=seat) | Q(partner=seat) | ~Q(approval=""), league=member.league_id)


def trades_of(member: Member) -> QuerySet[Trade]:
    """The trades of a league that a member may see, newest first, with all that is shown of them."""
    assets = TradeAsset.objects.select_related("lot__asset").order_by("lot__number")
    return (
        seen_by(member, Trade.objects.all())
        .select_related("proposer__user", "partner__user", "auction")
        .prefetch_related(Prefetch("assets", assets), "steps__by__user", "vetoes")
        .order_by("-id")
    )


def offers_waiting_for(members: Sequence[Member]) -> Iterator[WaitingForYou]:
    """Yield the offers that wait for an answer of members who may trade: one sentence for each of them."""
    seats = {member: manager.pk for member in members if (manager := acts_for(member))}
    offers = Trade.objects.filter(partner__in=seats.values(), status=TradeStatus.OFFERED).order_by("id")
    names: dict[int, list[str]] = {}
    for trade in offers.select_related("proposer__user"):
        names.setdefault(trade.partner_id, []).append(isolated(trade.proposer.name))
    for member, seat in seats.items():
        if proposers := names.get(seat):
            sentence = ngettext("{name} offers you a trade.", "{number} trades are offered to you.", len(proposers))
            sentence = sentence.format(name=proposers[0], number=len(proposers))
            yield WaitingForYou(member.pk, sentence, reverse("trades", args=[member.league_id]))


def season_settings_of(league_id: UUID) -> SeasonSettings:
    """By what rules the league trades."""
    row = LeagueSettings.objects.filter(league=league_id).first()
    return SeasonSettings.read(row.settings if row else {})


def settings_are_fixed(league_id: UUID) -> bool:
    """True if a trade was agreed in the league, be it vetoed since or done."""
    return Trade.objects.filter(league=league_id).exclude(approval="").exists()


@dataclass(frozen=True, slots=True)
class Deciders:
    """The members who decide about trades of a league now: people who play, and commissioners.

    `commissioners` have the managers of their seats beside them: who owns one with somebody is part of its trades.
    """

    managers: frozenset[int]
    commissioners: Mapping[int, int]

    def part(self, trade: Trade, member: Member) -> TradeParty:
        """Return a member's part in a trade, which is that of their seat."""
        seat = seat_of(member).pk
        if seat == trade.proposer_id:
            return TradeParty.PROPOSER
        if seat == trade.partner_id:
            return TradeParty.PARTNER
        if member.pk in self.commissioners:
            return TradeParty.COMMISSIONER
        return TradeParty.MANAGER if seat in self.managers else TradeParty.NOBODY

    def other_commissioner(self, trade: Trade) -> bool:
        """True if there is a commissioner who isn't part of the trade."""
        return bool({*self.commissioners.values()} - {trade.proposer_id, trade.partner_id})

    def objections(self, trade: Trade) -> tuple[int, int]:
        """Return how many managers object to a trade, and how many would end it. Who plays no more doesn't count."""
        others = self.managers - {trade.proposer_id, trade.partner_id}
        objecting = sum(veto.member_id in others for veto in trade.vetoes.all())
        return objecting, trade_policy.vetoes_needed(len(others))


def deciders_of(league_id: UUID) -> Deciders:
    """Return the members who decide about the league's trades now. Bots don't."""
    return Deciders(
        managers=frozenset(leagues.players_of(league_id).filter(bot=False).values_list("pk", flat=True)),
        commissioners={
            member: manager or member
            for member, manager in leagues.commissioners_of(league_id).values_list("pk", "owns_with")
        },
    )


def partners_of(member: Member) -> QuerySet[Member]:
    """With whom a member can trade for their seat: everybody else who plays, but no bots, by name."""
    players = leagues.players_of(member.league_id).filter(bot=False).exclude(pk=seat_of(member).pk)
    return players.select_related("user").order_by("user__name", "pk")


def state_of(trade: Trade) -> TradeState:
    """Return the state of a trade that decides who may do what."""
    return TradeState(trade.status, trade.approval, trade.takes_effect_at)


def allowed_actions_of(trade: Trade, member: Member, deciders: Deciders, now: datetime) -> frozenset[TradeAction]:
    """Return the actions on a trade that a member may take at this instant. No seat objects twice."""
    party, seat = deciders.part(trade, member), seat_of(member).pk
    may = trade_policy.allowed_actions(state_of(trade), party, now)
    objected = party is TradeParty.MANAGER and any(veto.member_id == seat for veto in trade.vetoes.all())
    return may - {TradeAction.VETO} if objected else may


def trades_for_download(user: User) -> dict[str, Any]:
    """The trades that the user offered or was offered, for the download of their data."""
    names = ("id", "league__name", "pays", "note", "status", "created_at")
    offered = Trade.objects.filter(proposer__user=user).order_by("id").values(*names)
    received = Trade.objects.filter(partner__user=user).order_by("id").values(*names)
    return {"trades_offered": list(offered), "trades_received": list(received)}
