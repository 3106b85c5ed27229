"""Those who could enter by a change, as the evaluator says for random states; nothing else is ever held back."""

from typing import Any

from django.test.utils import override_settings
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import User
from rollouts.audiences import widening
from rollouts.audiences.entering import somebody_enters
from rollouts.changes import cautions
from rollouts.changes.services import Author, Source, change_flag, current_state
from rollouts.evaluation.evaluate import evaluate
from rollouts.evaluation.flag_state import NEW_STATE, config_of
from rollouts.evaluation.types import Audience, FlagSnapshot, RingConfig, Subject
from rollouts.propagation import fleet, loading
from tests import cast

F = "waiting_room"
AT = 1_800_000_000.0
BETA = RingConfig(name="beta", members=Audience(users=frozenset({1, 2})))
RINGS = (BETA, RingConfig(name="ga", everybody=True))
SUBJECTS = [
    Subject(user=user, league=str(user % 50), auction=str(user), staff=user % 9 == 0, traits={"age": user % 40})
    for user in range(300)
]
shares = st.sampled_from([0, 1, 5, 25, 50, 100])
CONDITIONS: list[dict[str, Any]] = [
    {},
    {"age": {"at_least": 10}},
    {"age": {"at_least": 30}},
    {"age": {"is_not": 12}},
    {"age": {"not_in": [7, 9]}},
]
states: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {
        "everyone": st.sampled_from([None, None, True, False]),
        "percent": shares,
        "strategy": st.sampled_from(["percentage", "ring"]),
        "bucket_by": st.sampled_from(["user", "league"]),
        "rings": st.dictionaries(st.sampled_from(["beta", "ga"]), shares, max_size=2),
        "users": st.lists(st.sampled_from([1, 2, 3]), unique=True, max_size=2),
        "excluded_users": st.lists(st.sampled_from([1, 2, 3, 4]), unique=True, max_size=3),
        "excluded_leagues": st.lists(st.sampled_from(["1", "2", "7"]), unique=True, max_size=2),
        "staff": st.booleans(),
        "requires": st.sampled_from([{}, {"parent": True}, {"parent": False}]),
        "criteria": st.sampled_from(
            [
                {},
                {"age": {"at_least": 10}},
                {"age": {"at_least": 30}},
                {"age": {"is_not": 12}},
                {"age": {"not_in": [7, 9]}},
            ]
        ),
    }
).map(lambda fields: {**NEW_STATE, **fields})


def picture(state: dict[str, Any], parent: dict[str, Any]) -> FlagSnapshot:
    parent = {**parent, "requires": {}}
    return FlagSnapshot(
        flags={"f": config_of(state, name="f"), "parent": config_of(parent, name="parent")}, rings=RINGS
    )


def has(snapshot: FlagSnapshot, subject: Subject) -> bool:
    return evaluate(snapshot, "f", subject, AT).value


@settings(max_examples=150, deadline=None)
@given(states, states, states)
def test_whoever_enters_is_foreseen(before: dict[str, Any], after: dict[str, Any], parent: dict[str, Any]) -> None:
    now, then = picture(before, parent), picture(after, parent)
    if any(has(then, each) and not has(now, each) for each in SUBJECTS):
        assert widening._may_widen(before, after)
        assert somebody_enters(now, then, "f", AT)


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(states, states)
def test_what_only_takes_away_is_never_held_back(db: None, before: dict[str, Any], after: dict[str, Any]) -> None:
    """Whatever the hour, and however many flags change: only a change that lets somebody in has a caution."""
    before, after = ({**state, "requires": {}} for state in (before, after))
    now = loading.load_snapshot()
    with override_settings(ROLLOUT_PEAK_HOURS=frozenset(range(24))):
        found = cautions.current_cautions(fleet.server_views(), now, F, before, after, others=2)
    was, becomes = (loading.snapshot_with(now, F, state) for state in (before, after))
    enters = somebody_enters(was, becomes, F, AT)
    assert bool(found) is enters
    if after["everyone"] is False:
        assert not found


def test_conditions_that_change_while_nobody_enters_are_no_widening(olga: User, settings: Any) -> None:
    """The states alone can't be compared; that nobody enters, the evaluator sees. So the freeze lets it pass too."""
    author = Author(source=Source.ADMIN, actor=olga, override="a test")
    change_flag(F, {"everyone": None, "percent": 50, "criteria": {"sport": {"is": "golf"}}}, author)
    change_flag(F, {"frozen_at": "2027-01-01T00:00:00+00:00", "freeze_reason": "finals"}, author)
    settings.ROLLOUT_PEAK_HOURS = frozenset(range(24))
    made = change_flag(F, {"percent": 0, "criteria": {}}, Author(source=Source.ADMIN, actor=olga))
    assert (made.override, current_state(F)[0]["criteria"]) == ("", {})


def test_the_few_who_are_in_small_shares_of_two_flags_are_foreseen() -> None:
    for percent in (1, 5, 25):
        parent = {**NEW_STATE, "percent": percent}
        nobody, few = ({**NEW_STATE, "requires": {"parent": True}, "percent": each} for each in (0, percent))
        assert somebody_enters(picture(nobody, parent), picture(few, parent), "f", AT)
        assert not somebody_enters(picture(few, parent), picture(nobody, parent), "f", AT)


def test_those_who_come_when_a_schedule_turns_are_foreseen() -> None:
    on = {**NEW_STATE, "everyone": True}
    later = {**on, "starts_at": "2100-01-01T00:00:00+00:00"}
    nobody = {**NEW_STATE, "everyone": False}
    assert somebody_enters(picture(nobody, on), picture(later, on), "f", AT)
    assert not somebody_enters(picture(on, on), picture(later, on), "f", AT)


def test_one_who_is_let_back_in_is_foreseen_among_a_thousand_others() -> None:
    crowd = [*range(1, 1000)]
    others = {**NEW_STATE, "percent": 1, "bucket_by": "league", "users": [*range(2000, 3000)]}
    for user in (1, 500, 999):
        before = {**others, "excluded_users": crowd}
        after = {**others, "excluded_users": [each for each in crowd if each != user]}
        assert somebody_enters(picture(before, NEW_STATE), picture(after, NEW_STATE), "f", AT)
        assert not somebody_enters(picture(after, NEW_STATE), picture(before, NEW_STATE), "f", AT)


def test_members_of_a_named_group_are_foreseen(db: None) -> None:
    max_ = cast.make_user("Max")
    before, after = FlagSnapshot(flags={"f": config_of({}, name="f")}), {**NEW_STATE, "groups": [4]}
    for members, enters in ((frozenset({max_.pk}), True), (frozenset[int](), False)):
        then = FlagSnapshot(flags={"f": config_of(after, name="f")}, groups={4: members})
        assert somebody_enters(before, then, "f", AT) is enters
