"""Limits of rosters by group: so many of a position, at most so many of one club. Pure.

They are kept as people write them: `GK: 2, DEF: 3–5, each club: at most 3, country not IND: at most 8`.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop, pgettext

ATTRIBUTES = ("position", "club", "country")
"""What a list tells of assets, by which they may be grouped."""
LONGEST = 500
"""The most characters of the text."""
LARGEST_ROSTER = 100
LotKind = tuple[int, tuple[str, ...]]
"""The opening price of a lot and its groups by the limits: all that a place in a roster depends on."""
HOW = gettext_noop("Write limits such as GK: 2, DEF: 3–5, each club: at most 3, country not IND: at most 8.")

_LIMIT = re.compile(
    r"(?:each (?P<each>position|club|country)|(?:(?P<attribute>position|club|country) )?(?P<group>[^:]+?)) ?: ?"
    r"(?:(?P<low>[0-9]{1,3})(?: ?[-–] ?(?P<high>[0-9]{1,3}))?|at (?P<bound>most|least) (?P<number>[0-9]{1,3}))",
    re.IGNORECASE,
)
_NOT = "not "


class UnreadableLimits(ValueError):
    """A text that says no limits; its message says what to write."""


@dataclass(frozen=True, slots=True)
class GroupLimit:
    """The fewest and the most of one group that a roster holds; None: as many as it has slots.

    A group is a value of the attribute, or `not` a value; an empty one is each value that no other limit names.
    """

    attribute: str
    group: str
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups of one attribute. No asset is in two of them; in none of them is who isn't limited."""

    attribute: str
    labels: Mapping[str, str]
    """The groups by their folded names."""
    least: Mapping[str, int]
    """Of those that a roster must have."""
    most: Mapping[str, int]
    most_each: int | None
    """Of a value that has no limit of its own."""

    def group_of(self, value: str) -> str:
        """Return the group of an asset by the attribute's value; "" for none, and where the list doesn't tell."""
        if not value:
            return ""
        if label := self.labels.get(value.casefold()):
            return label
        but = _NOT + value.casefold()
        others = next((label for name, label in self.labels.items() if name.startswith(_NOT) and name != but), None)
        return others or (value if self.most_each is not None else "")

    def most_of(self, group: str) -> int | None:
        """Return the most of a group that a roster holds; None: no limit."""
        return self.most.get(group, self.most_each) if group else None


@dataclass(frozen=True, slots=True)
class RosterLimits:
    """All limits, by attribute: the first one alone may have groups that a roster must have."""

    groupings: tuple[Grouping, ...] = ()

    def groups_of(self, values: Mapping[str, str]) -> tuple[str, ...]:
        """Return an asset's group by each limited attribute, from the values of its attributes."""
        return tuple(each.group_of(values.get(each.attribute, "")) for each in self.groupings)

    @property
    def least(self) -> Mapping[str, int]:
        """The groups that a roster must have, and how many of each."""
        return self.groupings[0].least if self.groupings else {}


NO_LIMITS = RosterLimits()


@lru_cache(maxsize=1024)
def read_limits(text: str) -> RosterLimits:
    """Return the limits that a text says. Raises UnreadableLimits."""
    if len(text) > LONGEST:
        raise UnreadableLimits(_("Write {most} characters at most.").format(most=LONGEST))
    limits = limits_in(text)
    by_attribute: dict[str, list[GroupLimit]] = {}
    for limit in limits:
        by_attribute.setdefault(limit.attribute, []).append(limit)
    needed = [name for name, several in by_attribute.items() if any(limit.least for limit in several)]
    if len(by_attribute) > 2:
        raise UnreadableLimits(_("Limit two of position, club and country, and not all three."))
    if len(needed) > 1:
        words = _("Only {one} or {other} can have a number that a roster must have, not both.")
        one, other = map(attribute_in_words, needed[:2])
        raise UnreadableLimits(words.format(one=one, other=other))
    in_order = sorted(by_attribute, key=lambda name: (name not in needed, ATTRIBUTES.index(name)))
    return RosterLimits(tuple(_grouping(name, by_attribute[name]) for name in in_order))


def limits_in(text: str) -> list[GroupLimit]:
    """Return what a text says limit by limit, in its order. Raises UnreadableLimits for what no limit is."""
    return [_read(part.strip()) for part in re.split(r"[,;\n]", text) if part.strip()]


def written(limits: Iterable[GroupLimit]) -> str:
    """Return limits as a text, from which they are read again."""
    return ", ".join(_written(each) for each in limits)


def _written(limit: GroupLimit) -> str:
    name = f"{limit.attribute} {limit.group}" if limit.group else f"each {limit.attribute}"
    name = limit.group if limit.attribute == "position" and limit.group else name
    if limit.most is None:
        return f"{name}: at least {limit.least}"
    if not limit.least:
        return f"{name}: at most {limit.most}"
    return f"{name}: {limit.least}" + (f"–{limit.most}" if limit.most > limit.least else "")


def shown_limits(text: str) -> str:
    """Return such a text as its readers see it, in their language; one that isn't readable as it stands."""
    try:
        return ", ".join(_shown(each) for each in limits_in(text))
    except UnreadableLimits:
        return text


