"""Flags, rings and what was changed when. Only `changes/services.py` writes flags; a trigger notes who else did.

A flag is one row: what evaluation needs stands in its columns, so that an UPDATE in psql is a whole change.
"""

from collections.abc import Sequence
from typing import Any, ClassVar, Protocol

from django.conf import settings as site
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser, Group
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint, Value
from django.db.models.functions import Now
from django.http import HttpRequest
from waffle.managers import FlagManager
from waffle.models import AbstractUserFlag

from rollouts.evaluation.flag_state import readable_state
from rollouts.evaluation.types import BucketBy, Strategy

_NO_FIELDS = Value({}, output_field=models.JSONField())
_NO_ITEMS = Value([], output_field=models.JSONField())


class WaffleBackend(Protocol):
    """Answers waffle's questions about flags, without touching the database. `RolloutsConfig.ready()` sets it."""

    def flag_names(self) -> list[str]:
        """Every flag that can be evaluated, by name."""

    def is_on_for_request(self, name: str, request: HttpRequest) -> bool:
        """True if the flag is on for the sender of the request."""

    def is_on_for_user(self, name: str, user: AbstractBaseUser | AnonymousUser) -> bool:
        """True if the flag is on for the user, as far as the user alone decides."""

    def is_on(self, name: str) -> bool:
        """True if the flag is on where no person matters."""

    def notify_processes(self) -> None:
        """Tell every process that a flag has changed."""


class Flag(AbstractUserFlag):
    """A waffle flag with more ways to choose. Waffle's entry points ask `backend`, not the row.

    The database knows the defaults too, for an INSERT in psql, and for the release before, should it come back.
    """

    backend: ClassVar[WaffleBackend]
    objects: ClassVar[models.Manager["Flag"]] = FlagManager()  # type: ignore[assignment] # which knows our model
    percent = models.DecimalField(
        max_digits=5, decimal_places=2, null=True, blank=True, help_text="0 to 100, for the strategy percentage."
    )
    superusers = models.BooleanField(default=False, db_default=False, help_text="On for superusers.")
    strategy = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in Strategy],
        default=Strategy.PERCENTAGE,
        db_default=Strategy.PERCENTAGE.value,
    )
    bucket_by = models.CharField(
        max_length=10,
        choices=[(each.value, each.value) for each in BucketBy],
        default=BucketBy.USER,
        db_default=BucketBy.USER.value,
    )
    salt = models.CharField(
        max_length=100, blank=True, db_default="", help_text="Hashed with the id; empty: the flag's name."
    )
    rings = models.JSONField(
        default=dict, db_default=_NO_FIELDS, blank=True, help_text='Percent by ring, such as {"beta": 100, "ga": 5}.'
    )
    labels = models.JSONField(
        default=list, db_default=_NO_ITEMS, blank=True, help_text="Canary: server labels, such as web-1."
    )
    regions = models.JSONField(default=list, db_default=_NO_ITEMS, blank=True, help_text="Canary: regions.")
    leagues = models.JSONField(
        default=list, db_default=_NO_ITEMS, blank=True, help_text="Ids of leagues for which it is on."
    )
    excluded_users = models.JSONField(
        default=list, db_default=_NO_ITEMS, blank=True, help_text="Ids of users who are left out, before all else."
    )
    excluded_groups = models.JSONField(
        default=list, db_default=_NO_ITEMS, blank=True, help_text="Ids of groups whose members are left out."
    )
    excluded_leagues = models.JSONField(
        default=list, db_default=_NO_ITEMS, blank=True, help_text="Ids of leagues that are left out."
    )
    criteria = models.JSONField(
        default=dict,
        db_default=_NO_FIELDS,
        blank=True,
        help_text='All must hold, such as {"account_age_days": {"at_least": 30}}.',
    )
    requires = models.JSONField(
        default=dict,
        db_default=_NO_FIELDS,
        blank=True,
        help_text='Flags and the value they must have: {"waiting_room": true}.',
    )
    arms = models.JSONField(
        default=list,
        db_default=_NO_ITEMS,
        blank=True,
        help_text='Ways in which it is on, the control first: [{"name": "as_today", "weight": 50}, …].',
    )
    starts_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    frozen_at = models.DateTimeField(null=True, blank=True, help_text="Set: nobody may be added.")
    freeze_reason = models.CharField(max_length=200, blank=True, db_default="")
    version = models.BigIntegerField(
        default=0, db_default=0, editable=False, help_text="Changes with every change; a trigger's."
    )

    class Meta(AbstractUserFlag.Meta):
        abstract = False
        constraints = [
            CheckConstraint(condition=Q(percent__gte=0, percent__lte=100), name="flag_percent_0_to_100"),
            CheckConstraint(condition=Q(strategy__in=list(Strategy)), name="flag_strategy_known"),
            CheckConstraint(condition=Q(bucket_by__in=list(BucketBy)), name="flag_bucket_known"),
            CheckConstraint(
                condition=Q(starts_at=None) | Q(ends_at=None) | Q(ends_at__gt=models.F("starts_at")),
                name="flag_ends_after_it_starts",
            ),
        ]

    # Waffle's entry points.

    @classmethod
    def get(cls, name: str) -> "Flag":
        """A flag to evaluate by name, whether or not it has a row."""
        return cls(name=name)

    @classmethod
    def get_all(cls) -> list["Flag"]:
        """Every flag that can be evaluated."""
        return [cls(name=name) for name in cls.backend.flag_names()]

    def is_active(self, request: HttpRequest, read_only: bool = False) -> bool:
        """True if it is on for the sender of the request."""
        return self.backend.is_on_for_request(self.name, request)

    def is_active_for_user(self, user: AbstractBaseUser | AnonymousUser) -> bool:
        """True if it is on for the user, as far as the user alone decides."""
        return self.backend.is_on_for_user(self.name, user)

    def flush(self) -> None:
        """Tell every process; waffle calls it after a change."""
        self.backend.notify_processes()


