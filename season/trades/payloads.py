"""What a member sees of trades: the shapes of the API, which the pages show too."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from leagues.models import Member
from leagues.payloads import asset_payload
from season.locks import now
from season.models import Ownership, Trade, TradeAsset
from season.trade_policy import Approval, Deed, Status
from season.trades.queries import Deciders, deciders_of, deeds_of


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks, and at what instant."""

    member: Member
    deciders: Deciders
    at: datetime


def viewer_of(member: Member) -> Viewer:
    """A member who looks now."""
    return Viewer(member, deciders_of(member.league_id), now())


def trade(each: Trade, viewer: Viewer) -> dict[str, Any]:
    """A trade with what the viewer may do to it; `objections` only while others may object."""
    assets = list(each.assets.all())
    may = deeds_of(each, viewer.member, viewer.deciders, viewer.at)
    waits = each.status == Status.AGREED and each.approval == Approval.VETO
    objecting, needed = viewer.deciders.objections(each) if waits else (None, None)
    return {
        "id": str(each.pk),
        "status": each.status,
        "approval": each.approval or None,
        "takes_effect_at": each.takes_effect_at,
        "created_at": each.created_at,
        "proposer": manager(each.proposer),
        "partner": manager(each.partner),
        "gives": [_given(one) for one in assets if one.giver_id == each.proposer_id],
        "takes": [_given(one) for one in assets if one.giver_id == each.partner_id],
        "pays": each.pays,
        "unit": each.auction.settings["unit"],
        "note": each.note,
        "reason": each.reason or None,
        "objections": objecting,
        "objections_needed": needed,
        "you_may": [deed.value for deed in Deed if deed in may],
        "steps": [
            {"deed": one.deed or None, "by": one.by and one.by.user.display_name, "status": one.status, "at": one.at}
            for one in each.steps.all()
        ],
    }


def manager(member: Member) -> dict[str, Any]:
    """One side of a trade."""
    return {"id": str(member.pk), "name": member.user.display_name, "team": member.team or None}


def owned(row: Ownership) -> dict[str, Any]:
    """What belongs to whom, since when."""
    return {
        "asset": asset_payload(row.asset),
        "owner": manager(row.member),
        "price": row.price,
        "since": row.from_at,
        "auction": str(row.auction_id),
    }


def _given(each: TradeAsset) -> dict[str, Any]:
    return {"asset": asset_payload(each.lot.asset), "price": each.lot.sold_for}
