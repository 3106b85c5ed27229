"""The page that shows what pages are made of: each token of tokens.css, and each component with its states."""

import re
from functools import cache

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from auctionsite.charts import line_chart

_TOKEN = re.compile(r"^  --([\w-]+): ([^;]+);", re.MULTILINE)
_LINES = (("Max", [10.0, 50.0, 50.0, 55.0]), ("Mia", [0.0, 0.0, 20.0, 25.0]), ("Carla", [5.0, 5.0, 30.0, 40.0]))
_SPACES = ("space-", "type-", "radius", "touch", "page")


def show_design(request: HttpRequest) -> HttpResponse:
    """Show tokens and components in the reader's theme; `?theme=dark` as a page that is always dark has them."""
    tokens = read_tokens()
    context = {
        "colours": [name for name, value in tokens.items() if value.startswith("var(--")],
        "measures": [(name, value) for name, value in tokens.items() if name.startswith(_SPACES)],
        "chart": line_chart([f"Sale {number}" for number in range(1, 5)], _LINES),
        "dark": request.GET.get("theme") == "dark",
    }
    return render(request, "design.html", context)


@cache
def read_tokens() -> dict[str, str]:
    """Return the tokens of the dark base, in the order of their file: what each is, by its name."""
    text = (settings.BASE_DIR / "static" / "css" / "site" / "tokens.css").read_text(encoding="utf-8")
    return dict(_TOKEN.findall(text.partition("@media")[0]))
