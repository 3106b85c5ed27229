"""Rings and their members. Nobody's past is deleted: members leave."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.admin.views.main import ChangeList
from django.core.exceptions import ValidationError
from django.db.models import Count, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.html import format_html

from accounts.models import User
from rollouts.admin.pages import OperatorAdmin, operator_of
from rollouts.audiences import audience
from rollouts.changes import rings
from rollouts.evaluation.types import BucketBy
from rollouts.explain.named_ids import parse_leagues, parse_users
from rollouts.models import Ring, RingMember


class RingForm(forms.ModelForm):  # type: ignore[type-arg] # generic in the stubs only
    """A ring, and where it stands among the others, which make room."""

    place = forms.IntegerField(min_value=1, max_value=1000, help_text="1 gets things first. The other rings move over.")

    class Meta:
        model = Ring
        fields = ("name", "description", "opt_in")

    def validate_unique(self) -> None:
        """A place may be taken, since the others make room; a name may not."""
        try:
            self.instance.validate_unique(exclude={"place"})
        except ValidationError as error:
            self.add_error(None, error)


class RingAdmin(OperatorAdmin):
    """Rings in their order. A name stays as it is, because flags know rings by name."""

    form = RingForm
    list_display = ("name", "place", "description", "opt_in", "everybody", "members_now")
    ordering = ("place",)
    actions = None

    def get_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        new = ("name", "place", "description", "opt_in")
        return new if obj is None else (*new, "everybody", "used_by", "members_link")

    def get_readonly_fields(self, request: HttpRequest, obj: Model | None = None) -> Any:
        return () if obj is None else ("name", "everybody", "used_by", "members_link")

    def get_queryset(self, request: HttpRequest) -> "QuerySet[Ring]":
        rows: QuerySet[Any] = super().get_queryset(request)
        counted: QuerySet[Any] = rows.annotate(inside=Count("members", filter=Q(members__left_at=None)))
        return counted

    @admin.display(description="members")
    def members_now(self, ring: Ring) -> str:
        """The number of its members by name; everybody is in everybody's."""
        return "everybody" if ring.everybody else str(vars(ring)["inside"])

    @admin.display(description="members")
    def members_link(self, ring: Ring) -> str:
        """A link to the list of its members."""
        address = reverse("admin:rollouts_ringmember_changelist")
        return format_html('<a href="{}?ring__id__exact={}">{}</a>', address, ring.pk, self.members_now(ring))

    @admin.display(description="used by", empty_value="no flag")
    def used_by(self, ring: Ring) -> str | None:
        """The flags that give it a percentage."""
        return ", ".join(rings.flags_using(ring.name)) or None

    def save_model(self, request: HttpRequest, obj: Ring, form: Any, change: bool) -> None:
        """Write the ring, and let the others make room."""
        rings.save_ring(obj, form.cleaned_data.get("place") or obj.place)

    def delete_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        """Only a ring that matters to nobody is deleted."""
        ring = self.get_object(request, unquote(object_id))
        if isinstance(ring, Ring) and (reason := rings.objection_to_deletion(ring)):
            self.message_user(request, reason, messages.ERROR)
            return redirect("admin:rollouts_ring_change", ring.pk)
        return super().delete_view(request, object_id, extra_context)

    def delete_model(self, request: HttpRequest, obj: Ring) -> None:
        """Through the service, which looks once more."""
        rings.delete_ring(obj)


