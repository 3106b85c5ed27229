"""Members' targets in the auctions of their league: theirs alone, on no page and in no answer of anybody else."""

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from auctionsite.text.fields import TypedTextColumn
from leagues.models.assets import Asset
from leagues.models.leagues import Member


class Target(models.Model):
    """An asset that a member wants, where it stands on their list, and what they say of it to themselves."""

    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="targets", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="targets")
    place = models.PositiveIntegerField(help_text="1 is wanted most.")
    worth = models.PositiveBigIntegerField(null=True, blank=True, help_text="To the member, in units of the league.")
    note = TypedTextColumn(max_length=200, blank=True)

    class Meta:
        constraints = [
            UniqueConstraint(fields=["member", "asset"], name="target_once_per_member"),
            CheckConstraint(condition=Q(place__gte=1), name="target_place_from_one"),
        ]
        ordering = ["member", "place", "id"]

    def __str__(self) -> str:
        return f"target {self.pk}"  # the admin says it where a member is deleted
