"""Changing, handing over, removing and leaving: as services and as pages."""

import pytest
from django.test import Client

from accounts.models import User
from leagues import queries, services
from leagues.auction_settings import AuctionSettings
from leagues.models import League, Member, Role
from leagues.services import ChangeRefused, LastCommissioner, NotAllowed, add_bot, join_league
from tests.cast import make_league, make_user, member_of
from tests.threads import at_once


def change(client: Client, league: League, user: User, do: str, role: str = "") -> int:
    path = f"/leagues/{league.pk}/members/{member_of(league, user).pk}/"
    return client.post(path, {"do": do, "role": role}).status_code


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


# Pages --------------------------------------------------------------------------------------------
def test_a_commissioner_does_it_on_the_page(league: League, carla: User, max_: User, mia: User, client: Client) -> None:
    client.force_login(carla)
    page = client.get(f"/leagues/{league.pk}/")
    assert "Hand over to Max" in page.text
    assert change(client, league, mia, "role", "spectator") == 302
    assert member_of(league, mia).role == Role.SPECTATOR
    assert change(client, league, max_, "hand_over") == 302
    assert "Max is commissioner now" in client.get(f"/leagues/{league.pk}/").text
    client.force_login(max_)
    assert change(client, league, carla, "remove") == 302
    assert "Carla is removed" in client.get(f"/leagues/{league.pk}/").text


def test_a_refusal_is_said_on_the_page(league: League, carla: User, client: Client) -> None:
    client.force_login(carla)
    assert change(client, league, carla, "remove") == 302
    assert "A league needs a commissioner" in client.get(f"/leagues/{league.pk}/").text


@pytest.mark.parametrize("do", ["role", "hand_over", "remove"])
def test_a_manager_gets_403_with_the_reason_and_an_outsider_404(
    league: League, max_: User, mia: User, otto: User, client: Client, do: str
) -> None:
    path = f"/leagues/{league.pk}/members/{member_of(league, mia).pk}/"
    client.force_login(max_)
    page = client.post(path, {"do": do, "role": "spectator"})
    assert page.status_code == 403
    assert "Only a commissioner can change or remove members." in page.text
    client.force_login(otto)
    assert client.post(path, {"do": do, "role": "spectator"}).status_code == 404
    assert member_of(league, mia).role == Role.MANAGER


def test_everybody_can_leave_and_lands_among_their_leagues(league: League, max_: User, client: Client) -> None:
    client.force_login(max_)
    assert "Leave the league" in client.get(f"/leagues/{league.pk}/").text
    response = client.post(f"/leagues/{league.pk}/members/{member_of(league, max_).pk}/", {"do": "remove"})
    assert response["Location"] == "/"
    assert "You have left" in client.get("/").text


def test_a_member_of_another_league_is_not_found(league: League, carla: User, otto: User, client: Client) -> None:
    other = services.create_league(otto, "Other", league.sport, AuctionSettings())
    client.force_login(carla)
    path = f"/leagues/{league.pk}/members/{member_of(other, otto).pk}/"
    assert client.post(path, {"do": "remove"}).status_code == 404


@pytest.mark.parametrize("data", [{}, {"do": "role"}, {"do": "role", "role": "king"}, {"do": "nonsense"}])
def test_what_is_no_change_changes_nothing(
    league: League, carla: User, max_: User, client: Client, data: dict[str, str]
) -> None:
    client.force_login(carla)
    assert client.post(f"/leagues/{league.pk}/members/{member_of(league, max_).pk}/", data).status_code == 302
    assert member_of(league, max_).role == Role.MANAGER


def test_a_spectator_sees_no_invite(league: League, carla: User, max_: User, client: Client) -> None:
    services.change_role(member_of(league, carla), member_of(league, max_), Role.SPECTATOR)
    client.force_login(max_)
    assert league.code not in client.get(f"/leagues/{league.pk}/").text
