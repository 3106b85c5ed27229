"""Texts become values, and values texts."""

from typing import Any

import pytest
from django.contrib.auth.models import Group

from accounts.models import User
from leagues.models import League
from rollouts.evaluation.flag_state import NEW_STATE
from rollouts.explain import page_queries
from rollouts.forms import FlagForm, PercentField, SwitchForm, as_submitted, initial_values, typed_percent


def form_of(state: dict[str, Any], **typed: str) -> FlagForm:
    """The form for a state, sent with these fields changed."""
    context = page_queries.wording_context([state])
    initial = initial_values(state, context)
    sent = as_submitted(FlagForm(initial=initial, rings=context.rings).initial)
    for name, text in typed.items():
        sent[name] = text
    return FlagForm(sent, initial=initial, rings=context.rings)


@pytest.mark.parametrize(("text", "percent"), [("", None), (" 12,5 % ", 12.5), ("100", 100.0)])
def test_percentage_is_read_as_people_write_it(text: str, percent: float | None) -> None:
    assert PercentField().clean(text) == percent


@pytest.mark.parametrize(("percent", "text"), [(None, ""), (0, "0"), (18.35, "18.35"), (100.0, "100")])
def test_percentage_is_shown_as_people_type_it(percent: float | None, text: str) -> None:
    assert typed_percent(percent) == text


def test_form_that_nobody_touched_changes_nothing(max_: User, league: League) -> None:
    team = Group.objects.create(name="team")
    state = {
        **NEW_STATE, "everyone": False, "percent": 18.35, "rings": {"beta": 100.0}, "labels": ["web-1", "web-2"],
        "users": [max_.pk], "leagues": [str(league.pk)], "groups": [team.pk], "staff": True,
        "excluded_users": [max_.pk], "excluded_leagues": [str(league.pk)], "excluded_groups": [team.pk],
        "note": "Later.",
        "arms": [{"name": "a", "weight": 33.33}, {"name": "b", "weight": 66.67}],
        "criteria": {"age": {"at_least": 30}}, "requires": {"bots": True}, "starts_at": "2027-01-31T18:00:00+00:00",
    }  # fmt: skip
    form = form_of(state)
    assert form.is_valid(), form.errors
    assert form.patch() == {}


def test_only_what_was_touched_is_in_the_patch(db: None) -> None:
    form = form_of({**NEW_STATE, "rings": {"beta": 100.0}}, everyone="on", ring_ga="5", starts_at="2027-01-31T18:00")
    assert form.is_valid(), form.errors
    patch = form.patch()
    assert (patch["everyone"], patch["rings"]) == (True, {"beta": 100.0, "ga": 5.0})
    assert patch["starts_at"].startswith("2027-01-31T18:00:00")
    assert patch.keys() == {"everyone", "rings", "starts_at"}


def test_mistakes_of_the_service_stand_beside_their_fields(db: None) -> None:
    form = form_of(NEW_STATE)
    assert form.is_valid()
    form.explain({"percent": "Less.", "rings": "Fewer.", "frozen_at": "Unfreeze it."})
    assert form.errors == {"percent": ["Less."], "ring_internal": ["Fewer."], "__all__": ["Unfreeze it."]}


def test_switch_is_on_or_off(db: None) -> None:
    form = SwitchForm({"everyone": "maybe"}, initial={"everyone": "on"})
    assert form.errors == {"everyone": ["Choose on or off."]}
