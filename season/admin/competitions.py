"""Competitions, their fixtures, and who follows them."""

from datetime import date, datetime
from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import admin
from django.http import HttpRequest
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html
from import_export.fields import Field

from auctionsite.http.exports import ExportableAdmin, SpreadsheetResource
from season.admin import uploads
from season.admin.scores import FromUploads
from season.models import Competition, Fixture, LeagueSeason, Round


class CompetitionForm(forms.ModelForm):  # type: ignore[type-arg] # generic in the stubs only
    """A competition whose time zone exists."""

    class Meta:
        model = Competition
        fields = ("sport", "league", "key", "name", "season", "time_zone", "asset_prefix")

    def clean_time_zone(self) -> str:
        """A zone of the IANA database."""
        zone: str = self.cleaned_data["time_zone"]
        if zone not in available_timezones():
            raise forms.ValidationError("There is no such time zone; name one such as Europe/Zurich.")
        moved = self.instance.pk is not None and zone != self.initial.get("time_zone")
        if moved and self.instance.fixtures.filter(time_known=False).exists():
            raise forms.ValidationError(
                "Some fixtures have a date and no time, which is a day in the zone as it is. "
                "Give them times first, or leave the zone."
            )
        return zone


@admin.register(Competition)
class CompetitionAdmin(ExportableAdmin):
    form = CompetitionForm
    list_display = ("title", "sport", "league", "key", "upload_link")
    list_filter = ("sport",)
    list_select_related = ("sport", "league")
    search_fields = ("name", "key", "season")
    autocomplete_fields = ("league",)

    def get_readonly_fields(self, request: HttpRequest, obj: Competition | None = None) -> tuple[str, ...]:
        """Another sport or league would leave fixtures and scores that fit neither."""
        return ("sport", "league") if obj else ()

    @admin.display(description="upload")
    def upload_link(self, competition: Competition) -> str:
        """To the page for files; a league's own competition is its commissioner's."""
        if competition.league_id is not None:
            return "by its commissioner"
        address = reverse("admin:season_competition_upload", args=[competition.pk])
        return format_html('<a href="{}">Fixtures or scores</a>', address)

    def get_urls(self) -> list[URLPattern]:
        """The pages for files besides."""
        wrap = self.admin_site.admin_view
        own = [
            path("<int:pk>/upload/", wrap(self._upload), name="season_competition_upload"),
            path("upload/<int:pk>/", wrap(self._apply), name="season_upload_apply"),
            path("upload/<int:pk>/answer/", wrap(self._answer), name="season_upload_answer"),
            path("upload/<int:pk>/to-mend/", wrap(self._to_mend), name="season_upload_to_mend"),
            path("upload/<int:pk>/take-back/", wrap(self._take_back), name="season_upload_take_back"),
        ]
        return own + super().get_urls()

    def _upload(self, request: HttpRequest, pk: int) -> Any:
        return uploads.upload(self, request, pk)

    def _apply(self, request: HttpRequest, pk: int) -> Any:
        return uploads.apply(self, request, pk)

    def _answer(self, request: HttpRequest, pk: int) -> Any:
        return uploads.answer(self, request, pk)

    def _to_mend(self, request: HttpRequest, pk: int) -> Any:
        return uploads.to_mend(self, request, pk)

    def _take_back(self, request: HttpRequest, pk: int) -> Any:
        return uploads.take_back(self, request, pk)


class FixtureResource(SpreadsheetResource):
    """Fixtures in the columns that `import_fixtures` takes."""

    round = Field("round__name")
    home = Field("home_name")
    away = Field("away_name")

    class Meta:
        model = Fixture
        fields = (
            "external_id", "round", "kickoff", "home", "away", "status",
            "home_score", "away_score", "home_extra", "away_extra", "home_penalties", "away_penalties", "winner",
        )  # fmt: skip
        export_order = fields

    def dehydrate_kickoff(self, fixture: Fixture) -> str:
        """In UTC; a day alone where the time isn't known."""
        if fixture.day is not None:
            return fixture.day.isoformat()
        return fixture.kickoff.isoformat() if fixture.kickoff else ""


@admin.register(Fixture)
class FixtureAdmin(FromUploads):
    resource_classes = (FixtureResource,)
    list_display = ("__str__", "round", "when", "status", "score", "competition")
    list_filter = ("status", "competition")
    list_select_related = ("round", "competition")
    search_fields = ("home_name", "away_name", "external_id")

    @admin.display(description="kick-off", ordering="kickoff")
    def when(self, fixture: Fixture) -> date | datetime | None:
        """In the operator's zone; a day alone is the same to everybody."""
        return fixture.day or fixture.kickoff

    def score(self, fixture: Fixture) -> str:
        """After extra time, if there was any; the shoot-out in brackets."""
        if fixture.goals is None:
            return ""
        shootout = (
            f" ({fixture.home_penalties}–{fixture.away_penalties} pen.)" if fixture.home_penalties is not None else ""
        )
        return f"{fixture.goals[0]}–{fixture.goals[1]}{shootout}"


@admin.register(Round)
class RoundAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # generic in the stubs only
    """Rounds come with fixtures; an operator may give them another number, which is their order."""

    list_display = ("name", "number", "competition")
    list_editable = ("number",)
    list_filter = ("competition",)
    list_select_related = ("competition",)
    readonly_fields = ("competition",)


@admin.register(LeagueSeason)
class LeagueSeasonAdmin(FromUploads):
    list_display = ("league", "competition", "scheme", "created_at")
    list_select_related = ("league", "competition", "scheme")
    list_filter = ("competition",)
    search_fields = ("league__name", "league__code")
