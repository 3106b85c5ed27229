"""Somebody who watches a game from the outside and knows the laws that no command may break."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

import orjson

from auctions.audit.ledger import Ledger, check_one_open_lot
from auctions.audit.ownership import OwnershipLedger
from auctions.audit.prices import check_prices
from auctions.audit.rosters import check_rosters
from auctions.audit.turns import TurnOrder
from auctions.publish import payloads
from auctions.publish.names import DisplayNames
from auctions.rules.codes import Code
from auctions.rules.commands import (
    AdjustBudget,
    AdoptSettings,
    BidByBot,
    BidFor,
    ChangePace,
    ChangeSeats,
    Command,
    CountStalls,
    DropAsset,
    LeaveProxy,
    Nominate,
    PassLot,
    PlaceBid,
    RetractBid,
    TakeBackBid,
    Tick,
    TradeAssets,
)
from auctions.rules.decide import Decision
from auctions.rules.events import CHANGES_ROSTERS, Event, EventKind, LedgerEntry, LedgerEntryKind
from auctions.rules.evolve import evolve, from_nothing
from auctions.rules.state import AuctionState, AuctionStatus, LotStatus
from auctions.rules.switches import ALL_OPEN, Switches
from auctions.store import codec
from tests.auctions.rules.reference_bids import ReferenceBids, expected_retraction_code, expected_word_code
from tests.auctions.rules.reference_clock import ReferenceClock
from tests.auctions.rules.reference_limits import fits
from tests.auctions.rules.reference_pace import check_pace, expected_pace_code
from tests.auctions.rules.reference_powers import POWERS, check_queue, check_taken_down, expected_power_code, move_clock
from tests.auctions.rules.reference_proxies import ReferenceProxies
from tests.auctions.rules.reference_rules import (
    expected_bid_code,
    expected_drop_code,
    expected_first_bid_code,
    expected_nomination_code,
    expected_offer_code,
    expected_proxy_code,
    expected_shown_max_bid,
    expected_size,
    expected_trade_code,
)
from tests.auctions.rules.reference_seats import check_table, expected_table_code
from tests.auctions.rules.reference_settings import check_adoption, expected_adoption_code
from tests.auctions.rules.reference_turns import ReferenceTurns

CLOSED_AT_ONCE = 20


@dataclass
class Balance:
    """A manager's money, from the ledger alone."""

    granted: int = 0
    adjusted: int = 0
    held: int = 0
    spent: int = 0


EVENTS_A_COMMIT = 5


