"""Sports as data: what is counted, what that is worth, and a try of it before it counts."""

import json
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.forms.fields import InvalidJSONInput
from django.http import HttpRequest

from auctionsite import bounded_json
from leagues.models import Sport
from leagues.sport_definitions import SportError, parse_positions, parse_statistics
from season.models import SchemeVersion
from season.schemes.queries import current_scheme
from season.schemes.services import publish_scheme
from season.scoring.evaluate import Score, score_performance
from season.scoring.parsing import parse_scheme
from season.scoring.points import format_points
from season.scoring.scheme import SchemeError

_LONGEST = 200_000
"""The most bytes of the text in one box."""
_BOUNDS = ("at_least", "above", "at_most", "below")
_JSON_BOX = forms.Textarea(attrs={"rows": 20, "cols": 100, "spellcheck": "false"})
_ORDER = ("key", "name", "unit", "min", "max", "statistic", "times", "divided_by", *_BOUNDS, "per", "when", "points")


class SportLinesField(forms.JSONField):
    """JSON to read: a line for each entry of a list, and fields in the order of the documents."""

    def to_python(self, value: Any) -> Any:
        """Return the text as data. Raises ValidationError for what isn't JSON, or is too deep to be read."""
        if value and isinstance(value, str):
            try:
                bounded_json.load(value, _LONGEST)
            except bounded_json.JsonRefused as error:
                raise forms.ValidationError(str(error)) from error
        return super().to_python(value)

    def prepare_value(self, value: Any) -> Any:
        """Return the value as the text to edit in the box."""
        if isinstance(value, InvalidJSONInput):
            return value
        match value:
            case None:
                return ""
            case {"rules": list(rules)} if len(value) == 1:
                return f'{{"rules": {_lines_of(rules)}}}'
            case [dict(), *_]:
                return _lines_of(value)
            case _:
                return super().prepare_value(value)


def _lines_of(entries: list[Any]) -> str:
    return "[\n" + ",\n".join(f"  {json.dumps(_in_order(each), ensure_ascii=False)}" for each in entries) + "\n]"


def _in_order(value: Any) -> Any:
    if isinstance(value, list):
        return [_in_order(each) for each in value]
    if not isinstance(value, dict):
        return value
    places = {name: place for place, name in enumerate(_ORDER)}
    return {name: _in_order(value[name]) for name in sorted(value, key=lambda name: places.get(name, len(places)))}


class SportForm(forms.ModelForm):  # type: ignore[type-arg] # generic in the stubs only
    """A sport with its scoring. What can't be used is refused, each wrong place by name."""

    statistics = SportLinesField(required=False, widget=_JSON_BOX, help_text="What is counted; see docs/scoring.md.")
    scoring = SportLinesField(
        required=False,
        widget=_JSON_BOX,
        help_text="Rules as in docs/scoring.md. A change becomes a new version; leagues that play keep theirs.",
    )
    example = SportLinesField(
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "cols": 100, "spellcheck": "false"}),
        label="Try it",
        help_text='Statistics, such as {"position": "GK", "minutes": 90, "saves": 7}: saving says what they are worth.',
    )

    class Meta:
        model = Sport
        fields = ("key", "name", "asset_word", "scored_by", "positions", "statistics")
        widgets = {"positions": forms.Textarea(attrs={"rows": 3, "cols": 100, "spellcheck": "false"})}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scheme = current_scheme(self.instance.pk) if self.instance.pk else None
        if scheme is not None:
            self.initial["scoring"] = scheme.definition

    def clean_positions(self) -> list[str]:
        """Return the codes of the positions. Raises ValidationError."""
        return list(_checked(parse_positions, self.cleaned_data["positions"] or []))

    def clean_statistics(self) -> list[dict[str, Any]]:
        """Return the statistics, each with all its fields. Raises ValidationError."""
        return [each.to_json() for each in _checked(parse_statistics, self.cleaned_data["statistics"] or [])]

    def clean(self) -> dict[str, Any]:
        """The scoring must fit the statistics and positions that are saved with it, and the example too."""
        cleaned = self.cleaned_data
        if self.errors or not cleaned.get("scoring"):
            return cleaned
        keys = [each["key"] for each in cleaned["statistics"]]
        try:
            scheme = parse_scheme(cleaned["scoring"], keys, cleaned["positions"])
        except SchemeError as error:
            self.add_error("scoring", _lines(error.fields))
            return cleaned
        cleaned["scoring"] = scheme.to_json()
        if cleaned.get("example"):
            self._try(lambda position, figures: score_performance(scheme, position, figures), cleaned["example"], keys)
        return cleaned

    def _try(self, worth: Callable[[str, dict[str, int]], Score], example: object, keys: list[str]) -> None:
        """Work the example out, for the message after saving."""
        if not isinstance(example, dict):
            self.add_error("example", 'Give an object such as {"minutes": 90}.')
            return
        figures = {key: value for key, value in example.items() if key != "position"}
        wrong = [key for key, value in figures.items() if key not in keys or type(value) is not int]
        if wrong:
            self.add_error("example", f"Give whole numbers of the sport's statistics; {wrong[0]} is something else.")
            return
        self.cleaned_data["worth"] = worth(str(example.get("position", "")), figures)


def _checked(parse: Callable[[object], tuple[Any, ...]], data: object) -> tuple[Any, ...]:
    try:
        return parse(data)
    except SportError as error:
        raise forms.ValidationError(_lines(error.fields)) from error


def _lines(problems: dict[str, str]) -> list[str]:
    return [f"{place}: {sentence}" for place, sentence in problems.items()]


class VersionInline(admin.TabularInline):  # type: ignore[type-arg] # generic in the stubs only
    """The versions of the scoring that there were; each keeps its rules for ever."""

    model = SchemeVersion
    fields = readonly_fields = ("number", "scheme", "by", "created_at")
    extra = 0
    can_delete = False
    verbose_name_plural = "versions of the scoring"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


@admin.register(Sport)
class SportAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # generic in the stubs only
    form = SportForm
    inlines = (VersionInline,)
    list_display = ("name", "key", "asset_word", "scored_by")
    search_fields = ("name", "key")
    fields = ("key", "name", "asset_word", "scored_by", "positions", "statistics", "scoring", "example")

    def get_readonly_fields(self, request: HttpRequest, obj: Sport | None = None) -> tuple[str, ...]:
        """The key names a sport in addresses and files; another key would be another sport."""
        return ("key",) if obj else ()

    def save_model(self, request: HttpRequest, obj: Sport, form: Any, change: bool) -> None:
        """Save the sport, and its scoring as a new version if that is another one."""
        super().save_model(request, obj, form, change)
        if form.cleaned_data.get("scoring"):
            version = publish_scheme(obj, form.cleaned_data["scoring"], _user(request))
            if version is not None:
                messages.success(request, f"Version {version.number} of the scoring is recommended from now on.")
        if worth := form.cleaned_data.get("worth"):
            lines = "; ".join(f"{line.rule} {format_points(line.points)}" for line in worth.lines) or "no rule gave any"
            messages.info(request, f"The example is worth {format_points(worth.points)} points: {lines}.")


def _user(request: HttpRequest) -> Any:
    return request.user
