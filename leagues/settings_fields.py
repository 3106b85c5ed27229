"""Settings that are a text, and more than a line in a form: limits of rosters as a table, sets as a list to drag."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from auctionsite.text.fields import TypedTextField
from leagues.settings import sets
from leagues.settings.limits import LONGEST, GroupLimit, UnreadableLimits, limits_in, written


class LimitsWidget(forms.Widget):
    """Inputs for the least and the most of each position; `positions` are those of the sport, in its order."""

    template_name = "forms/limits.html"
    positions: tuple[str, ...] = ()

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the rows of the table, and what stands beside it."""
        context = super().get_context(name, value, attrs)
        rows, each_club, others = self._split(value or "")
        context["widget"] |= {"rows": rows, "each_club": each_club, "others": others, "longest": LONGEST}
        return context

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the table by a template of ours, which forms' own renderer doesn't look for."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def id_for_label(self, id_: str) -> str:
        """The label names the text; the table's inputs have names of their own."""
        return f"{id_}_others" if id_ else id_

    def value_omitted_from_data(self, data: Mapping[str, Any], files: Any, name: str) -> bool:
        """True unless the form with the table was sent."""
        return f"{name}_others" not in data and name not in data

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        """The limits as one text."""
        if f"{name}_others" not in data:
            return data.get(name)
        parts = [*_positions(data, name)]
        if each_club := data.get(f"{name}_each_club", "").strip():
            parts.append(f"each club: at most {each_club}")
        parts.append(data[f"{name}_others"].strip())
        return ", ".join(filter(None, parts)) or None

    def _split(self, text: str) -> tuple[list[dict[str, Any]], str, str]:
        """Return the table's rows, the most of each club and the other limits; a text that isn't readable as these."""
        try:
            limits = limits_in(text)
        except UnreadableLimits:
            return [_row(position, None) for position in self.positions], "", text
        named = {
            limit.group: limit for limit in limits if limit.attribute == "position" and limit.group in self.positions
        }
        clubs = next((limit for limit in limits if (limit.attribute, limit.group) == ("club", "")), None)
        others = [limit for limit in limits if limit is not clubs and named.get(limit.group) is not limit]
        rows = [_row(position, named.get(position)) for position in self.positions]
        return rows, str(clubs.most) if clubs else "", written(others)


def _row(position: str, limit: GroupLimit | None) -> dict[str, Any]:
    most = None if limit is None else limit.most
    return {
        "position": position,
        "least": limit.least if limit and limit.least else "",
        "most": "" if most is None else most,
    }


def _positions(data: Mapping[str, Any], name: str) -> Iterator[str]:
    """Yield the limits of the table's rows; what isn't a number is kept, to be refused."""
    prefix = f"{name}_least_"
    for key in data:
        if key.startswith(prefix):
            position = key.removeprefix(prefix)
            least, most = data[key].strip(), data.get(f"{name}_most_{position}", "").strip()
            if least and most:
                yield f"{position}: {least if least == most else f'{least}–{most}'}"
            elif least or most:
                yield f"{position}: {f'at least {least}' if least else f'at most {most}'}"


def limits_field() -> TypedTextField:
    """Return the form field; its widget learns the positions from the form."""
    return TypedTextField(
        label=_("Limits of rosters"),
        required=False,
        empty_value=None,
        max_length=LONGEST,
        widget=LimitsWidget,
        help_text=_(
            "How many of each position a roster must have and may have; empty: any number. Below them stand other "
            "limits, such as club Leeds: at most 1, or country not IND: at most 8."
        ),
    )


class SetsWidget(forms.Widget):
    """A list of sets with a handle and two buttons each; `counts` says how many lots each has, in the list's order.

    A button sends the form, and what comes back is the list with the set moved, unsaved: `is_moved`. A script moves it
    in the page instead.
    """

    template_name = "forms/sets.html"
    counts: Mapping[str, int] = MappingProxyType({})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Adds the rows of the list."""
        context = super().get_context(name, value, attrs)
        rows = [{"name": each, "lots": self.counts[each]} for each in sets.in_order(self.counts, value)]
        context["widget"] |= {"rows": rows}
        return context

    def render(self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: Any = None) -> SafeString:
        """Return the list by a template of ours, which forms' own renderer doesn't look for."""
        return render_to_string(self.template_name, self.get_context(name, value, attrs))

    def id_for_label(self, id_: str) -> str:
        """No one input is what the label names."""
        return ""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str | None:
        """The sets as one text; None where they stand as the list has them."""
        get = getattr(data, "getlist", None)
        given = get(name) if get else sets.sets_in(data.get(name))
        moved = _moved(list(dict.fromkeys(given)), data.get(f"{name}_up"), -1)
        moved = _moved(moved, data.get(f"{name}_down"), 1)
        return None if moved == list(self.counts) else sets.written(moved) or None

    def is_moved(self, data: Mapping[str, Any], name: str) -> bool:
        """True if a button was pressed that moves a set, and not the one that saves."""
        return f"{name}_up" in data or f"{name}_down" in data


def _moved(names: list[str], which: str | None, by: int) -> list[str]:
    """Return the names with one of them moved; at the end of the list it stays."""
    if which not in names:
        return names
    place = names.index(which)
    rest = [each for each in names if each != which]
    return [*rest[: max(0, place + by)], which, *rest[max(0, place + by) :]]


def sets_field() -> TypedTextField:
    """Return the form field; its widget learns the sets from the form."""
    return TypedTextField(
        label=_("Order of the sets"),
        required=False,
        empty_value=None,
        max_length=sets.LONGEST,
        widget=SetsWidget,
        help_text=_("Where lots come up by set. Each position of your list is one, such as Marquee or Batters."),
    )
