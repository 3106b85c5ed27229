"""An error on a page is said to the person, and to the server once."""

import json

from playwright.sync_api import expect

from accounts.models import User
from leagues.models import League
from tests.e2e.conftest import Visit
from tests.live import Site, eventually

BREAK = "message => { setTimeout(() => { throw new TypeError(message); }); setTimeout(() => Promise.reject('again')); }"


def test_a_page_that_breaks_offers_a_reload_and_is_in_the_log_once(site: Site, visit: Visit, league: League) -> None:
    max_ = User.objects.get(name="Max")
    visitor = visit(max_, f"/leagues/{league.pk}/?from=mail")
    sent: list[str] = []
    visitor.page.on("request", lambda request: sent.append(request.url) if "client-errors" in request.url else None)
    visitor.forgive("broken on purpose", "again")
    with visitor.page.expect_response("**/api/client-errors") as answered:
        visitor.page.evaluate(BREAK, "broken on purpose for max@example.com")
    assert answered.value.status == 204
    expect(visitor.page.get_by_role("alert")).to_contain_text("Something on this page broke.")
    line = eventually(
        lambda: next((each for each in site.web.log.splitlines() if "client.error" in each), ""), "the line"
    )
    assert "TypeError: broken on purpose for [email]" in line
    assert f"userId={max_.pk}" in line
    assert f"page=/leagues/{league.pk}/" in line
    assert "from=mail" not in line
    assert len(sent) == 1
    body = json.loads(answered.value.request.post_data or "{}")
    assert body["page"] == f"/leagues/{league.pk}/"
    visitor.page.get_by_role("button", name="Reload").click()
    expect(visitor.page.get_by_role("alert")).to_have_count(0)
