"""People, as operators see them."""

from typing import Any

from django.contrib import admin
from django.contrib.auth.admin import GroupAdmin as DjangoGroupAdmin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm
from django.contrib.auth.models import Group
from django.http import HttpRequest

from accounts import services
from accounts.models import SignInLink, User, normalize_email
from auctionsite.postgresql.acting import acting


class NewUserForm(AdminUserCreationForm):  # type: ignore[type-arg] # generic in the stubs only
    """A new person. No password is the usual choice: they sign in by link."""

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)
        self.fields["usable_password"].initial = "false"

    class Meta:
        model = User
        fields = ("email", "name")

    def clean_email(self) -> str:
        return normalize_email(self.cleaned_data["email"])


class UserForm(UserChangeForm):  # type: ignore[type-arg] # generic in the stubs only
    """A person's data; the address keeps its one spelling."""

    class Meta:
        model = User
        fields = "__all__"

    def clean_email(self) -> str:
        return normalize_email(self.cleaned_data["email"])


class ActingAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # generic in the stubs only
    """Tells the database who saves and deletes: users and groups are named by flags, whose triggers note it."""

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """Save what hangs on the row."""
        with acting("admin", request.user.pk):
            super().save_related(request, form, formsets, change)

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        """Delete the row, and what goes with it."""
        with acting("admin", request.user.pk):
            super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        """Delete these rows, and what goes with them."""
        with acting("admin", request.user.pk):
            super().delete_queryset(request, queryset)


@admin.register(User)
class UserAdmin(ActingAdmin, DjangoUserAdmin):  # type: ignore[type-arg] # generic in the stubs only
    """Django's own, for users who are named by their address."""

    add_form = NewUserForm
    form = UserForm
    ordering = ("email",)
    list_display = ("email", "name", "is_staff", "is_active", "last_login")
    list_filter = ("is_staff", "is_superuser", "is_active")
    search_fields = ("email", "name")
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("email", "name", "time_zone", "password")}),
        ("Rights", {"fields": ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")}),
        ("Dates", {"fields": ("last_login", "date_joined")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "name", "usable_password", "password1", "password2")}),)

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """Save the user; where they are called otherwise, or run leagues no more, those who listen are told."""
        super().save_model(request, obj, form, change)
        if change and {"name", "email", "is_active"} & {*form.changed_data}:
            services.notify_renamed(obj)


admin.site.unregister(Group)


@admin.register(Group)
class GroupAdmin(ActingAdmin, DjangoGroupAdmin):
    """Django's own."""


@admin.register(SignInLink)
class SignInLinkAdmin(admin.ModelAdmin):  # type: ignore[type-arg] # generic in the stubs only
    """To see whether a link was made and used. Nobody makes or changes one here; deleting takes it back."""

    list_display = ("email", "created_at", "expires_at", "used_at")
    search_fields = ("email",)
    ordering = ("-id",)
    fields = ("email", "created_at", "expires_at", "used_at", "tries")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: SignInLink | None = None) -> bool:
        return False
