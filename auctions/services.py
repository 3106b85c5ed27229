"""Creating auctions. Everything that changes one afterwards goes through `engine.execute`."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from random import SystemRandom
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from auctions.engine import Outcome
from auctions.lineup import Lineup, StartTerms, consequences, line_up
from auctions.models import Auction, CommandOutcome, Lot, Participant
from auctions.publish import broadcast, messages
from auctions.reads.holdings import current_auction, that_decide
from auctions.rules import state as rules
from auctions.rules.codes import Code
from auctions.rules.commands import SYSTEM, Actor, ActorRole, Begin
from auctions.rules.creation import create_state, order_assets
from auctions.rules.decide import decide
from auctions.rules.events import Event
from auctions.rules.state import NOT_OVER
from auctions.store import journal
from auctions.store.chain import ChainEnd
from auctions.store.writing import OutcomeRow, Writing
from leagues.lists.listing import keep_list
from leagues.lists.queries import as_listed
from leagues.models import Asset, League
from leagues.permissions import REASONS, Action, may
from leagues.queries import membership
from leagues.settings.auction import AuctionFormat, AuctionSettings, SettingsError
from notices.models import NoticeHead
from rollouts import flags
from rollouts.evaluation.types import Subject

ANEW, FOR_WHAT_IS_LEFT = StartTerms(anew=True), StartTerms()


class StartRefused(Exception):
    """No auction was created: `code` for programs, `sentence` for people, with what to do, in their language."""

    code = "start_refused"
    sentence = gettext_noop("No auction can be started now.")

    def __init__(self, *args: object) -> None:
        self.sentence = _(self.sentence)
        super().__init__(*(args or (self.sentence,)))


class NoSuchLeague(StartRefused):
    """There is no such league, or the user is an outsider, who must not learn the difference."""

    code = "not_found"
    sentence = gettext_noop("There is no such league, or you aren't a member of it.")


class NotCommissioner(StartRefused):
    """A member without the right."""

    code = "forbidden"
    sentence = REASONS[Action.START_AUCTION]


class AuctionRunning(StartRefused):
    """The league has an auction that isn't over; there is one at a time."""

    code = "auction_running"
    sentence = gettext_noop("The league has an auction that isn't over yet.")


class KeyReused(StartRefused):
    """The idempotency key was used for something else."""

    code = Code.ID_REUSED
    sentence = gettext_noop("This Idempotency-Key was used for something else. Send a new one.")


class SwitchedOff(StartRefused):
    """Operators let no auction be made now; `code` says which of their switches it is."""

    def __init__(self, code: Code) -> None:
        self.code = code
        self.sentence = messages.short_sentence(code)
        super().__init__()


class SettingsUnplayable(StartRefused):
    """The league's settings, as they are stored, can't be played; the sentence says what to change."""

    code = "settings_unplayable"

    def __init__(self, problems: SettingsError) -> None:
        self.sentence = _("Change the league's settings first: {problems}").format(problems=problems)
        super().__init__()


class SlowNotOffered(StartRefused):
    """The league's settings are of a slow auction, and operators don't offer those here yet."""

    code = Code.NOT_OFFERED
    sentence = gettext_noop("Slow auctions aren't offered here yet. Choose a live one in the league's settings.")


class NothingToSell(StartRefused):
    """The league and its sport have no assets."""

    code = "nothing_to_sell"
    sentence = gettext_noop("There is nothing to sell: import assets first.")


class NothingLeft(StartRefused):
    """Everything that the league sells is owned."""

    code = "nothing_left"
    sentence = gettext_noop("Everything is owned, so nothing is left to sell. Start anew, or upload more to buy.")


class NobodyPlays(StartRefused):
    """No member of the league has a seat to give."""

    code = "no_participants"
    sentence = gettext_noop("Nobody plays in this league: invite managers first.")


def start_auction(
    league_id: UUID, user: User, subject: Subject, *, terms: StartTerms = FOR_WHAT_IS_LEFT, key: UUID | None = None
) -> Auction:
    """Create an auction of a league for one of its commissioners; with the same `key` again, return the same auction.

    By `terms` it is for what is left, or anew. `subject` is who asks; whether the league gets a waiting room is asked
    for it.

    Raises StartRefused.
    """
    league = _league_to_start(league_id, user)
    actor = Actor(user=user.pk, role=ActorRole.COMMISSIONER)
    of_league = subject.on_behalf_of(str(league_id), sport=league.sport_id)
    check_pace(AuctionSettings.read(league.settings), of_league)
    waiting_room = flags.has_waiting_room(of_league)
    return create_auction(league, actor, waiting_room=waiting_room, terms=terms, key=key)


