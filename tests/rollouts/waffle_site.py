"""Addresses that are guarded by waffle's own means, for the tests alone."""

from django.http import HttpRequest, HttpResponse
from django.template import RequestContext, Template
from django.urls import URLPattern, path
from django.views import View
from waffle import flag_is_active, switch_is_active
from waffle.decorators import waffle_flag, waffle_switch
from waffle.mixins import WaffleFlagMixin, WaffleSwitchMixin
from waffle.urls import urlpatterns as of_waffle

PAGE = Template(
    "{% load waffle_tags %}"
    "{% flag waiting_room %}waits{% else %}begins{% endflag %} "
    '{% switch "bidding" %}bids{% else %}looks{% endswitch %}'
)


def page(request: HttpRequest) -> HttpResponse:
    """Answer with what the template tags say."""
    return HttpResponse(PAGE.render(RequestContext(request)))


def answer(request: HttpRequest) -> HttpResponse:
    """Answer with what the functions say."""
    return HttpResponse(f"{flag_is_active(request, 'waiting_room')} {switch_is_active('bidding')}")


async def answer_async(request: HttpRequest) -> HttpResponse:
    """The same, from the event loop."""
    return answer(request)


def inside(request: HttpRequest) -> HttpResponse:
    """Shown to whoever comes in."""
    return HttpResponse("in")


class Guarded(View):
    """The same, as a class."""

    def get(self, request: HttpRequest) -> HttpResponse:
        """Answer that the visitor is in."""
        return inside(request)


class ByFlag(WaffleFlagMixin, Guarded):
    """By a flag."""

    waffle_flag = "waiting_room"


class ByNoSwitch(WaffleSwitchMixin, Guarded):
    """By a switch that is off."""

    waffle_switch = "!bidding"


urlpatterns: list[URLPattern] = [
    path("page/", page, name="page"),
    path("answer/", answer),
    path("async/", answer_async),
    path("decorated/flag/", waffle_flag("waiting_room")(inside)),
    path("decorated/no-flag/", waffle_flag("!waiting_room", redirect_to="page")(inside)),
    path("decorated/switch/", waffle_switch("bidding")(inside)),
    path("mixin/flag/", ByFlag.as_view()),
    path("mixin/no-switch/", ByNoSwitch.as_view()),
    *of_waffle,
]