class Switch(Flag):
    """A flag with one answer for everybody, under waffle's name for it. It has no table of its own."""

    class Meta:
        proxy = True
        verbose_name_plural = "switches"

    @property
    def active(self) -> bool:
        """True if it is on for everyone."""
        return self.everyone is True

    @active.setter
    def active(self, on: bool) -> None:
        self.everyone = on

    def is_active(self, request: HttpRequest | None = None, read_only: bool = False) -> bool:
        """True if it is on, where no person matters."""
        return self.backend.is_on(self.name)


class Ring(models.Model):
    """A circle of people who get new things earlier than others: internal, beta, and at last everybody."""

    name = models.SlugField(max_length=40, unique=True)
    place = models.PositiveSmallIntegerField(unique=True, help_text="The first ring gets things first.")
    description = models.CharField(max_length=200, blank=True)
    opt_in = models.BooleanField(default=False, help_text="People may join by themselves, on their account page.")
    everybody = models.BooleanField(default=False, help_text="Everybody is in it.")

    class Meta:
        ordering = ["place"]

    def __str__(self) -> str:
        return self.name


class RingMember(models.Model):
    """A user, a group or a league in a ring. Leaving sets `left_at`, so that the past can be explained."""

    ring = models.ForeignKey(Ring, on_delete=models.PROTECT, related_name="members")
    user = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    group = models.ForeignKey(Group, on_delete=models.CASCADE, null=True, blank=True, related_name="+")
    league = models.UUIDField(null=True, blank=True, help_text="The id of a league.")
    opted_in = models.BooleanField(default=False, help_text="Joined by themselves.")
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(user__isnull=False, group=None, league=None)
                | Q(user=None, group__isnull=False, league=None)
                | Q(user=None, group=None, league__isnull=False),
                name="ring_member_is_one_thing",
            ),
            UniqueConstraint(
                fields=["ring", "user", "group", "league"],
                condition=Q(left_at=None),
                nulls_distinct=False,
                name="ring_member_once",
            ),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.user_id or self.group_id or self.league} in {self.ring_id}"


