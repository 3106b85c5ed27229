"""An operator releases something, takes it back and explains it, in the admin."""

import re
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from accounts.models import User
from rollouts.changes.services import Author, Source, change_flag
from rollouts.evaluation.evaluate import bucket, format_percent
from rollouts.evaluation.types import BucketBy
from rollouts.exposures import storage
from rollouts.exposures.storage import ExposureEntry
from rollouts.models import Flag, Ring
from rollouts.plans import services
from rollouts.plans.definition import ExperimentDefinition, PlanDefinition
from rollouts.plans.templates.parts import DAY, phase, share
from tests import cast
from tests.e2e.conftest import Visit
from tests.e2e.visitors import DESKTOP, PHONE, WIDE, Size, Visitor

ROOM = "waiting_room"
PAGE = f"/admin/rollouts/flag/{ROOM}/change/"


@pytest.fixture
def leagues(carla: User) -> dict[str, int]:
    """Leagues by name, and the place of each in the release: twelve, or more until each quarter of it has one."""
    places: dict[str, int] = {}
    while len(places) < 12 or len({place // 2500 for place in places.values()}) < 4:
        made = cast.make_league(carla, name=f"League {len(places)}")
        places[made.name] = bucket(ROOM, BucketBy.LEAGUE, str(made.pk))
    return places


def release(percent: int) -> None:
    """As if somebody had released the waiting room so far."""
    author = Author(source=Source.CODE, override="a test")
    change_flag(ROOM, {"everyone": None, "strategy": "percentage", "percent": percent}, author)


def make_rings() -> None:
    """The rings that a new site has."""
    for place, name in enumerate(("internal", "beta", "ga"), start=1):
        Ring.objects.get_or_create(name=name, defaults={"place": place, "everybody": name == "ga"})


def offer(page: Page, action: str) -> Locator:
    """The form of a button."""
    return page.locator("form.offer").filter(has=page.locator(f'input[name=action][value="{action}"]'))


def says(page: Page, sentence: str) -> None:
    """The page's large sentence."""
    expect(page.locator(".state.big")).to_have_text(sentence)


def test_olga_sees_who_has_waited_before_she_unfreezes(visit: Visit, olga: User, leagues: dict[str, int]) -> None:
    release(1)
    frozen = {"frozen_at": datetime.now(UTC).isoformat(), "freeze_reason": "finals"}
    change_flag(ROOM, frozen, Author(source=Source.CODE, override="a test"))
    Flag.objects.filter(name=ROOM).update(percent=100)
    page = visit(olga, PAGE).page
    page.get_by_text("Unfreeze …").click()
    thaw = offer(page, "unfreeze")
    expect(thaw).to_contain_text("It skips steps: after 1 % comes 5 %.")
    thaw.get_by_text("Who?").click()
    assert {*thaw.locator(".names li").all_inner_texts()} == {name for name, place in leagues.items() if place >= 100}
    thaw.get_by_label("Why it must be all the same").fill("the finals are over")
    thaw.get_by_role("button", name="Unfreeze").click()
    says(page, "On for 100 % of leagues.")


def test_olga_steps_up_kills_takes_back_and_reads_why(visit: Visit, olga: User, leagues: dict[str, int]) -> None:
    release(25)
    page = visit(olga, PAGE).page
    says(page, "On for 25 % of leagues.")
    up = offer(page, "up")
    up.get_by_text("Who?").click()
    entering = {name for name, place in leagues.items() if 2500 <= place < 5000}
    assert {*up.locator(".names li").all_inner_texts()} == entering
    up.get_by_label("Why").fill("all is quiet")
    up.get_by_role("button", name="Step up to 50 %").click()
    says(page, "On for 50 % of leagues.")

    page.get_by_text("Turn off for everyone …").click()
    leaving = sum(place < 5000 for place in leagues.values())
    expect(offer(page, "kill")).to_contain_text(f"{leaving} leagues leave: 0 of {len(leagues)} leagues will have it.")
    offer(page, "kill").get_by_role("button", name="Turn off for everyone").click()
    says(page, "Off for everyone.")
    expect(page.locator(".messagelist")).to_have_text("Done: waiting_room is off for everyone.")

    page.get_by_text("Take back the last change …").click()
    expect(offer(page, "back")).to_contain_text("It becomes: on for 50 % of leagues.")
    offer(page, "back").get_by_role("button", name="Take it back").click()
    says(page, "On for 50 % of leagues.")
    expect(page.locator(".change").first).to_contain_text("Takes back the change of")

    page.get_by_role("link", name="Who sees it, and why?").click()
    name, place = max(leagues.items(), key=lambda each: each[1])
    page.get_by_label("League").fill(name)
    page.get_by_role("button", name="Why?").click()
    answer = "On" if place < 5000 else "Off"
    says(page, f"{answer}, because of the percentage. On from {format_percent(place + 1)}.")
    expect(page.locator(".decided")).to_contain_text(f"the league's place {format_percent(place)}")


def test_form_shows_before_it_saves_and_says_mistakes(visit: Visit, olga: User, leagues: dict[str, int]) -> None:
    make_rings()
    release(0)
    page = visit(olga, PAGE).page
    page.get_by_role("link", name="Change everything else").click()
    page.get_by_label("Leagues by name").fill("League 3")
    page.get_by_role("button", name="League 3", exact=True).click()
    page.get_by_label("Leagues by name").fill("League 99")
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.locator("#id_leagues_error")).to_contain_text("There is no league “League 99”.")
    expect(page.locator(".chip")).to_have_text(["League 3×", "League 99×"])
    page.get_by_role("button", name="Take League 99 out").click()
    page.get_by_role("button", name="Show what it would do").click()
    preview = page.get_by_role("region", name="Not saved yet")
    expect(preview).to_contain_text(f"1 league enters: 1 of {len(leagues)} leagues will have it.")
    preview.get_by_role("button", name="Save").click()
    says(page, "On for 1 league by name.")


def test_leagues_are_left_out_and_let_back_in(visit: Visit, olga: User, leagues: dict[str, int]) -> None:
    release(100)
    page = visit(olga, PAGE).page
    page.get_by_role("link", name="Change everything else").click()
    page.get_by_label("Leagues left out").fill("league 1")
    page.get_by_role("button", name="League 1", exact=True).click()
    page.get_by_label("Leagues left out").fill("league 4")
    expect(page.get_by_role("button", name="League 4", exact=True)).to_be_visible()
    page.get_by_label("Leagues left out").press("Enter")
    page.get_by_role("button", name="Show what it would do").click()
    preview = page.get_by_role("region", name="Not saved yet")
    expect(preview).to_contain_text(f"2 leagues leave: {len(leagues) - 2} of {len(leagues)} leagues will have it.")
    preview.get_by_role("button", name="Save").click()
    says(page, "On for 100 % of leagues, without 2 leagues.")
    expect(page.get_by_role("region", name="Left out").locator(".chip")).to_have_text(["League 1", "League 4"])
    page.get_by_role("link", name="League 4").click()
    page.get_by_role("button", name="Take League 4 out").click()
    page.get_by_role("button", name="Show what it would do").click()
    expect(preview).to_contain_text(f"1 league enters: {len(leagues) - 1} of {len(leagues)} leagues will have it.")


def test_olga_releases_by_a_plan_and_rolls_it_back(visit: Visit, olga: User, leagues: dict[str, int]) -> None:
    release(0)
    visitor = visit(olga, PAGE)
    page = visitor.page
    page.get_by_role("link", name="Release it by a plan").click()
    expect(page.get_by_role("button", name="Start percentage-ladder")).to_be_visible()
    assert all_fits(visitor, DESKTOP, PHONE) == []
    page.get_by_role("button", name="Start percentage-ladder").click()
    says(page, "Running: 1 %, phase 1 of 7.")
    expect(page.get_by_role("region", name="What happens next")).to_contain_text("The phase 1 % lasts until")
    assert all_fits(visitor, DESKTOP, PHONE) == []
    page.get_by_role("link", name="The whole report").click()
    expect(page.get_by_role("region", name="Timeline")).to_contain_text("The phase 1 % begins.")
    assert all_fits(visitor, DESKTOP, PHONE) == []
    page.get_by_role("link", name="Plans", exact=True).first.click()
    page.get_by_role("link", name="Something is wrong").click()
    expect(page.get_by_role("button", name="Roll back waiting_room")).to_be_visible()
    assert all_fits(visitor, DESKTOP, PHONE) == []
    page.get_by_role("link", name="waiting_room", exact=True).first.click()
    page.get_by_text("Roll back …").click()
    page.get_by_role("button", name="Roll back", exact=True).click()
    expect(page.locator(".state.big")).to_contain_text("Rolling back: 1 %")
    page.get_by_role("link", name="Plans", exact=True).first.click()
    expect(page.get_by_role("region", name="Under way")).to_contain_text("Rolling back: 1 %")
    assert all_fits(visitor, DESKTOP, PHONE) == []


def test_olga_edits_a_draft_and_starts_it(visit: Visit, olga: User, leagues: dict[str, int]) -> None:
    make_rings()
    release(0)
    visitor = visit(olga, f"/admin/rollouts/plan/new/{ROOM}/", DESKTOP)
    page = visitor.page
    page.locator("form.offer").filter(has=page.get_by_role("heading", name="waiting-room")).get_by_role(
        "button", name="Make a draft to edit"
    ).click()
    canary = page.get_by_role("region", name="Phase 1")
    expect(canary.get_by_label("Ring beta")).to_be_hidden()
    canary.get_by_label("Rings").check()
    expect(canary.get_by_label("Ring beta")).to_be_visible()
    expect(canary.get_by_label("Percentage", exact=True)).to_be_hidden()
    canary.get_by_label("Lasts at least").fill("a while")
    canary.get_by_role("button", name="Take this gate out").click()
    canary.get_by_role("button", name="Add a criterion").click()
    page.get_by_role("button", name="Save the draft").first.click()
    expect(page.locator(".errornote").first).to_contain_text("Nothing was saved.")
    expect(canary).to_contain_text("Say how much of which ring.")
    expect(canary).to_contain_text("Write a number and min, h, days or weeks")
    expect(canary).to_contain_text("Choose a metric, or take this out.")
    assert all_fits(visitor, DESKTOP, PHONE) == []
    canary.get_by_label("A percentage").check()
    canary.get_by_label("Percentage", exact=True).fill("50")
    canary.get_by_label("Lasts at least").fill("0 min")
    second = canary.get_by_role("group", name="Criterion 2")
    second.get_by_label("Metric").select_option("bid_missed")
    second.get_by_label("Fewer than, in percent").fill("1")
    canary.get_by_role("button", name="Move this phase down").click()
    expect(page.get_by_role("region", name="Phase 2").get_by_label("Name", exact=True)).to_have_value("canary")
    page.get_by_role("region", name="Phase 2").get_by_role("button", name="Move this phase up").click()
    page.get_by_role("button", name="Save the draft").last.click()
    says(page, "Draft: it hasn't been started.")
    expect(page.get_by_role("region", name="Phases")).to_contain_text("50 %")
    assert all_fits(visitor, DESKTOP, PHONE) == []
    page.get_by_role("link", name="Edit the draft").click()
    page.get_by_role("button", name="Save and start").first.click()
    says(page, "Running: canary, phase 1 of 3.")


def test_olga_reads_an_experiment(visit: Visit, olga: User, leagues: dict[str, int]) -> None:
    release(0)
    tried = ExperimentDefinition(outcomes=("bids_per_lot", "completed"), least=20, most=200)
    half = phase("half and half", share(50), timedelta(0), minimum=1, experiment=tried)
    made_of = PlanDefinition(name="trial", says="Half of them.", phases=(half, phase("all", share(100), DAY)))
    plan = services.make_started_plan(ROOM, made_of, None, "a test")
    met = [ExposureEntry(ROOM, BucketBy.LEAGUE, str(uuid4()), place % 2 == 0, True) for place in range(9)]
    storage.write_exposures([(each, 0.0) for each in met])
    visitor = visit(olga, f"/admin/rollouts/plan/{plan.pk}/change/")
    page = visitor.page
    expect(page.get_by_role("region", name="What happens next")).to_contain_text("0 of 200 in each arm")
    expect(page.get_by_role("region", name="The experiment")).to_contain_text("bids_per_lot: no difference is known.")
    assert all_fits(visitor, DESKTOP, PHONE) == []
    page.goto(f"/admin/rollouts/flag/{ROOM}/figures/")
    expect(page.get_by_role("region", name="What they did")).to_contain_text("Managers who bid in another auction too")
    assert all_fits(visitor, DESKTOP, PHONE) == []


def test_olga_gives_a_flag_arms_and_reads_what_they_did(visit: Visit, olga: User, leagues: dict[str, int]) -> None:
    release(50)
    visitor = visit(olga, f"/admin/rollouts/flag/{ROOM}/edit/")
    page = visitor.page
    page.get_by_text("Arms of an experiment").click()
    page.get_by_label("Arms", exact=True).fill("as_today 33.33\nlarger 33.33\nlargest 33.33")
    page.get_by_role("button", name="Show what it would do").click()
    expect(page.get_by_text("The weights come to 99.99 %. They must come to 100.00 %.")).to_be_visible()
    page.get_by_label("Arms", exact=True).fill("as_today 33.33\nlarger 33.33\nlargest 33.34")
    page.get_by_role("button", name="Show what it would do").click()
    arms = "in the arms as_today 33.33 %, larger 33.33 %, largest 33.34 %"
    says(page, f"waiting_room becomes: on for 50 % of leagues; {arms}.")
    assert all_fits(visitor, DESKTOP, PHONE) == []
    page.get_by_role("button", name="Save").click()
    expect(page.locator(".state.big")).to_contain_text(arms)
    for number, arm in enumerate(("as_today", "larger", "largest")):
        met = [ExposureEntry(ROOM, BucketBy.LEAGUE, str(uuid4()), True, True, arm) for _ in range(9 + number)]
        storage.write_exposures([(each, 0.0) for each in met])
    page.goto(f"/admin/rollouts/flag/{ROOM}/figures/")
    region = page.get_by_role("region", name="Its arms")
    expect(region).to_contain_text("9 in as_today, the control (33.33 %), 10 in larger (33.33 %) and 11 in largest")
    expect(region.get_by_role("table")).to_have_count(2)
    assert all_fits(visitor, DESKTOP, PHONE) == []


def all_fits(visitor: Visitor, *sizes: Size) -> list[str]:
    """Return what is too wide for a screen, or too small to press, with everything open; and then close all of it."""
    details = visitor.page.locator("main details")
    details.evaluate_all("all => all.forEach(one => { one.open = true; })")
    found = []
    for size in sizes:
        visitor.page.set_viewport_size(size)
        if (width := visitor.page.evaluate("document.documentElement.scrollWidth")) != size["width"]:
            found.append(f"{width} wide, on {size['width']}")
        found += visitor.page.locator("main .button:visible").evaluate_all(
            "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"
        )
    details.evaluate_all("all => all.forEach(one => { one.open = false; })")
    return found


def test_page_follows_what_others_do(visit: Visit, olga: User) -> None:
    release(25)
    page = visit(olga, PAGE).page
    line = page.locator("#reach")
    expect(line).to_contain_text(re.compile("newest version"))
    expect(page.locator("#moved")).to_be_hidden()
    release(50)
    expect(page.locator("#moved")).to_be_visible()
    expect(line).to_contain_text(re.compile(r"the last change reached all in \d+\.\d s"))
    page.get_by_role("link", name="Load it again").click()
    says(page, "On for 50 % of leagues.")
    expect(page.locator("#moved")).to_be_hidden()


@pytest.mark.parametrize("size", [WIDE, PHONE], ids=["wide", "phone"])
def test_pages_fit_and_everything_has_a_name(visit: Visit, olga: User, leagues: dict[str, int], size: Size) -> None:
    release(25)
    visitor = visit(olga, reverse("admin:rollouts_flag_changelist"), size)
    for where in ("change", "edit", "trace", "changes"):
        visitor.page.goto(reverse(f"admin:rollouts_flag_{where}", args=[ROOM]))
        visitor.page.locator("details").evaluate_all("all => all.forEach(one => { one.open = true; })")
        assert visitor.page.evaluate("document.documentElement.scrollWidth") == size["width"], where
        nameless = visitor.page.locator("main button, main a, main input, main textarea, main select").evaluate_all(
            "all => all.filter(one => !(one.textContent.trim() || one.ariaLabel || one.labels?.length"
            " || one.type === 'hidden' || one.hidden)).map(one => one.outerHTML)"
        )
        assert nameless == [], where
        small = visitor.page.locator("main .button:visible").evaluate_all(
            "all => all.filter(one => one.getBoundingClientRect().height < 44).map(one => one.outerHTML)"
        )
        assert small == [], where
