"""Leagues, members and assets."""

import pytest
from django.test import Client

from accounts.models import User
from leagues import queries, services
from leagues.built_in_sports import SportNotFound
from leagues.files.assets import AssetRow
from leagues.models import Asset, League, Member, Role, Sport
from leagues.services import (
    ChangeRefused,
    LastCommissioner,
    NotAllowed,
    add_bot,
    import_assets,
    join_league,
    update_settings,
)
from leagues.settings.auction import AuctionSettings, SettingsError
from tests import cast
from tests.cast import make_league, make_user, member_of
from tests.threads import at_once


def test_create_league_makes_a_commissioner_who_plays(carla: User, football: Sport) -> None:
    league = services.create_league(carla, "Friday", football, AuctionSettings(budget=150))
    assert AuctionSettings.read(league.settings) == AuctionSettings(budget=150)
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


def test_a_league_that_gets_another_name_is_told_of(
    league: League, carla: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(services, "on_rename", [lambda renamed: told.append(renamed.name)])
    for name in (None, league.name, "Saturday"):
        update_settings(cast.member_of(league, carla), AuctionSettings(budget=99), name=name)
    assert told == ["Saturday"]


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


def test_a_league_may_have_several_commissioners(league: League, carla: User, max_: User, mia: User) -> None:
    services.change_role(member_of(league, carla), member_of(league, max_), Role.COMMISSIONER)
    services.change_role(member_of(league, max_), member_of(league, mia), Role.SPECTATOR)
    services.change_role(member_of(league, max_), member_of(league, carla), Role.MANAGER)
    assert [each.role for each in queries.members_of(league)] == [Role.MANAGER, Role.COMMISSIONER, Role.SPECTATOR]


def test_handing_over_leaves_the_giver_a_manager(league: League, carla: User, mia: User) -> None:
    services.hand_over(member_of(league, carla), member_of(league, mia))
    assert member_of(league, carla).role == Role.MANAGER
    assert member_of(league, mia).role == Role.COMMISSIONER
    with pytest.raises(NotAllowed):
        services.hand_over(member_of(league, carla), member_of(league, mia))


def test_the_last_commissioner_cannot_go(league: League, carla: User, max_: User) -> None:
    head = member_of(league, carla)
    with pytest.raises(LastCommissioner, match="somebody else commissioner first"):
        services.change_role(head, head, Role.SPECTATOR)
    with pytest.raises(LastCommissioner):
        services.remove_member(head, head)
    services.change_role(head, member_of(league, max_), Role.COMMISSIONER)
    User.objects.filter(pk=max_.pk).update(is_active=False)
    with pytest.raises(LastCommissioner):  # one who can't sign in doesn't count
        services.remove_member(head, head)


@pytest.mark.django_db(transaction=True)
def test_two_commissioners_who_leave_at_once_leave_one_behind() -> None:
    carla, max_ = make_user("Carla"), make_user("Max")
    league = make_league(carla, max_)
    services.change_role(member_of(league, carla), member_of(league, max_), Role.COMMISSIONER)
    waiting = [member_of(league, carla), member_of(league, max_)]

    def leave() -> Member:
        member = waiting.pop()
        return services.remove_member(member, member)

    outcomes = at_once(leave)
    assert sum(isinstance(each, LastCommissioner) for each in outcomes) == 1
    assert queries.members_of(league).count() == 1


def test_a_bot_is_no_commissioner(league: League, carla: User) -> None:
    with pytest.raises(ChangeRefused, match="bot"):
        services.change_role(member_of(league, carla), add_bot(league, "Bruno"), Role.COMMISSIONER)


def test_who_is_removed_is_an_outsider_and_the_old_link_is_worthless(
    league: League, carla: User, max_: User, mia: User, client: Client
) -> None:
    code = league.code
    services.remove_member(member_of(league, carla), member_of(league, max_))
    assert queries.membership(league.pk, max_) is None
    client.force_login(max_)
    assert client.get(f"/leagues/{league.pk}/").status_code == 404
    with pytest.raises(services.LeagueNotFound):
        join_league(max_, code)
    with pytest.raises(ChangeRefused, match="has left"):
        services.change_role(member_of(league, carla), member_of(league, max_), Role.MANAGER)


def test_who_left_comes_back_as_the_same_member(league: League, max_: User, carla: User) -> None:
    member = member_of(league, max_)
    services.change_role(member_of(league, carla), member, Role.SPECTATOR)
    services.remove_member(member, member)
    assert League.objects.get().code == league.code  # leaving by oneself renews nothing
    again = join_league(max_, league.code)
    assert (again.pk, again.role, again.left_at) == (member.pk, Role.MANAGER, None)


def test_listeners_hear_of_a_change_once_it_is_committed(
    league: League, carla: User, max_: User, django_capture_on_commit_callbacks: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[Member] = []
    monkeypatch.setattr(services, "on_change", [heard.append])
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator] # pytest-django ships no type
        services.change_role(member_of(league, carla), member_of(league, max_), Role.MANAGER)  # nothing changes
        services.change_role(member_of(league, carla), member_of(league, max_), Role.SPECTATOR)
    assert heard == [member_of(league, max_)]
