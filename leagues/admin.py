"""Leagues and what there is to buy, as operators see them."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from auctionsite.http.confirmation import Question, ask_first
from auctionsite.http.exports import ExportableAdmin, SpreadsheetResource
from auctionsite.http.lists import listed
from auctionsite.text.isolates import isolated
from leagues import services
from leagues.assets import changes
from leagues.lists.choosing import Choice
from leagues.member_changes import MemberChange, sentences_about
from leagues.models import Asset, AssetChange, AssetList, AssetPool, League, ListEntry, Member, PoolEdit, Role
from leagues.pools.services import PoolRefused, check_choice
from leagues.settings.auction import AuctionSettings, SettingsError


class AssetResource(SpreadsheetResource):
    """Assets as a spreadsheet, in the columns that `import_assets` takes, and whose they are."""

    class Meta:
        model = Asset
        fields = (
            "external_id",
            "name",
            "country",
            "position",
            "club",
            "rank",
            "opening_price",
            "sport",
            "league",
            "retired_at",
        )
        export_order = fields


class AssetChangeInline(admin.TabularInline):  # type: ignore[type-arg] # generic in the stubs only
    """The asset as it was before a change, for reading."""

    model = AssetChange
    fields = readonly_fields = ("at", "what", "old", "new", "by")
    extra = 0
    can_delete = False
    verbose_name_plural = "changes"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """Nobody writes them by hand."""
        return False


class ListEntryInline(admin.TabularInline):  # type: ignore[type-arg] # generic in the stubs only
    """The lists that the asset is on, and what it is there: without one no league sells it."""

    model = ListEntry
    extra = 0
    autocomplete_fields = ("asset_list",)
    verbose_name_plural = "lists"


def _user(request: HttpRequest) -> Any:
    return request.user


@admin.register(Asset)
class AssetAdmin(ExportableAdmin):
    resource_classes = (AssetResource,)
    list_display = ("name", "sport", "league", "position", "club", "country", "rank", "external_id", "retired_at")
    list_filter = ("sport", ("retired_at", admin.EmptyFieldListFilter), "position", "country")
    list_select_related = ("sport", "league")
    autocomplete_fields = ("league",)
    search_fields = ("name", "club", "external_id")
    readonly_fields = ("retired_at",)
    inlines = (ListEntryInline, AssetChangeInline)
    actions = ("retire", "bring_back")

    def save_model(self, request: HttpRequest, obj: Asset, form: Any, change: bool) -> None:
        """Save an asset; a new name, club or position is kept as news for the leagues where somebody owns it."""
        changes.save_asset(obj, _user(request))

    @admin.action(description="Retire: no new auction sells them", permissions=["change"])
    def retire(self, request: HttpRequest, queryset: QuerySet[Asset]) -> None:
        """Retire the chosen assets; whoever owns one keeps it."""
        done = changes.retire([*queryset.values_list("pk", flat=True)], _user(request))
        self._say(request, done, "Retired")

    @admin.action(description="Bring back: new auctions sell them again", permissions=["change"])
    def bring_back(self, request: HttpRequest, queryset: QuerySet[Asset]) -> None:
        """Let new auctions sell the chosen assets again."""
        done = changes.bring_back([*queryset.values_list("pk", flat=True)], _user(request))
        self._say(request, done, "Brought back")

    def _say(self, request: HttpRequest, done: list[Asset], words: str) -> None:
        for asset in done:
            self.log_change(request, asset, f"{words}.")
        self.message_user(request, f"{words}: {listed(isolated(asset.name) for asset in done) or 'none'}.")


@admin.register(AssetList)
class AssetListAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # generic in the stubs only
    """Lists; what is on them comes from `import_assets`, or is edited at the asset."""

    list_display = ("title", "sport", "league", "key", "created_at")
    list_filter = ("sport", "season")
    list_select_related = ("sport", "league")
    autocomplete_fields = ("league",)
    search_fields = ("name", "season", "key")
    readonly_fields = ("created_at",)


class PoolAdminForm(forms.ModelForm):  # type: ignore[type-arg] # generic in the stubs only
    """A league's choice, refused for a list that isn't the league's to sell."""

    class Meta:
        model = AssetPool
        fields = ("league", "asset_list", "positions", "first")

    def clean(self) -> dict[str, Any]:
        """Ask what the league's own page asks."""
        cleaned = super().clean() or {}
        league = cleaned.get("league") or (self.instance.league if self.instance.pk else None)
        if league is not None and not self.errors:
            try:
                check_choice(league, cleaned.get("asset_list"), Choice(first=cleaned.get("first")))
            except PoolRefused as error:
                for name, sentence in error.fields.items():
                    self.add_error({"list": "asset_list"}.get(name, name), sentence)
        return cleaned


class PoolEditInline(admin.TabularInline):  # type: ignore[type-arg] # generic in the stubs only
    """The assets that the league adds or leaves out by hand."""

    model = PoolEdit
    extra = 0
    autocomplete_fields = ("asset",)


