"""Agreed trades take effect: through the auction's journal, once, and by themselves when their time has come.

    1  find an agreed trade whose time has come; from then on nobody else may change it
    2  ask the auction to trade, under the id that the trade has for this: asked again, it gives the same answer
    3  note what became of it

Killed between 2 and 3, another process asks again and notes the same.
"""

from collections.abc import Iterable

import structlog
from django.db import connection, transaction
from django.utils import translation

from accounts.language import ENGLISH
from auctions import engine
from auctions.models import Lot
from auctions.reads import queries as auctions
from auctions.rules.codes import Code
from auctionsite.postgresql.clock import database_now
from auctionsite.text.isolates import isolated
from rollouts import flags
from season.locks import lock_league
from season.models import REASON_AT_MOST, Trade
from season.trade_policy import TradeStatus
from season.trades.checks import check_not_kept, check_not_sold_again
from season.trades.records import TradeRefused, record_step, trade_command

log = structlog.get_logger("season")
FINAL_REFUSALS = {
    Code.NOT_OWNED,
    Code.ROSTER_FULL,
    Code.POSITION_FULL,
    Code.GROUP_FULL,
    Code.POSITION_NEEDED,
    Code.OVER_AVAILABLE,
    Code.NOT_A_TRADE,
    Code.NOT_A_PARTICIPANT,
    Code.NO_SUCH_LOT,
}
"""Refusals that mean: this trade can't be. After all others it is tried again."""
_DUE = """
    SELECT id FROM season_trade
    WHERE status = 'agreed' AND takes_effect_at <= (SELECT clock_timestamp()) AND id <> ALL(%s)
    ORDER BY takes_effect_at LIMIT 1
    FOR NO KEY UPDATE SKIP LOCKED -- a trade in another's hands is passed over, so that any number of workers may run
"""


class SettlingPostponed(Exception):
    """The auction can't be changed at this moment, for a reason that passes: `code`."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def next_due_trade(but: Iterable[int] = ()) -> int | None:
    """The trade whose time came longest ago, other than those named; those being changed now are passed over.

    None while operators let nothing be changed.
    """
    if flags.operator_switches().read_only:
        return None
    with connection.cursor() as cursor:
        cursor.execute(_DUE, ([*but],))
        row = cursor.fetchone()
    return row[0] if row else None


def settle_trade(trade_id: int) -> Trade:
    """Let an agreed trade take effect, or fail with a reason, if its time has come; the trade as it is then.

    Raises NotNow, engine.Busy and LeagueBusy: nothing was decided, and it stays due.
    """
    trade = Trade.objects.select_related("auction", "proposer__user", "partner__user").get(pk=trade_id)
    if not _is_due(trade):
        return trade
    with translation.override(ENGLISH):  # the reason is kept for everybody, whoever settles it
        seq, reason = _take_effect(trade)
    with transaction.atomic():
        lock_league(trade.league_id)
        trade = Trade.objects.select_for_update(no_key=True).get(pk=trade_id)
        if trade.status == TradeStatus.AGREED:
            trade.seq, trade.reason = seq, reason[:REASON_AT_MOST]
            record_step(trade, TradeStatus.FAILED if reason else TradeStatus.DONE, None)
            log.info("trade.settled", tradeId=trade_id, leagueId=str(trade.league_id), status=trade.status, seq=seq)
    return trade


def _is_due(trade: Trade) -> bool:
    due = trade.takes_effect_at
    return trade.status == TradeStatus.AGREED and due is not None and due <= database_now()


def _take_effect(trade: Trade) -> tuple[int | None, str]:
    """The event that the trade became; or none, and why not."""
    assets = list(trade.assets.select_related("lot__auction", "lot__asset"))
    lots = [each.lot for each in assets]
    try:
        command = trade_command(trade, assets)
        [outcome] = engine.execute(trade.auction_id, command, guard=lambda: _check_outside_auction(trade, lots))
    except TradeRefused as error:
        return None, str(error)
    if outcome.ok:
        return outcome.seq, ""
    if outcome.code not in FINAL_REFUSALS:
        raise SettlingPostponed(outcome.code)
    return None, auctions.outcome_payload(trade.auction_id, outcome)["message"]


def _check_outside_auction(trade: Trade, lots: list[Lot]) -> None:
    """Raise TradeRefused if something outside of its auction makes the trade impossible, SettlingPostponed for now."""
    for member in (trade.proposer, trade.partner):
        if member.left_at is not None:
            raise TradeRefused(f"{isolated(member.name)} has left the league.")
    check_not_sold_again(lots)
    try:
        check_not_kept(lots)
    except TradeRefused as error:  # that auction may be cancelled yet, and then the trade takes effect
        raise SettlingPostponed(error.code) from error
