"""The settings of leagues after their auctions, and the owners of assets through time."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateTimeRangeField, RangeBoundary, RangeOperators
from django.db import models
from django.db.models import CheckConstraint, F, Func, Q

from auctions.models import Auction
from leagues.models import Asset, League, Member


class LeagueSettings(models.Model):
    """The settings of a league after its auction. Without a row they are the defaults."""

    league = models.OneToOneField(League, on_delete=models.CASCADE, primary_key=True, related_name="season_settings")
    settings = models.JSONField(default=dict, help_text="See `season/trades/settings.py`.")

    class Meta:
        verbose_name_plural = "league settings"

    def __str__(self) -> str:
        return str(self.league_id)


class TimeRange(Func):
    """`tstzrange(from, until)`, which has its first instant and not its last; without an end it has none."""

    function = "tstzrange"
    output_field = DateTimeRangeField()


class Ownership(models.Model):
    """An asset belonged to a member from an instant until before another; see `season/ownership/periods.py`.

    Written by `season/ownership/services.py` alone, which makes it what the journals say.
    """

    league = models.ForeignKey(League, on_delete=models.CASCADE, related_name="ownerships")
    auction = models.ForeignKey(Auction, on_delete=models.CASCADE, related_name="ownerships")
    asset = models.ForeignKey(Asset, on_delete=models.RESTRICT, related_name="ownerships")
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="ownerships")
    from_at = models.DateTimeField(help_text="Inclusive.")
    until_at = models.DateTimeField(null=True, help_text="Exclusive; empty: still.")
    price = models.BigIntegerField(help_text="Of its sale at the auction, in whole units, whoever owns it now.")
    seq = models.BigIntegerField(help_text="The event of the auction that it began with.")

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(until_at__isnull=True) | Q(until_at__gt=F("from_at")), name="ownership_lasts"),
            ExclusionConstraint(
                name="ownership_one_owner_at_a_time",
                expressions=[
                    ("league", RangeOperators.EQUAL),
                    ("asset", RangeOperators.EQUAL),
                    (TimeRange("from_at", "until_at", RangeBoundary()), RangeOperators.OVERLAPS),
                ],
            ),
        ]
        indexes = [models.Index(fields=["league", "member"], condition=Q(until_at__isnull=True), name="ownership_now")]
        ordering = ["from_at", "id"]

    def __str__(self) -> str:
        return f"{self.asset_id} of {self.member_id} from {self.from_at}"


class OwnershipHead(models.Model):
    """Up to which event of an auction's journal its ownerships were worked out."""

    auction = models.OneToOneField(Auction, on_delete=models.CASCADE, primary_key=True, related_name="ownership_head")
    seq = models.BigIntegerField()
    epoch = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.auction_id} up to {self.seq}"
