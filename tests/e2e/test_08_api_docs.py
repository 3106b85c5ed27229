"""The browsable page of the API, under the site's own content policy."""

from playwright.sync_api import Browser, expect

from accounts.models import User
from tests.e2e.visitors import Visitor
from tests.live import Site


def test_api_docs_show_every_group_of_calls_with_our_own_scripts(site: Site, browser: Browser) -> None:
    context = browser.new_context(base_url=site.web.address.url, reduced_motion="reduce")
    reader = Visitor(User(name="Otto"), context.new_page())
    asked: list[str] = []
    reader.page.on("request", lambda request: asked.append(request.url))
    reader.page.goto("/api/docs/")
    for group in ("auction", "auth", "leagues", "sports", "health"):
        expect(reader.page.locator(f"#operations-tag-{group}")).to_be_visible()
    # Any violation of the policy is an error in the console, which `leave` gives back.
    assert not reader.leave(None)
    assert [url for url in asked if not url.startswith((site.web.address.url, "data:"))] == []
