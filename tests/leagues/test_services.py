"""Leagues, members and assets."""

import pytest

from accounts.models import User
from leagues import services
from leagues.auction_settings import AuctionSettings, SettingsError
from leagues.built_in_sports import SportNotFound
from leagues.files.assets import AssetRow
from leagues.models import Asset, League, Member, Role, Sport
from leagues.services import import_assets, join_league, update_settings
from tests import cast
from tests.threads import at_once


def test_create_league_makes_a_commissioner_who_plays(carla: User, football: Sport) -> None:
    league = services.create_league(carla, "Friday", football, AuctionSettings(budget=150))
    assert AuctionSettings.from_json(league.settings) == AuctionSettings(budget=150)
    member = Member.objects.get()
    assert (member.league, member.user, member.role, member.plays) == (league, carla, Role.COMMISSIONER, True)


def test_create_league_with_unplayable_settings_makes_nothing(carla: User, football: Sport) -> None:
    with pytest.raises(SettingsError):
        services.create_league(carla, "Friday", football, AuctionSettings(budget=1, slots_min=3))
    assert not League.objects.exists()


def test_codes_are_six_letters_that_nobody_misreads(league: League) -> None:
    assert len(league.code) == 6
    assert not set(league.code) & set("AEIOU01L")


def test_a_code_that_is_taken_is_drawn_again(league: League, carla: User, monkeypatch: pytest.MonkeyPatch) -> None:
    letters = iter(league.code + "ZZZZZZ")
    monkeypatch.setattr("leagues.services.secrets.choice", lambda _: next(letters))
    assert services.create_league(carla, "Another", league.sport, AuctionSettings()).code == "ZZZZZZ"


def test_join_league_makes_a_manager_once(league: League, otto: User) -> None:
    member = join_league(otto, f" {league.code.lower()} ")
    assert (member.league, member.role, member.plays, member.bot) == (league, Role.MANAGER, True, False)
    assert join_league(otto, league.code) == member
    assert league.memberships.count() == 4


def test_join_league_leaves_a_commissioner_what_they_are(league: League, carla: User) -> None:
    assert join_league(carla, league.code).role == Role.COMMISSIONER


@pytest.mark.parametrize("code", ["", "ZZZZZZZ", "\x00", "%"])
def test_join_league_with_unknown_code(otto: User, league: League, code: str) -> None:
    with pytest.raises(services.LeagueNotFound):
        join_league(otto, code)


@pytest.mark.django_db(transaction=True)
def test_join_league_at_the_same_instant_joins_once() -> None:
    league = cast.make_league(cast.make_user("Carla"))
    otto = cast.make_user("Otto")
    outcomes = at_once(lambda: join_league(otto, league.code), times=4)
    assert outcomes == [Member.objects.get(user=otto)] * 4


def test_add_bot_makes_a_manager_played_by_the_program(league: League) -> None:
    bot, other = services.add_bot(league, "Ada"), services.add_bot(league, "Ada")
    assert (bot.bot, bot.plays, bot.role, bot.user.name) == (True, True, Role.MANAGER, "Ada")
    assert bot.user != other.user


def test_update_settings_by_the_commissioner(league: League, carla: User) -> None:
    update_settings(cast.member_of(league, carla), AuctionSettings(budget=99), name="Saturday")
    league.refresh_from_db()
    assert (league.name, league.settings["budget"]) == ("Saturday", 99)


def test_update_settings_by_a_manager_is_refused(league: League, max_: User) -> None:
    with pytest.raises(services.NotAllowed):
        update_settings(cast.member_of(league, max_), AuctionSettings(budget=99))
    league.refresh_from_db()
    assert league.settings["budget"] == 200


def test_update_settings_that_cannot_be_played_are_refused(league: League, carla: User) -> None:
    with pytest.raises(SettingsError):
        update_settings(cast.member_of(league, carla), AuctionSettings(budget=0))


def test_import_creates_changes_and_leaves(football: Sport) -> None:
    rows = [
        AssetRow(external_id="psv-ned", name="PSV", country="NED"),
        AssetRow(external_id="arsenal-fc-eng", name="Arsenal", rank=1),
        AssetRow(external_id="leeds-eng", name="Leeds", country="ENG"),
    ]
    report = import_assets("football", rows)
    assert (report.created, report.changed, report.unchanged) == (["leeds-eng"], ["arsenal-fc-eng"], ["psv-ned"])
    arsenal = Asset.objects.get(external_id="arsenal-fc-eng")
    assert (arsenal.name, arsenal.rank, arsenal.country) == ("Arsenal", 1, "ENG")
    assert football.assets.count() == 37
    assert import_assets("football", rows).unchanged == [row.external_id for row in rows]


def test_dry_run_saves_nothing_not_even_the_sport(db: None) -> None:
    report = services.import_shipped_clubs(dry_run=True)
    assert len(report.created) == 36
    assert not Sport.objects.exists()


def test_import_into_unknown_sport(db: None) -> None:
    with pytest.raises(SportNotFound):
        import_assets("quidditch", [AssetRow(external_id="x", name="X")])


def test_import_into_a_sport_made_by_an_operator(db: None) -> None:
    Sport.objects.create(key="chess", name="Chess", asset_word="player")
    assert import_assets("chess", [AssetRow(external_id="x", name="X")]).created == ["x"]


def test_same_id_in_another_sport_is_another_asset(football: Sport) -> None:
    Sport.objects.create(key="chess", name="Chess")
    assert import_assets("chess", [AssetRow(external_id="psv-ned", name="PSV")]).created == ["psv-ned"]
    assert football.assets.count() == 36


def test_a_leagues_own_list_leaves_the_shared_one_alone(league: League, carla: User, football: Sport) -> None:
    rows = [AssetRow(external_id="psv-ned", name="Our PSV")]
    carlas = cast.member_of(league, carla)
    assert services.import_own_assets(carlas, rows).created == ["psv-ned"]
    assert services.import_own_assets(carlas, rows).unchanged == ["psv-ned"]
    assert football.assets.get(league=None, external_id="psv-ned").name != "Our PSV"


def test_only_the_commissioner_imports(league: League, max_: User) -> None:
    with pytest.raises(services.NotAllowed):
        services.import_own_assets(cast.member_of(league, max_), [AssetRow(external_id="x", name="X")])


@pytest.mark.django_db(transaction=True)
def test_two_imports_at_the_same_instant_create_once() -> None:
    outcomes = at_once(services.import_shipped_clubs)
    created = [len(outcome.created) for outcome in outcomes if isinstance(outcome, services.ImportReport)]
    assert sorted(created) == [0, 36]
    assert Asset.objects.count() == 36