class GroupMembership(models.Model):
    """A user in a group, from when until when. A trigger writes it: groups themselves know no past."""

    user_id = models.BigIntegerField()
    group_id = models.IntegerField()
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["left_at"], name="group_membership_by_end")]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.group_id}"


class StateField(models.JSONField):
    """A flag's state, readable whoever wrote it: see `readable_state`. What is stored stays as it is."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """Return the state; None where there was no row."""
        stored = super().from_db_value(value, expression, connection)
        return None if stored is None else readable_state(stored)

    def deconstruct(self) -> Any:
        """Return what migrations need to know: to the database it is JSON as any."""
        name, _, args, options = super().deconstruct()
        return name, "django.db.models.JSONField", args, options


STATE_CHANGED = Q(before__isnull=True) | Q(after__isnull=True) | ~Q(before=models.F("after"))
"""Which changes left the flag other than they found it. Others say who came into a ring or group that it uses."""
TURNED = Q(source="schedule")
"""Which note that a start or an end of the flag came."""


class FlagChange(models.Model):
    """One change of one flag, or of its audience: who made it, from where and why. It stays, by a trigger."""

    class Source(models.TextChoices):
        ADMIN = "admin"
        API = "api"
        COMMAND = "command"
        CODE = "code"
        ACCOUNT = "account"
        SQL = "sql"
        SCHEDULE = "schedule"
        PLAN = "plan"

    flag = models.CharField(max_length=100)
    before = StateField(null=True, help_text="Empty: the flag had no row.")
    after = StateField(null=True, help_text="Empty: the row was deleted.")
    actor = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    source = models.CharField(max_length=10, choices=Source.choices)
    reason = models.CharField(max_length=500, blank=True)
    override = models.CharField(max_length=500, blank=True, help_text="Why a caution was set aside.")
    consequence = models.CharField(max_length=40, blank=True, help_text="What was chosen for those whom it affects.")
    reverts = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="reverted_by")
    version = models.BigIntegerField(help_text="Of the snapshot that it made.")
    at = models.DateTimeField(help_text="By the database's clock.")
    repeated: bool = False
    """True if it had been made before, and asking for it again changed nothing: known to whoever asked, not kept."""
    done: Sequence[str] = ()
    """What became of those whom it affected, in sentences: known to whoever made the change, not kept."""

    class Meta:
        ordering = ["-id"]
        indexes = [models.Index(fields=["flag", "-id"], name="change_by_flag")]

    def __str__(self) -> str:
        return f"{self.flag} at {self.at:%Y-%m-%d %H:%M:%S}"


class SnapshotVersion(models.Model):
    """One row: the version of all flags together, which triggers raise, and when it was raised last."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    version = models.BigIntegerField()
    changed_at = models.DateTimeField()
    as_of = models.DateTimeField(
        db_default=Now(), help_text="Schedules are carried out up to this moment, by the database's clock."
    )

    class Meta:
        constraints = [CheckConstraint(condition=Q(id=1), name="snapshot_version_is_one_row")]

    def __str__(self) -> str:
        return str(self.version)


class Scrape(models.Model):
    """One row: when somebody read complete figures from `/metrics` last, by the database's clock."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    at = models.DateTimeField()

    class Meta:
        constraints = [CheckConstraint(condition=Q(id=1), name="scrape_is_one_row")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S}"


class Reader(models.Model):
    """A process that evaluates flags, and the version it uses: how an operator sees that a change has arrived."""

    process = models.CharField(max_length=120, primary_key=True, help_text="Kind, host and process id.")
    kind = models.CharField(max_length=10)
    label = models.CharField(max_length=60, blank=True)
    region = models.CharField(max_length=60, blank=True)
    release = models.CharField(max_length=60, blank=True, db_default="", help_text="The code's version.")
    settings = models.JSONField(
        default=dict, db_default={}, blank=True, help_text="What it was started with, by variable; no secrets."
    )
    version = models.BigIntegerField()
    sockets = models.IntegerField(default=0)
    started_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(help_text="When it took this version.")
    seen_at = models.DateTimeField()

    class Meta:
        verbose_name = "process"
        verbose_name_plural = "processes"

    def __str__(self) -> str:
        return self.process