class MemberForm(forms.ModelForm):  # type: ignore[type-arg] # generic in the stubs only
    """A user, a group or a league, to be put into a ring."""

    user = forms.CharField(required=False, max_length=254, help_text="An e-mail address.")
    league = forms.CharField(required=False, max_length=100, help_text="A name, or an id.")

    class Meta:
        model = RingMember
        fields = ("ring", "user", "group", "league")

    def clean_user(self) -> User | None:
        """Return the user with the typed address or id; None for an empty field."""
        value = _read(parse_users, self.cleaned_data["user"])
        return None if value is None else User.objects.filter(pk=value).first()

    def clean_league(self) -> UUID | None:
        """Return the id of the league that was typed by name or id; None for an empty field."""
        value = _read(parse_leagues, self.cleaned_data["league"])
        return None if value is None else UUID(value)

    def clean(self) -> dict[str, Any]:
        """Refuse a member that isn't exactly one user, group or league."""
        named = [key for key in ("user", "group", "league") if self.cleaned_data.get(key)]
        if not self.errors and len(named) != 1:
            raise ValidationError("Name a user, a group or a league: one of the three.")
        return self.cleaned_data

    def validate_constraints(self) -> None:
        """Said above in words; and whoever is in the ring already stays as they are."""


def _read(read: Any, text: str) -> Any:
    try:
        value = read(text)
    except ValueError as error:
        raise ValidationError(str(error)) from error
    return value[0] if value else None


class MembershipFilter(admin.SimpleListFilter):
    """Filters members who are in the ring now, or who have left."""

    title = "in it"
    parameter_name = "in"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [("now", "now"), ("left", "have left")]

    def queryset(self, request: HttpRequest, queryset: "QuerySet[Any]") -> "QuerySet[Any]":
        return queryset if self.value() is None else queryset.filter(left_at__isnull=self.value() == "now")


class MemberList(ChangeList):
    """A page of members, with the leagues' names asked once for all."""

    def get_results(self, request: HttpRequest) -> None:
        """Read the rows of the page, each with its league's name."""
        super().get_results(request)
        rows = list(self.result_list)
        leagues = audience.sources[BucketBy.LEAGUE].names([str(row.league) for row in rows if row.league])
        for row in rows:
            row.league_name = leagues.get(str(row.league), str(row.league))
        self.result_list = rows


class RingMemberAdmin(OperatorAdmin):
    """Users, groups and leagues in rings. They are put in, and taken out with an action; the row stays."""

    form = MemberForm
    list_display = ("who", "kind", "ring", "opted_in", "joined_at", "left_at")
    list_filter = (MembershipFilter, "ring", "opted_in")
    list_select_related = ("ring", "user", "group")
    list_per_page = 50
    show_full_result_count = False
    search_fields = ("user__email", "user__name", "group__name", "league__exact")
    ordering = ("-id",)
    actions = ("take_out",)

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[ChangeList]:
        """The list that knows the leagues."""
        return MemberList

    @admin.display(description="who")
    def who(self, member: RingMember) -> str:
        """The address, the group's or the league's name."""
        if member.user:
            return member.user.email
        return member.group.name if member.group else str(vars(member).get("league_name", member.league))

    @admin.display(description="is a")
    def kind(self, member: RingMember) -> str:
        """User, group or league."""
        return "user" if member.user_id else "group" if member.group_id else "league"

    @admin.action(description="Take out of the ring", permissions=["view"])
    def take_out(self, request: HttpRequest, queryset: "QuerySet[RingMember]") -> None:
        """The selected leave their rings now."""
        count = rings.leave(queryset, operator_of(request))
        self.message_user(request, f"{count} left." if count else "They had left already.", messages.SUCCESS)

    def save_model(self, request: HttpRequest, obj: RingMember, form: Any, change: bool) -> None:
        """Put them in; who is in already stays as they are."""
        operator = operator_of(request)
        obj.pk = rings.join(obj.ring, user=obj.user, group=obj.group, league=obj.league, operator=operator).pk

    def response_add(self, request: HttpRequest, obj: RingMember, post_url_continue: str | None = None) -> HttpResponse:
        """Back to the list of this ring."""
        self.message_user(request, f"Done: {self.who(obj)} is in the ring {obj.ring}.", messages.SUCCESS)
        address = reverse("admin:rollouts_ringmember_changelist")
        return redirect(f"{address}?ring__id__exact={obj.ring_id}&in=now")
