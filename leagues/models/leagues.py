"""Leagues, and who plays in them."""

import uuid
from typing import Any

from django.conf import settings as site
from django.db import models, transaction
from django.utils.translation import gettext, gettext_noop
from django.utils.translation import gettext_lazy as _

from auctionsite.text.alike import free_number, numbered
from auctionsite.text.fields import TypedTextColumn
from leagues.models.assets import Sport


class League(models.Model):
    """People who play together, their sport and the settings of their auctions."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = TypedTextColumn(max_length=80)
    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="leagues")
    code = models.CharField(max_length=12, unique=True, help_text="What a friend types, or follows as a link, to join.")
    settings = models.JSONField(default=dict, help_text="See `leagues/settings/auction.py`.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return self.name

    @classmethod
    def lock(cls, pk: uuid.UUID) -> "League":
        """Return the league as it is now; nobody else locks it until the transaction ends. Raises DoesNotExist."""
        # No key is changed, so rows that point to it may be inserted meanwhile.
        return cls.objects.select_for_update(no_key=True).get(pk=pk)


class Role(models.TextChoices):
    """The part that a member has in a league."""

    COMMISSIONER = "commissioner", _("Commissioner")
    MANAGER = "manager", _("Manager")
    SPECTATOR = "spectator", _("Spectator")

    @property
    def noun(self) -> str:
        """The word for it within a sentence."""
        return gettext(_NOUNS[self.value])


_NOUNS = {
    "commissioner": gettext_noop("commissioner"),
    "manager": gettext_noop("manager"),
    "spectator": gettext_noop("spectator"),
}


class Member(models.Model):
    """A user in a league. A commissioner plays too unless `plays` is off."""

    league = models.ForeignKey(League, on_delete=models.CASCADE, related_name="memberships", db_index=False)
    user = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices, default=Role.MANAGER)
    plays = models.BooleanField(default=True, help_text="Has a budget in the league's auctions.")
    bot = models.BooleanField(default=False, help_text="Played by the program.")
    team = TypedTextColumn(max_length=60, blank=True)
    joined_at = models.DateTimeField(auto_now_add=True)
    left_at = models.DateTimeField(null=True, blank=True, help_text="Set: no member any more; old auctions name them.")
    number = models.PositiveSmallIntegerField(
        default=1, db_default=1, help_text="More than 1: it is shown behind the name, which looks like another's here."
    )

    owns_with = models.ForeignKey(
        "self",
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="co_owners",
        help_text="Owns the seat of this member with them, and has none of their own.",
    )
    owner_code = models.CharField(
        max_length=16, null=True, blank=True, unique=True, help_text="Who follows it owns this member's seat with them."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["league", "user"], name="member_once_per_league"),
            models.CheckConstraint(
                condition=models.Q(owns_with=None) | models.Q(plays=False), name="member_owns_one_seat"
            ),
        ]
        ordering = ["joined_at", "id"]

    def __str__(self) -> str:
        return f"{self.user_id} in {self.league_id} as {self.role}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save the row; a new one gets a number if its name looks like that of another who was ever in the league."""
        with transaction.atomic():
            if self._state.adding:
                self.number_name()
            super().save(*args, **kwargs)

    @property
    def name(self) -> str:
        """The name that the others in the league see, with the number that tells it apart: `Max`, `Max (2)`."""
        return numbered(self.user.display_name, self.number)

    def number_name(self) -> None:
        """Set the number anew. The league's lock makes two who come with one name wait for one another."""
        League.lock(self.league_id)
        others = Member.objects.filter(league=self.league_id).exclude(pk=self.pk).select_related("user")
        self.number = free_number(self.user.display_name, (each.name for each in others))