@admin.register(AssetPool)
class AssetPoolAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # generic in the stubs only
    """The assets that each league's next auction sells. Auctions that exist keep their lots."""

    form = PoolAdminForm
    inlines = (PoolEditInline,)
    list_display = ("league", "asset_list", "positions", "first")
    list_select_related = ("league", "asset_list")
    list_filter = ("league__sport",)
    autocomplete_fields = ("league", "asset_list")
    search_fields = ("league__name", "league__code", "asset_list__name")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        """A pool stays its league's."""
        return ("league",) if obj else ()


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
            return _changed_by_hand(self.instance.settings, data)
        except SettingsError as error:
            raise forms.ValidationError(str(error)) from error


def _changed_by_hand(stored: object, given: dict[str, Any]) -> dict[str, Any]:
    """Return settings to store. What stays as it was stored is no input. Raises SettingsError."""
    before = stored if isinstance(stored, dict) else {}
    new = {name: value for name, value in given.items() if name not in before or before[name] != value}
    kept = {name: value for name, value in given.items() if name not in new}
    return AuctionSettings.read(kept).changed(new).to_json()


class MembersFormSet(forms.BaseInlineFormSet):  # type: ignore[type-arg] # generic in the stubs only
    """The members of a league, in which somebody must stay who runs it."""

    def clean(self) -> None:
        """Refuse what would leave the league's people without a commissioner, and a bot as one."""
        super().clean()
        if any(self.errors):
            return
        kept = [form.cleaned_data for form in self.forms if form.cleaned_data and not form.cleaned_data.get("DELETE")]
        present = [row for row in kept if not row.get("left_at")]
        if any(row["plays"] and row["id"] and row["id"].owns_with_id for row in kept):
            raise forms.ValidationError("Who owns another's seat has no seat of their own: leave Plays off for them.")
        heads = [row for row in present if row["role"] == Role.COMMISSIONER]
        if any(head["bot"] for head in heads):
            raise forms.ValidationError("A bot can't be commissioner.")
        if present and not any(head["user"].is_active for head in heads):
            raise forms.ValidationError("A league needs a commissioner: make somebody else commissioner first.")


class MemberInline(admin.TabularInline):  # type: ignore[type-arg] # generic in the stubs only
    model = Member
    extra = 0
    autocomplete_fields = ("user",)
    formset = MembersFormSet
    fields = ("user", "role", "plays", "owns_with", "bot", "team", "joined_at", "left_at")
    readonly_fields = ("owns_with", "joined_at")


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

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The page of a league; a change of its members is asked about before it is saved."""
        if request.method == "POST" and object_id is not None and (page := self._ask_about_members(request, object_id)):
            return page
        return super().changeform_view(request, object_id, form_url, extra_context)

    def _ask_about_members(self, request: HttpRequest, object_id: str) -> HttpResponse | None:
        """Return the page that asks; None if there is nothing to ask, or the form is wrong and is shown again."""
        league = self.get_object(request, unquote(object_id))
        if league is None or not self.has_change_permission(request, league):
            return None
        follows: list[str] = []
        for kind, inline in self.get_formsets_with_inlines(request, league):
            formset = kind(**self.get_formset_kwargs(request, league, inline, kind.get_default_prefix()))
            if formset.is_valid():
                follows += [sentence for change in _changes_in(formset) for sentence in sentences_about(change)]
        if not follows:
            return None
        title = f"Change the members of {isolated(league.name)}?"
        question = Question(title=title, follows=follows, button="Save", back=request.get_full_path())
        context = {**self.admin_site.each_context(request), "title": title, "opts": self.opts}
        return ask_first(request, question, template="admin/confirm.html", context=context)

    def save_model(self, request: HttpRequest, obj: League, form: Any, change: bool) -> None:
        """Save the league; open rooms show what it is called now."""
        super().save_model(request, obj, form, change)
        if change and "name" in form.changed_data:
            services.notify_league_renamed(obj)

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        """Save the members; the sockets of those who changed look again."""
        super().save_formset(request, form, formset, change)
        for member, _ in formset.changed_objects:
            services.notify_member_changed(member)
        for member in formset.deleted_objects:
            services.notify_member_changed(member)


def _changes_in(formset: Any) -> Iterator[MemberChange]:
    """Yield the members of a valid form that leave, are deleted, or get another role."""
    now = Member.objects.select_related("league__sport", "user").in_bulk(
        [form.instance.pk for form in formset.initial_forms]
    )
    for form in formset.initial_forms:
        member, wanted = now[form.instance.pk], form.cleaned_data
        if member.left_at is None and (wanted.get("DELETE") or wanted["left_at"] is not None):
            yield MemberChange(member=member, role=None)
        elif member.left_at is None and wanted["role"] != member.role:
            yield MemberChange(member=member, role=Role(wanted["role"]))