class InvariantChecker:
    """Sees event 1 and then every decision."""

    def __init__(self, first: Event) -> None:
        self.state = from_nothing(first, epoch=1)
        self.balances: dict[int, Balance] = {}
        self.holds: dict[tuple[int, int], int] = {}  # (lot, participant): amount
        self.proxies = ReferenceProxies()
        self.turns = ReferenceTurns()
        self.bids = ReferenceBids()
        self.sales: dict[int, tuple[int, int]] = {}
        self.owners: dict[int, int] = {}  # lot: participant
        self.events = [first]
        self.kinds = {first.kind}
        self.codes: set[Code] = set()
        self.clock = ReferenceClock.of(self.state.auction.settings, first.at)
        self.names = display_names_of(self.state)
        self.client = MergingClient(payloads.state(self.state, self.names))
        self.rooms_client, self.rooms_state = MergingClient(payloads.state(self.state, self.names)), self.state
        self._count_money(first)
        self._check_state()
        self.ledger, self.ownership, self.turn_order = Ledger(), OwnershipLedger(), TurnOrder()
        assert list(self.ledger.apply_event(first, self.state)) == []

    def check(self, command: Command, decision: Decision, now: int, switches: Switches = ALL_OPEN) -> None:
        """A command and what became of it at the instant `now`, under these switches."""
        code = decision.rejection.code if decision.rejection else Code.OK
        self.codes.add(code)
        self._check_code(command, code, switches)
        if not switches.read_only:
            self._check_trades(command, code, decision)
            self._check_powers(command, code, now)
            if isinstance(command, ChangePace):
                assert code == expected_pace_code(self.state, command, switches)
            self._check_seats(command, code, decision)
        self._check_switches(decision, switches)
        if isinstance(command, PlaceBid | PassLot | Nominate) and code is Code.OK:
            was = self.state.participants[command.seat or 0].away and isinstance(command, BidFor | BidByBot)
            assert decision.state.participants[command.seat or 0].away == was
        if isinstance(command, Tick) and command.outage_since is None and self.state.auction.status == "active":
            self._check_closing(command, decision, now, switches)
        if isinstance(command, CountStalls) and not decision.rejection and self.state.auction.status == "active":
            owed = sum(self.clock.owed(command, lot) for lot in self.state.open_lots)
            owed += self.turns.check_stalls(command, self.state, decision.events)
            assert owed == sum(event.detail["stalled_ms"] for event in decision.events)
            self.clock.stall(command, self.state)
        if decision.rejection:
            assert (decision.events, decision.state) == ((), self.state)
        states = [self.state]
        for event in decision.events:
            self._check_event(command, event)
            states.append(self.state)
        assert self.state == decision.state
        check_queue(command, states[0], self.state)
        check_pace(command, decision.events, states)
        check_taken_down(command, states[0], self.state)
        self.clock.answer(command, decision.events, states)
        self.proxies.follow(command, decision.events, states)
        self.proxies.check(self.state)
        self.turns.check_end(self.state)
        self.bids.follow(command, decision.events, states)
        for lot in self.state.open_lots if self.state.auction.status is AuctionStatus.ACTIVE else ():
            assert self.state.lots[lot].ends_at == self.clock.ends[lot]
            assert self.state.lots[lot].cap_at == self.clock.caps.get(lot)
        if self.state.seq - self.rooms_state.seq >= EVENTS_A_COMMIT:
            self._send_frame()

    def _send_frame(self) -> None:
        """Several decisions, as of one commit, reach a client in one frame, without what is as before it."""
        events = self.events[self.rooms_state.seq :]
        for event in payloads.events(events, self.state, self.names, self.rooms_state):
            self.rooms_client.merge(event)
        assert self.rooms_client.view() == self.client.view()
        self.rooms_state = self.state

    def _check_code(self, command: Command, code: Code, switches: Switches) -> None:
        maxima = self.proxies.of(command.actor.participant or 0)
        match command:
            case PlaceBid():
                assert code == expected_bid_code(self.state, self.clock, command, switches, maxima)
            case LeaveProxy():
                assert code == expected_proxy_code(self.state, self.clock, command, switches, maxima)
            case Nominate():
                missed = self.turns.missed(command.seat, command.arrived)
                expected = expected_nomination_code(self.state, self.clock, command, switches, missed=missed)
                assert code == (expected or expected_first_bid_code(self.state, command, maxima))
            case RetractBid() if not switches.read_only:
                refused = expected_offer_code(self.state, self.clock, command, switches)
                assert code == expected_retraction_code(self.state, command, refused)
            case TakeBackBid() | AdjustBudget() if not switches.read_only:
                assert code == expected_word_code(self.state, command)

    def _check_trades(self, command: Command, code: Code, decision: Decision) -> None:
        kinds = [event.kind for event in decision.events]
        if isinstance(command, TradeAssets):
            assert code == expected_trade_code(self.state, self.owners, command)
            assert code is not Code.OK or kinds == [EventKind.ASSETS_TRADED]
        if isinstance(command, DropAsset):
            assert code == expected_drop_code(self.state, self.owners, command)
            assert code is not Code.OK or kinds == [EventKind.ASSET_DROPPED]

    def _check_powers(self, command: Command, code: Code, now: int) -> None:
        if isinstance(command, POWERS):
            assert code == expected_power_code(self.state, command)
            if code is Code.OK:
                move_clock(self.clock, command, now)

    def _check_seats(self, command: Command, code: Code, decision: Decision) -> None:
        if isinstance(command, ChangeSeats):
            assert code == expected_table_code(self.state, command)
            if code is Code.OK:
                check_table(self.state, command, decision.state, [event.kind for event in decision.events])
        if isinstance(command, AdoptSettings):
            assert code == expected_adoption_code(self.state, command)
            if code is Code.OK:
                check_adoption(self.state, command, decision.state, [event.kind for event in decision.events])

    def _check_switches(self, decision: Decision, switches: Switches) -> None:
        """Check that what is switched off doesn't happen."""
        happened = {event.kind for event in decision.events}
        if switches.read_only:
            assert happened <= {EventKind.AUCTION_PAUSED}
        if not (switches.running_auctions and switches.bidding):
            assert not happened & {EventKind.AUCTION_BEGUN, EventKind.AUCTION_RESUMED}
            assert not happened & {EventKind.NOMINATION_OPENED, EventKind.LOT_STARTED}
            assert not happened & {EventKind.LOT_SOLD, EventKind.LOT_UNSOLD}
        if not switches.bidding:
            assert not happened & {EventKind.BID_PLACED, EventKind.PROXY_BID, EventKind.PROXY_CHANGED}

    def _check_closing(self, command: Tick, decision: Decision, now: int, switches: Switches) -> None:
        """The clock closes what is due, a grace after its deadline, once all that came by then is decided, and no more:
        of many the first twenty, in the order of their ends. Where nobody may bid it pauses."""
        if decision.rejection is None and not (switches.running_auctions and switches.bidding):
            assert [event.kind for event in decision.events] == [EventKind.AUCTION_PAUSED]
            return
        if decision.rejection is None:
            self.turns.check_tick(command, self.state, decision.events, now)
        grace = self.state.auction.settings.grace_ms
        ended = {EventKind.LOT_SOLD, EventKind.LOT_UNSOLD}
        due = [] if decision.rejection else [lot for lot in self.state.open_lots if self.clock.ends[lot] + grace <= now]
        if command.closed_up_to is not None:
            due = [lot for lot in due if self.clock.ends[lot] <= command.closed_up_to]
        due.sort(key=lambda lot: (self.clock.ends[lot], self.state.lots[lot].number))
        closed = [event.detail["lot"] for event in decision.events if event.kind in ended]
        open_before = [*dict.fromkeys(lot for lot in closed if lot in self.state.open_lots)]  # one may come again
        assert open_before == due[:CLOSED_AT_ONCE]

    def _check_event(self, command: Command, event: Event) -> None:
        assert event.seq == self.state.seq + 1
        assert _through_json(event) == event
        self.events.append(event)
        self.kinds.add(event.kind)
        assert event.kind is not EventKind.BID_PLACED or event.actor == command.actor.user  # or it looks lost
        before, self.state = self.state, evolve(self.state, event)
        for seat in event.participants if event.kind not in CHANGES_ROSTERS else ():
            assert seat.id not in before.participants or seat.roster == before.participants[seat.id].roster
        self.names = display_names_of(self.state)
        self._count_money(event)
        self._hand_over(command, event)
        self._check_state()
        assert [*self.ledger.apply_event(event, self.state), *check_one_open_lot(self.state)] == []
        assert list(self.ownership.apply_event(event, self.state)) == []
        assert [*check_rosters(event, before, self.state), *check_prices(event, before, self.state)] == []
        assert list(self.turn_order.apply_event(event, before, self.state)) == []
        self.clock.check(command, event, self.state)
        self.turns.check(command, event, before, self.state)
        self.client.merge(payloads.event(event, self.state, self.names))
        assert self.client.view() == MergingClient(payloads.state(self.state, self.names)).view()

    def _count_money(self, event: Event) -> None:
        for entry in event.ledger:
            assert entry.amount > 0 or (entry.kind is LedgerEntryKind.ADJUST and entry.amount < 0)
            self._enter(entry, self.balances.setdefault(entry.participant, Balance()))

    def _enter(self, entry: LedgerEntry, balance: Balance) -> None:
        amount, lot = entry.amount, entry.lot or 0
        match entry.kind:
            case LedgerEntryKind.GRANT | LedgerEntryKind.REVOKE | LedgerEntryKind.ADJUST:
                balance.granted += -amount if entry.kind is LedgerEntryKind.REVOKE else amount
            case LedgerEntryKind.HOLD:
                assert (lot, entry.participant) not in self.holds
                assert lot not in self.sales
                self.holds[lot, entry.participant] = amount
                balance.held += amount
            case LedgerEntryKind.RELEASE:
                assert self.holds.pop((lot, entry.participant)) == amount
                balance.held -= amount
            case LedgerEntryKind.CAPTURE:
                rest = self.holds.pop((lot, entry.participant)) - amount
                assert rest >= 0
                if rest:
                    self.holds[lot, entry.participant] = rest
                self.sales[lot] = (entry.participant, amount)
                self.owners[lot] = entry.participant
                balance.held -= amount
                balance.spent += amount
            case LedgerEntryKind.REVERSE:
                assert self.sales.pop(lot) == (entry.participant, amount)
                assert self.owners.pop(lot) == entry.participant
                balance.spent -= amount
            case LedgerEntryKind.PAY | LedgerEntryKind.RECEIVE:
                balance.adjusted += amount if entry.kind is LedgerEntryKind.RECEIVE else -amount
            case LedgerEntryKind.REFUND:
                assert self.sales[lot][1] == amount
                balance.adjusted += amount

    def _hand_over(self, command: Command, event: Event) -> None:
        """Change the owners by what a trade or a drop asked for, and check that money moved by that, too."""
        if isinstance(command, TradeAssets):
            self.owners |= dict.fromkeys(command.gives, command.other) | dict.fromkeys(
                command.takes, command.participant
            )
            moved = {
                entry.participant: entry.amount * (-1 if entry.kind is LedgerEntryKind.PAY else 1)
                for entry in event.ledger
            }
            wanted = {command.participant: -command.pays, command.other: command.pays}
            assert moved == (wanted if command.pays else {})
        if isinstance(command, DropAsset):
            owner, price = self.owners.pop(command.lot), self.sales[command.lot][1]
            refund = [(LedgerEntryKind.REFUND, owner, price)] if command.refund else []
            assert [(entry.kind, entry.participant, entry.amount) for entry in event.ledger] == refund

    def _check_state(self) -> None:
        state = self.state
        for seat in state.participants.values():
            balance = self.balances[seat.id]
            money = (seat.granted, seat.adjusted, seat.held, seat.spent)
            assert money == (balance.granted, balance.adjusted, balance.held, balance.spent)
            assert seat.available == balance.granted + balance.adjusted - balance.held - balance.spent >= 0
            assert seat.spent == sum(price for buyer, price in self.sales.values() if buyer == seat.id)
            assert seat.spent <= seat.granted
            assert {slot.lot for slot in seat.roster} == {lot for lot, owner in self.owners.items() if owner == seat.id}
            assert all(slot.price == self.sales[slot.lot][1] for slot in seat.roster)
            assert seat.filled <= expected_size(state, seat)[1]
            assert seat.max_bid == expected_shown_max_bid(state, seat)
            assert fits(state.auction.settings.limits, [], [state.lots[slot.lot].groups for slot in seat.roster])
        owned = [slot.asset for seat in state.participants.values() for slot in seat.roster]
        assert len(owned) == len(set(owned))
        self._check_pace()
        self._check_lots()

    def _check_pace(self) -> None:
        """As many lots are open as may be, and what comes next is never waited for in vain."""
        auction, settings = self.state.auction, self.state.auction.settings
        opened = [self.state.lots[lot] for lot in self.state.open_lots]
        most = 1
        if auction.format == "slow" and auction.mode == "queue":
            most = settings.slow_lots
        if auction.format == "slow" and auction.mode == "nomination":
            by = Counter(lot.nominator for lot in opened)
            assert all(by[seat] <= settings.slow_nominations for seat in by if seat is not None)
            assert by[None] <= 1
            most = len(opened) + (not opened)
        assert len(opened) <= most
        waits = auction.next_lot_at is not None or auction.break_remaining_ms is not None
        assert not waits or len(opened) < most

    def _check_lots(self) -> None:
        state = self.state
        lots = state.lots.values()
        open_lots = tuple(sorted(lot.id for lot in lots if lot.status is LotStatus.OPEN))
        assert state.open_lots == open_lots
        held = {(each.lot, seat.id): each.maximum for seat in state.participants.values() for each in seat.proxies}
        assert held | {(lot.id, lot.leader): lot.hold for lot in lots if lot.leader is not None} == self.holds
        assert {lot.id: (lot.sold_to, lot.sold_for) for lot in lots if lot.status is LotStatus.SOLD} == self.sales
        sold = sum(lot.status is LotStatus.SOLD for lot in lots)
        unsold = sum(lot.status is LotStatus.UNSOLD for lot in lots)
        gone = 0 if state.auction.status == "cancelled" else sum(lot.status is LotStatus.WITHDRAWN for lot in lots)
        counted = (state.auction.lots_sold, state.auction.lots_unsold, state.auction.lots_withdrawn)
        assert counted == (sold, unsold, gone)
        assert sorted(lot.number for lot in lots) == [*range(1, len(lots) + 1)]
        if state.auction.status.over:
            assert self.holds == {}