def check_pace(settings: AuctionSettings, of_league: Subject) -> None:
    """Raise SlowNotOffered if the settings are of a slow auction, and operators don't offer those to the league."""
    if settings.format == AuctionFormat.SLOW and not flags.leagues_play_slowly(of_league):
        raise SlowNotOffered


def preview_start(league_id: UUID, user: User, terms: StartTerms) -> list[str]:
    """Return what follows from a league's further auction, in sentences; its first has none. Raises StartRefused."""
    league = _league_to_start(league_id, user)
    _check_nothing_runs(league)
    if current_auction(league_id) is None:
        return []
    settings = _settings_to_play(league)
    _check_sells(line_up(league, settings.budget, terms), terms)
    return list(consequences(league, settings, terms))


def _league_to_start(league_id: UUID, user: User) -> League:
    """Return the league of a commissioner. Raises NoSuchLeague and NotCommissioner."""
    member = membership(league_id, user)
    if member is None:
        raise NoSuchLeague(league_id)
    if not may(member.role, Action.START_AUCTION):
        raise NotCommissioner(league_id)
    return member.league


def _check_nothing_runs(league: League) -> None:
    if Auction.objects.filter(league=league, status__in=NOT_OVER).exists():
        raise AuctionRunning(league.pk)


def _check_sells(plan: Lineup, terms: StartTerms) -> None:
    if not plan.assets:
        raise NothingToSell if terms.anew or not plan.kept else NothingLeft


def create_auction(
    league: League,
    actor: Actor,
    *,
    waiting_room: bool,
    assets: Sequence[Asset] | None = None,
    terms: StartTerms = ANEW,
    key: UUID | None = None,
    clock: Callable[[], int] = journal.now_ms,
) -> Auction:
    """Create an auction with a seat for every member who plays, of `assets` or all that the league's sport has.

    By `terms` it is for what is left, and seats keep rosters and money. With the waiting room it waits for its
    commissioner; without, its first lot runs at once. The same actor gets the auction made with the same `key`, if
    there is one. `clock` stands in for the database's where time is simulated.
    Raises AuctionRunning, SettingsUnplayable, NothingToSell, NothingLeft, NobodyPlays, KeyReused, and SwitchedOff.
    """
    settings = _settings_to_play(league)
    with transaction.atomic(durable=True):
        League.lock(league.pk)
        if key is not None and (existing := _find_made_with(league, actor, key, terms)):
            return existing
        check_switches(waiting_room=waiting_room)
        _check_nothing_runs(league)
        _lock_rosters(league.pk)
        plan = line_up(league, settings.budget, terms, assets)
        _check_sells(plan, terms)
        row = Auction.objects.create(
            league=league,
            status=Auction.Status.WAITING,
            settings=settings.to_json(),
            waiting_room=waiting_room,
            format=settings.format,
            mode=settings.mode,
            asset_list=keep_list(league) if assets is None else None,
        )
        NoticeHead.objects.create(auction=row.pk, seq=0, epoch=row.epoch)  # whose news people are told until it ends
        state, events = _first_events(row, settings, plan, actor, clock())
        answers = _start_outcome(actor, key, terms, state.seq)
        Writing(row.pk, ChainEnd.read(row.pk, row.chain_key), events, answers).finish(state)
    broadcast.publish(state, events)
    row.refresh_from_db()
    return row


