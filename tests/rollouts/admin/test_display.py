"""Flags, changes and previews in words, as the templates show them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from rollouts.admin.display import (
    AudienceDisplay,
    ChangeDisplay,
    DependentsDisplay,
    FlagDisplay,
    PreviewDisplay,
    base_of,
)
from rollouts.audiences.audience import MAX_NAMES_SHOWN, AudienceChange
from rollouts.audiences.extent import Extent, Reach
from rollouts.changes.preview import ChangePreview
from rollouts.changes.side_effects import AffectedSummary
from rollouts.evaluation.flag_state import NEW_STATE
from rollouts.evaluation.registry import SPECS
from rollouts.evaluation.types import BucketBy
from rollouts.explain.outcomes import ChangeReach
from rollouts.explain.page_queries import FlagListing
from rollouts.explain.wording import FlagStatus, WordingContext
from rollouts.models import FlagChange

CONTEXT = WordingContext(now=datetime(2026, 11, 22, 3, 0, tzinfo=UTC), zone=UTC)
ALL, KEPT_OUT = Reach(Extent.EVERYBODY), Reach(Extent.NOBODY, "requires: x")


def audience_change(flag: str = "bots", *entering: str, enter: int = 0) -> AudienceChange:
    return AudienceChange(
        flag=flag, kind=BucketBy.LEAGUE, total=100, had=0, have=enter,
        enter=enter, leave=0, entering=entering, leaving=(),
    )  # fmt: skip


def test_flag_that_the_code_does_not_know_is_described_by_its_note() -> None:
    status = FlagStatus(
        name="old", reach=Reach(Extent.EVERYBODY), state={**NEW_STATE, "note": "Of last year.", "everyone": True}
    )
    shown = FlagDisplay.of(FlagListing(flag=status, spec=None, last=None), CONTEXT)
    assert (shown.does, shown.owner, shown.ends, shown.overdue, shown.known) == ("Of last year.", "", "", False, False)
    assert (shown.sentence, shown.mark) == ("on for everyone", "on")


def test_flag_of_the_code_has_owner_and_end() -> None:
    status = FlagStatus(name="bidding", reach=Reach(Extent.NOBODY), default=True, forced={False: ["web-1"]})
    shown = FlagDisplay.of(FlagListing(flag=status, spec=SPECS["bidding"], last=None), CONTEXT)
    assert (shown.owner, shown.ends, shown.switch, shown.override) == ("operations", "stays", True, True)
    assert (shown.mark, shown.last_who) == ("off", "")


@pytest.mark.parametrize(
    ("before", "after", "reach", "was", "becomes"),
    [
        (None, {"everyone": True}, ALL, "not set", "on for everyone"),
        ({"everyone": True}, None, ALL, "on for everyone", "deleted"),
        (None, {"everyone": True}, KEPT_OUT, "not set", "off for everyone (requires: x); set to: on for everyone"),
    ],
)
def test_change_is_said_from_what_was_to_what_becomes(
    before: Any, after: Any, reach: Reach, was: str, becomes: str
) -> None:
    change = FlagChange(flag="bots", before=before, after=after, source="sql", at=CONTEXT.now)
    shown = ChangeDisplay.of(change, ChangeReach(reach, reach), CONTEXT)
    assert (shown.was, shown.becomes, shown.who) == (was, becomes, "somebody past the service")


def test_first_change_of_a_flag_builds_on_its_default() -> None:
    assert base_of(FlagChange(flag="bidding"))["everyone"] is True
    assert base_of(FlagChange(flag="old")) == NEW_STATE
    assert base_of(FlagChange(flag="old", before={"percent": 5})) == {**NEW_STATE, "percent": 5}


def test_names_beyond_those_shown_are_counted() -> None:
    assert AudienceDisplay.of(audience_change(enter=MAX_NAMES_SHOWN + 3)).more_entering == 3
    assert AudienceDisplay.of(audience_change(enter=2)).more_entering == 0


def test_flags_that_move_alike_are_named_together() -> None:
    own = audience_change("a", "Friday", enter=1)
    alike, others = DependentsDisplay.of(
        own,
        [
            audience_change("b", "Friday", enter=1),
            audience_change("c", enter=0),
            audience_change("d", "Friday", enter=1),
        ],
    )
    assert (alike.flags, alike.several, alike.alike) == ("b and d", True, True)
    assert (others.flags, others.several, others.alike) == ("c", False, False)


@pytest.mark.parametrize(("chosen", "first"), [("", "finish"), ("cancel", "cancel"), ("dance", "finish")])
def test_choice_that_was_made_before_is_first(chosen: str, first: str) -> None:
    preview = ChangePreview(
        flag="bots", before=NEW_STATE, after={**NEW_STATE, "everyone": True}, reach=ALL, forced={}, at=CONTEXT.now,
        audience_change=None, dependents=(),
        affected=AffectedSummary("2 auctions.", ("One.", "Two.")), choices={"finish": "Go on.", "cancel": "End."},
        cautions=("Late.",), servers=(),
    )  # fmt: skip
    shown = PreviewDisplay.of(preview, CONTEXT, chosen)
    assert [code for code, _, is_first in shown.choices if is_first] == [first]
    assert (shown.affected, shown.affected_lines, shown.becomes) == ("2 auctions.", ("One.", "Two."), "on for everyone")
    assert [(each.was, each.becomes) for each in shown.differences] == [("neither: the strategy decides", "on")]