class MergingClient:
    """A browser: keeps the snapshot and merges events by id."""

    def __init__(self, snapshot: dict[str, Any]) -> None:
        self.auction = snapshot["auction"]
        self.lots = {lot["id"]: lot for lot in snapshot["lots"]}
        self.participants = {each["id"]: each for each in snapshot["participants"]}
        self.obstacles = snapshot["obstacles"]

    def merge(self, event: dict[str, Any]) -> None:
        """Merge what an event carries."""
        data = event["data"]
        self.auction = data.get("auction", self.auction)
        self.lots |= {lot["id"]: lot for lot in data.get("lots", ())}
        self.participants |= {each["id"]: each for each in data.get("participants", ())}
        for lot in data.get("gone", ()):
            self.lots.pop(lot, None)
        self.obstacles = data.get("obstacles", self.obstacles)

    def view(self) -> tuple[Any, ...]:
        """All it shows."""
        return self.auction, self.lots, self.participants, self.obstacles


def _through_json(event: Event) -> Event:
    payload = orjson.loads(orjson.dumps(codec.dump_event(event)))["payload"]
    return codec.load_event(
        seq=event.seq, kind=event.kind, at=event.at, payload=payload, actor=event.actor, reason=event.reason
    )


def display_names_of(state: AuctionState) -> DisplayNames:
    return DisplayNames(
        league_name="The Friday League",
        sport="football",
        commissioners={100: "Carla"},
        people={seat: (f"Manager {seat}", "") for seat in state.participants},
        assets={lot.asset: {"id": str(lot.asset), "name": f"Club {lot.asset}"} for lot in state.lots.values()},
        unit=state.auction.settings.unit,
    )
