"""Trades as a member sees them: the shapes of the API, which the pages show too."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from auctionsite.postgresql.clock import database_now
from leagues.models import Member
from leagues.payloads import asset_payload
from season.models import Ownership, Trade, TradeAsset
from season.trade_policy import Approval, TradeAction, TradeStatus
from season.trades.queries import Deciders, allowed_actions_of, deciders_of


@dataclass(frozen=True, slots=True)
class Viewer:
    """The member who looks, and the instant."""

    member: Member
    deciders: Deciders
    at: datetime


def viewer_of(member: Member) -> Viewer:
    """A member who looks now."""
    return Viewer(member, deciders_of(member.league_id), database_now())


def trade_payload(trade: Trade, viewer: Viewer) -> dict[str, Any]:
    """A trade with what the viewer may do to it; `objections` only while others may object."""
    assets = list(trade.assets.all())
    allowed = allowed_actions_of(trade, viewer.member, viewer.deciders, viewer.at)
    waits = trade.status == TradeStatus.AGREED and trade.approval == Approval.VETO
    objecting, needed = viewer.deciders.objections(trade) if waits else (None, None)
    return {
        "id": str(trade.pk),
        "status": trade.status,
        "approval": trade.approval or None,
        "takes_effect_at": trade.takes_effect_at,
        "created_at": trade.created_at,
        "proposer": manager_payload(trade.proposer),
        "partner": manager_payload(trade.partner),
        "gives": [_given_asset(one) for one in assets if one.giver_id == trade.proposer_id],
        "takes": [_given_asset(one) for one in assets if one.giver_id == trade.partner_id],
        "pays": trade.pays,
        "unit": trade.auction.unit,
        "note": trade.note,
        "reason": trade.reason or None,
        "objections": objecting,
        "objections_needed": needed,
        "you_may": [action.value for action in TradeAction if action in allowed],
        "steps": [
            {"deed": one.deed or None, "by": one.by and one.by.name, "status": one.status, "at": one.at}
            for one in trade.steps.all()
        ],
    }


def manager_payload(member: Member) -> dict[str, Any]:
    """One side of a trade."""
    return {"id": str(member.pk), "name": member.name, "team": member.team or None}


def ownership_payload(row: Ownership) -> dict[str, Any]:
    """Return an ownership: the asset, its owner, since when."""
    return {
        "asset": asset_payload(row.asset),
        "owner": manager_payload(row.member),
        "price": row.price,
        "since": row.from_at,
        "auction": str(row.auction_id),
    }


def _given_asset(traded: TradeAsset) -> dict[str, Any]:
    return {"asset": asset_payload(traded.lot.asset), "price": traded.lot.sold_for}
