"""Finds users, groups and leagues by a part of their name, for the fields that name them."""

from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group
from django.http import Http404, HttpRequest, JsonResponse

from rollouts.audiences import audience
from rollouts.audiences.audience import MAX_MATCHES
from rollouts.evaluation.types import BucketBy
from rollouts.models import Flag

MAX_LENGTH = 100


def find_named(flags: "ModelAdmin[Flag]", request: HttpRequest, kind: str) -> JsonResponse:
    """Answer those who fit `q`, `MAX_MATCHES` at most: each one's name, and the line that names it in the form."""
    if kind not in _FINDERS:
        raise Http404("There are user, group and league.")
    text = request.GET.get("q", "").strip()[:MAX_LENGTH].replace("\0", "")
    return JsonResponse({"results": _FINDERS[kind](text)[:MAX_MATCHES] if text else []})


def _match(name: str, line: str) -> dict[str, str]:
    return {"name": name, "line": line}


def _users(text: str) -> list[dict[str, str]]:
    return [_match(each.name, each.name) for each in audience.sources[BucketBy.USER].find(text)]


def _groups(text: str) -> list[dict[str, str]]:
    names = Group.objects.filter(name__icontains=text).order_by("name").values_list("name", flat=True)
    return [_match(each, each) for each in names[:MAX_MATCHES]]


def _leagues(text: str) -> list[dict[str, str]]:
    return [_match(each.name, f"{each.name} {each.id}") for each in audience.sources[BucketBy.LEAGUE].find(text)]


_FINDERS = {"user": _users, "group": _groups, "league": _leagues}
