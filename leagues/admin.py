"""Leagues and what there is to buy, as operators see them."""

from typing import Any

from django import forms
from django.contrib import admin
from django.http import HttpRequest

from auctionsite.http.exports import ExportableAdmin, SpreadsheetResource
from leagues import services
from leagues.models import Asset, League, Member
from leagues.settings.auction import AuctionSettings, SettingsError


class AssetResource(SpreadsheetResource):
    """Assets as a spreadsheet, in the columns that `import_assets` takes, and whose they are."""

    class Meta:
        model = Asset
        fields = ("external_id", "name", "country", "position", "club", "rank", "sport", "league")
        export_order = fields


@admin.register(Asset)
class AssetAdmin(ExportableAdmin):
    resource_classes = (AssetResource,)
    list_display = ("name", "sport", "league", "position", "club", "country", "rank", "external_id")
    list_filter = ("sport", "position", "country")
    list_select_related = ("sport", "league")
    autocomplete_fields = ("league",)
    search_fields = ("name", "club", "external_id")


class LeagueForm(forms.ModelForm):  # type: ignore[type-arg] # generic in the stubs only
    """Settings that can't be played would break the league's pages, so they are refused here too."""

    class Meta:
        model = League
        fields = ("name", "sport", "code", "settings")

    def clean_settings(self) -> dict[str, Any]:
        """The settings, complete."""
        data = self.cleaned_data["settings"]
        if not isinstance(data, dict):
            raise forms.ValidationError('Give a JSON object, such as {"budget": 200}.')
        try:
            return AuctionSettings.from_json(data).to_json()
        except SettingsError as error:
            raise forms.ValidationError(str(error)) from error


class MemberInline(admin.TabularInline):  # type: ignore[type-arg] # generic in the stubs only
    model = Member
    extra = 0
    autocomplete_fields = ("user",)
    fields = ("user", "role", "plays", "bot", "team", "joined_at", "left_at")
    readonly_fields = ("joined_at",)


@admin.register(League)
class LeagueAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # generic in the stubs only
    form = LeagueForm
    inlines = (MemberInline,)
    list_display = ("name", "code", "sport", "created_at")
    list_filter = ("sport",)
    list_select_related = ("sport",)
    search_fields = ("name", "code", "id__exact", "memberships__user__email", "memberships__user__name")
    date_hierarchy = "created_at"
    readonly_fields = ("created_at",)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the members; the sockets of those who changed look again."""
        super().save_formset(request, form, formset, change)
        for member, _ in formset.changed_objects:
            services.notify_member_changed(member)
        for member in formset.deleted_objects:
            services.notify_member_changed(member)