def _lock_rosters(league_id: UUID) -> None:
    """Let nothing change hands in a league between reading whose it is and writing that down in a new auction.

    Its auctions are locked in one order. A trade locks its own alone, and looks under that lock for new ones (see
    `guard` in `engine.execute`).
    """
    ids = [*that_decide(league_id).values_list("pk", flat=True)]
    [*Auction.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk").values_list("pk")]


def check_switches(*, waiting_room: bool) -> None:
    """Raise SwitchedOff if operators let no auction be made.

    Without a waiting room an auction begins at once, and running ones must be allowed too.
    """
    now = flags.operator_switches()
    if now.read_only:
        raise SwitchedOff(Code.READ_ONLY)
    if not now.new_auctions:
        raise SwitchedOff(Code.NEW_AUCTIONS_DISABLED)
    if not (now.running_auctions or waiting_room):
        raise SwitchedOff(Code.RUNNING_AUCTIONS_DISABLED)
    if not (now.bidding or waiting_room):
        raise SwitchedOff(Code.BIDDING_DISABLED)


def _fingerprint(terms: StartTerms) -> str:
    """The content of a start, to tell whether a key is used again for the same."""
    return "start" if terms == StartTerms() else f"start anew {terms.anew} +{terms.top_up}"[:32]


def _find_made_with(league: League, actor: Actor, key: UUID, terms: StartTerms) -> Auction | None:
    """Return the auction that the actor made with this key. Raises KeyReused."""
    outcomes = CommandOutcome.objects.filter(auction__league=league, user=actor.user, command_id=key)
    answer = outcomes.select_related("auction").first()
    if answer is not None and answer.fingerprint != _fingerprint(terms):
        raise KeyReused(key)
    return answer.auction if answer else None


def _start_outcome(actor: Actor, key: UUID | None, terms: StartTerms, seq: int) -> list[OutcomeRow]:
    if key is None or actor.user is None:
        return []
    return [OutcomeRow(actor.user, key, _fingerprint(terms), Outcome(Code.OK, seq, {}).to_json())]


def offered_settings(league: League) -> AuctionSettings:
    """Return a league's settings, as far as operators offer them. Raises SettingsUnplayable."""
    settings = AuctionSettings.read(league.settings)
    try:
        settings.check()
    except SettingsError as error:
        raise SettingsUnplayable(error) from error
    if settings.proxies and not flags.managers_leave_maxima(league.pk):
        settings = replace(settings, proxies=False)
    return settings


def _settings_to_play(league: League) -> AuctionSettings:
    """Return the settings of one auction: those that are offered, with a seed."""
    settings = offered_settings(league)
    return settings if settings.seed is not None else replace(settings, seed=SystemRandom().randrange(2**31))


def _first_events(
    row: Auction, settings: AuctionSettings, plan: Lineup, actor: Actor, now: int
) -> tuple[rules.AuctionState, list[Event]]:
    """Make the rows of lots and seats, and decide what the journal begins with."""
    seats = Participant.objects.bulk_create(
        Participant(auction=row, member_id=seat.member, granted=0, available=0) for seat in plan.seats
    )
    state, created = create_state(
        rules.AuctionHeader(
            id=str(row.pk),
            league=str(row.league_id),
            status=rules.AuctionStatus.WAITING,
            settings=settings,
            waiting_room=row.waiting_room,
            format=row.format,
            mode=row.mode,
        ),
        _first_lots(row, settings, plan, {seat.member_id: seat.pk for seat in seats}),
        [
            rules.ParticipantState(
                id=seat.pk,
                member=seat.member_id,
                away=planned.away,
                slots_min=planned.slots_min,
                slots_max=planned.slots_max,
            )
            for seat, planned in zip(seats, plan.seats, strict=True)
        ],
        now=now,
        actor=actor.user,
        to_spend={seat.pk: planned.left for seat, planned in zip(seats, plan.seats, strict=True)},
    )
    if row.waiting_room:
        return state, [created]
    begun = decide(state, Begin(actor=SYSTEM), now)
    if begun.rejection:
        raise NobodyPlays(row.league_id)
    return begun.state, [created, *begun.events]


def _first_lots(
    auction: Auction, settings: AuctionSettings, plan: Lineup, seats: dict[int, int]
) -> list[rules.LotState]:
    """Make the rows of lots: those for sale in their order, then what owners bring along; `seats` by membership."""
    ordered = order_assets(plan.assets, settings.order, settings.seed or 0, settings.set_order)
    kept = as_listed(auction.asset_list_id, [holding.asset for holding in plan.kept])
    rows = Lot.objects.bulk_create(
        Lot(
            auction=auction,
            asset=asset,
            number=number,
            exclusive=settings.format == AuctionFormat.LIVE,
            opening_price=settings.opening_price(asset.opening_price),
            groups=[*settings.groups_of(asset)],
        )
        for number, asset in enumerate([*ordered, *kept], start=1)
    )
    lots = [
        rules.LotState(
            id=row.pk,
            number=row.number,
            asset=row.asset_id,
            opening_price=row.opening_price,
            groups=tuple(row.groups),
        )
        for row in rows
    ]
    first_kept = len(ordered)
    return lots[:first_kept] + [
        replace(
            lot,
            status=rules.LotStatus.SOLD,
            price=holding.price,
            sold_to=seats[holding.member],
            sold_for=holding.price,
            closed_seq=1,
        )
        for lot, holding in zip(lots[first_kept:], plan.kept, strict=True)
    ]