def _shown(limit: GroupLimit) -> str:
    name = _shown_group(limit)
    if limit.most is None:
        return _("{group}: at least {number}").format(group=name, number=limit.least)
    if not limit.least:
        return _("{group}: at most {number}").format(group=name, number=limit.most)
    return f"{name}: {limit.least}" + (f"–{limit.most}" if limit.most > limit.least else "")


def _shown_group(limit: GroupLimit) -> str:
    if not limit.group:
        return _(_EACH[limit.attribute])
    if limit.attribute == "position" and not limit.group.startswith(_NOT):
        return limit.group
    if limit.group.startswith(_NOT):
        value, words = limit.group.removeprefix(_NOT), _("{attribute} not {value}")
        if limit.attribute == "position":
            return _("not {value}").format(value=value)
    else:
        value, words = limit.group, "{attribute} {value}"
    return words.format(attribute=attribute_in_words(limit.attribute), value=value)


_EACH = {
    "position": gettext_noop("each position"),
    "club": gettext_noop("each club"),
    "country": gettext_noop("each country"),
}
_ATTRIBUTES_IN_WORDS = {
    "position": gettext_noop("position"),
    "club": gettext_noop("club"),
    "country": gettext_noop("country"),
}


def attribute_in_words(attribute: str) -> str:
    """Return what readers call that by which assets are grouped: position, club or country."""
    return _(_ATTRIBUTES_IN_WORDS[attribute])


def problem_of(text: str) -> str | None:
    """Return what is wrong with a text that says no limits; else None."""
    try:
        read_limits(text)
    except UnreadableLimits as error:
        return str(error)
    return None


def in_words(attribute: str, group: str) -> str:
    """Return how a group is called after a number: `2 GK`, `3 of Arsenal`, `8 not of IND`."""
    if attribute == "position":
        return group
    is_not, value = group.startswith(_NOT), group.removeprefix(_NOT)
    if attribute == "country":
        words = (
            pgettext("players from a country", "not of {group}")
            if is_not
            else pgettext("players from a country", "of {group}")
        )
    else:
        words = (
            pgettext("players of a club", "not of {group}") if is_not else pgettext("players of a club", "of {group}")
        )
    return words.format(group=value)


def needs_in_words(attribute: str, needs: Iterable[tuple[str, int]]) -> str:
    """Return numbers of groups as a list of words: `1 GK and 2 DEF`."""
    words = [f"{number} {in_words(attribute, group)}" for group, number in needs]
    if len(words) < 2:
        return "".join(words)
    return _("{several} and {last}").format(several=", ".join(words[:-1]), last=words[-1])


def _read(part: str) -> GroupLimit:
    match = _LIMIT.fullmatch(part)
    if not match:
        raise UnreadableLimits(_(HOW))
    attribute = (match["each"] or match["attribute"] or "position").lower()
    least, most = _bounds(match)
    if most is not None and least > most:
        words = _("“{part}” says at least {least} and at most {most}; turn them round.")
        raise UnreadableLimits(words.format(part=part, least=least, most=most))
    if max(least, most or 0) > LARGEST_ROSTER:
        raise UnreadableLimits(_("A number must be {most} at most.").format(most=LARGEST_ROSTER))
    group = " ".join((match["group"] or "").split())
    if match["each"] and (least or most is None):
        words = _("Of each {attribute} there can only be a most: each {attribute}: at most 3.")
        raise UnreadableLimits(words.format(attribute=attribute))
    if group.casefold().startswith(_NOT):
        group = _NOT + group[len(_NOT) :]
    return GroupLimit(attribute, group, least, most)


def _bounds(match: re.Match[str]) -> tuple[int, int | None]:
    if match["number"]:
        number = int(match["number"])
        return (0, number) if match["bound"].lower() == "most" else (number, None)
    return int(match["low"]), int(match["high"] or match["low"])


def _grouping(attribute: str, limits: list[GroupLimit]) -> Grouping:
    labels = {limit.group.casefold(): limit.group for limit in limits if limit.group}
    if len({limit.group.casefold() for limit in limits}) < len(limits):
        words = _("Two limits are of the same {attribute}; leave one.")
        raise UnreadableLimits(words.format(attribute=attribute_in_words(attribute)))
    excluded = [name.removeprefix(_NOT) for name in labels if name.startswith(_NOT)]
    each_of_the_rest = [limit for limit in limits if not limit.group]
    if excluded and ({*labels} - {excluded[0], _NOT + excluded[0]} or each_of_the_rest):
        others = labels[_NOT + excluded[0]]
        words = _("“{others}” has every other {attribute} in it; leave the others.")
        raise UnreadableLimits(words.format(others=others, attribute=attribute_in_words(attribute)))
    return Grouping(
        attribute=attribute,
        labels=labels,
        least={limit.group: limit.least for limit in limits if limit.least},
        most={limit.group: limit.most for limit in limits if limit.group and limit.most is not None},
        most_each=each_of_the_rest[0].most if each_of_the_rest else None,
    )
