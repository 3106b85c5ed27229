"""Permissions: who may do what."""

import pytest

from leagues.models import Role
from leagues.permissions import PERMISSIONS, REASONS, AccessRole, Action, access_role, may, refusal


def test_every_role_of_a_member_has_a_standing() -> None:
    assert {AccessRole(role) for role in Role} | {AccessRole.OPERATOR} == set(AccessRole) == set(PERMISSIONS)


@pytest.mark.parametrize("action", Action)
def test_an_outsider_may_nothing_and_every_refusal_is_a_sentence(action: Action) -> None:
    assert not may(None, action)
    assert refusal(None, action) == REASONS[action]
    assert REASONS[action].endswith(".")


def test_a_commissioner_may_what_a_manager_may_and_so_on() -> None:
    spectator, manager, commissioner = (
        PERMISSIONS[role] for role in (AccessRole.SPECTATOR, AccessRole.MANAGER, AccessRole.COMMISSIONER)
    )
    assert spectator < manager < commissioner
    assert refusal(AccessRole.COMMISSIONER, Action.START_AUCTION) is None


def test_an_operator_who_is_no_member_watches_and_conducts_nothing() -> None:
    assert PERMISSIONS[AccessRole.OPERATOR] == {Action.WATCH, Action.OPERATE}


@pytest.mark.parametrize(
    ("role", "is_operator", "expected"),
    [
        (None, False, None),
        (None, True, AccessRole.OPERATOR),
        (Role.MANAGER, True, AccessRole.MANAGER),
        (Role.SPECTATOR, False, AccessRole.SPECTATOR),
    ],
)
def test_a_membership_counts_more_than_being_an_operator(
    role: Role | None, is_operator: bool, expected: AccessRole | None
) -> None:
    assert access_role(role, is_operator=is_operator) is expected


def test_role_that_is_not_known_may_do_what_a_spectator_may() -> None:
    assert access_role("raffler", is_operator=True) is AccessRole.SPECTATOR
    assert [action for action in Action if may("raffler", action)] == [
        action for action in Action if may("spectator", action)
    ]
