"""Users, groups and leagues as people type them: read as ids, or refused with what nobody is called."""

import re

from django.contrib.auth.models import Group
from django.db.models import Q

from accounts.models import User
from rollouts.audiences import audience
from rollouts.changes.validation import MAX_NAMED
from rollouts.evaluation.types import BucketBy
from rollouts.explain import condition_text

_ID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def parse_users(text: str) -> list[int]:
    """The ids of users, typed as e-mail addresses or ids. Raises ValueError with what nobody has."""
    typed = _few(condition_text.split_items(text.lower()))
    numbers = [int(entry) for entry in typed if _is_id(entry)]
    condition = Q(email__in=typed) | Q(pk__in=numbers)
    users = dict(User.objects.filter(condition).values_list("email", "pk"))
    users |= {str(pk): pk for pk in users.values()}
    keys = [str(int(entry)) if _is_id(entry) else entry for entry in typed]
    if unknown := [key for key in keys if key not in users]:
        what = "id" if unknown[0].isdecimal() else "address"
        raise ValueError(f"Nobody has the {what} {unknown[0]}. Write e-mail addresses, one a line.")
    return [users[key] for key in keys]


def _is_id(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 19


def parse_groups(text: str) -> list[int]:
    """The ids of groups, typed as names, one a line. Raises ValueError with what no group is called."""
    typed = _few([line.strip() for line in text.splitlines() if line.strip()])
    groups = {name.casefold(): pk for name, pk in Group.objects.values_list("name", "pk")}
    if unknown := [each for each in typed if each.casefold() not in groups]:
        raise ValueError(f"There is no group “{unknown[0]}”. Write names of groups, one a line.")
    return [groups[each.casefold()] for each in typed]


def parse_leagues(text: str) -> list[str]:
    """The ids of leagues, typed as names or with ids, one a line. Raises ValueError where it isn't clear which."""
    return [_league(line.strip()) for line in _few([line for line in text.splitlines() if line.strip()])]


def _league(line: str) -> str:
    if written := _ID.search(line):
        league = written[0].lower()
        if league not in audience.sources[BucketBy.LEAGUE].names([league]):
            raise ValueError(f"There is no league {league}. Take it out, or write another.")
        return league
    matches = audience.prefer_exact_name(line, audience.sources[BucketBy.LEAGUE].find(line))
    if not matches:
        raise ValueError(f"There is no league “{line}”. Write names or ids of leagues, one a line.")
    if len(matches) > 1:
        ids = "; ".join(f"{each.name} {each.id}" for each in matches[:5])
        raise ValueError(f"“{line}” may be several leagues. Write the id of the one you mean: {ids}.")
    return matches[0].id


def _few(typed: list[str]) -> list[str]:
    if len(typed) > MAX_NAMED:
        raise ValueError(f"Name {MAX_NAMED} at most; for more there are rings and groups.")
    return typed
