"""The report on a plan that ran on a real database: what was decided, when, by whom and by which figures."""

from accounts.models import User
from rollouts.models import Plan
from rollouts.plans import services
from rollouts.plans.report_reading import read_report
from rollouts.plans.reports import ReportSection, as_markdown
from tests.database_clock import DatabaseClock
from tests.rollouts.plans.machine_cases import definition, phase
from tests.rollouts.plans.releases import Failures, look, meet, started


def sections(plan: Plan) -> dict[str, ReportSection]:
    return {each.heading: each for each in read_report(plan).sections}


def test_release_that_was_taken_back_tells_when_by_what_and_by_whom(
    clock: DatabaseClock, failures: Failures, olga: User
) -> None:
    plan = started(definition(phases=[phase("canary", 10), phase("all", 100)]))
    clock.advance(minutes=10)
    services.pause_plan(plan.pk, olga, "a look | first")
    clock.advance(minutes=20)
    services.go_on(plan.pk, olga, "")
    with_it = meet(40, on=True)
    meet(360, on=False)
    failures.fail(with_it[:15], clock)
    look(plan, clock)
    plan = look(plan, clock)
    told, now = sections(plan), read_report(plan)
    assert [row[1] for row in told["Timeline"].rows][:4] == [
        "Made from a-release.",
        "Started.",
        "The phase canary begins.",
        "Paused.",
    ]
    assert told["Timeline"].rows[3][2:] == (olga.display_name, "a look | first")
    assert told["Timeline"].rows[-1][1].startswith("Rolled back, and confirmed.")
    assert [row[0] for row in told["Phases"].rows] == ["canary"]
    assert told["Phases"].rows[0][2] == "30 min"
    figures = {row[0]: row[2:] for row in told["Figures"].rows}
    assert figures["rolled back"] == ("server_error", "15 of 40", "0 of 360")
    assert told["Who decided"].rows == [(olga.display_name, "Paused. Goes on; the phase begins anew.")]
    assert told["Adoption, and what the flag changed"].columns[1:3] == ("With it", "Without it")
    assert [row[0] for row in told["Reports"].rows][-1] == "after a month"
    assert "This is the report at the end." in " ".join(now.lead)
    assert r"a look \| first" in as_markdown(now)
    assert olga.email not in as_markdown(now)


def test_draft_tells_that_nothing_was_decided(clock: DatabaseClock) -> None:
    told = sections(services.make_plan("waiting_room", definition(), None))
    assert told["Figures"].sentences == ["Nobody had met the flag when anything was decided."]
    assert told["Who decided"].sentences == ["Nobody: it ran by itself."]
    assert "Adoption, and what the flag changed" not in told
    assert "Reports to come" in told


def test_plan_that_can_not_be_read_still_tells_what_was_decided(clock: DatabaseClock) -> None:
    plan = started()
    Plan.objects.update(definition=[])
    plan.refresh_from_db()
    report = read_report(plan)
    assert report.lead[0].startswith("This plan can't be read here")
    assert [each.heading for each in report.sections][:2] == ["Timeline", "Figures"]
