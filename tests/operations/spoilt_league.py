"""A league, an auction and flags that have rows in every table, for rows to be spoilt."""

from uuid import uuid4

from accounts.models import User
from auctions import engine
from auctions.models import Auction, Heartbeat
from auctions.proof import links
from auctions.store import snapshots
from auctions.talk import services as talk
from leagues.assets import changes
from leagues.imports.planning import Decisions
from leagues.models import Asset
from leagues.own_lists.importing import bring_list, decide, list_workflow
from leagues.services import add_bot
from leagues.targets.services import Wish, put_target
from leagues.uploads import column_answers
from notices.choices import choose
from notices.kinds import NoticeChannel, NoticeKind
from notices.models import NoticeReader
from rollouts.changes.services import Author, Source, change_flag
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import storage
from rollouts.models import GateAnswer, Plan, PlanApproval
from rollouts.plans import services as plans
from rollouts.plans.definition import read_definition
from rollouts.propagation import readers
from season.competitions import file_names
from season.models import Trade
from season.scores.services import SCORE_IMPORT
from tests import cast
from tests.season import scored_league
from tests.season.auctioned_league import offer, settle_by
from tests.season.small_competitions import member, scores


def make_spoilt(carla: User, max_: User, mia: User) -> Auction:
    """A league with rows in every table, and an auction of another that runs, with bids, answers and a snapshot."""
    season = scored_league.played_league(carla, max_, mia)
    scored_league.score(season, *scored_league.GAME_1)
    SCORE_IMPORT.run(carla, season.competition, scores("f1,4,90,1,0"), "corrected.csv")
    scored_league.count(season)
    league, over = season.league, Auction.objects.get(league=season.league)
    file_names.remember_teams(season.competition, {"1": "Reds"})
    file_names.remember_assets(season.competition, {"A. K.": over.lots.values_list("asset_id", flat=True)[0]})
    column_answers.remember_answers(league.pk, "scores", "of a header", {"asset": "Player"})
    own = cast.make_league(carla, name="With a list")
    list_workflow().run(carla, own, b"name\nSaka\n", "players.csv")
    waiting, _ = bring_list(carla, own, "name\nB. Saka\n", "players.csv")
    decide(carla, waiting, Decisions(answers={"b-saka": "saka"}))
    put_target(member(league, max_), over.lots.values_list("asset_id", flat=True)[0], Wish(worth=45, note="Late"))
    settle_by(league, veto_hours=12)
    choose(max_, {(NoticeKind.TRADE_OFFERED, NoticeChannel.PAGE): True}, NoticeReader.Every.DAY)
    offer(over, member(league, max_), member(league, mia), gives=(1,), takes=(2,))
    Trade.objects.update(approval="veto")
    renamed = Asset.objects.get(lots__auction=over, lots__number=1)
    renamed.name = "Renamed"
    changes.save_asset(renamed, carla)
    auction = cast.auction_of(cast.make_league(carla, max_, mia, name="Spoilt", lot_seconds=3600, grace_ms=0))
    add_bot(auction.league, "Robo")
    links.open_link(cast.member_of(auction.league, carla), auction)
    talk.set_open(cast.member_of(auction.league, carla), is_on=True)
    talk.say(auction, cast.member_of(auction.league, max_), "Going, going…")
    cast.bid(auction, max_, 2, id=uuid4())
    snapshots.write_snapshot(engine.read(auction.pk))
    Heartbeat.objects.create(process="web elsewhere 1", kind="web", at="2999-01-01T00:00:00Z")
    readers.record_reader(readers.ReaderProcess("web elsewhere 1", "web"), 1, 0)
    storage.write_exposures([(storage.ExposureEntry("waiting_room", BucketBy.LEAGUE, str(league.pk), True, True), 0)])
    storage.write_failures([(storage.FailureEntry(BucketBy.LEAGUE, str(league.pk), "server_error"), 0)])
    for flag in ("bots", "use_state_persistence"):
        change_flag(flag, {"everyone": True}, Author(source=Source.CODE))
    make_plan(carla, "waiting_room")
    return auction


def make_plan(by: User, flag: str) -> int:
    """Return the key of a plan that runs, with an approval and an answer."""
    phase = {"name": "10 %", "patch": {"everyone": None, "percent": 10}, "bake_minutes": 60}
    definition = read_definition({"name": "a", "says": "A release.", "phases": [phase]})
    plan = plans.start_plan(plans.make_plan(flag, definition, None).pk, None)
    Plan.objects.filter(pk=plan.pk).update(made_by=by)
    PlanApproval.objects.create(plan=plan, revision=1, phase="10 %", role="product", by=by, at=plan.made_at)
    GateAnswer.objects.create(plan=plan, gate="tests", passed=True, proof="a run", by=by, at=plan.made_at)
    return plan.pk
