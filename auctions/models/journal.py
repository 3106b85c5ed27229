"""The history of an auction: bids, events, snapshots between them, and answers to commands."""

from django.conf import settings as site
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint
from django.db.models.functions import Now

from accounts.models import User
from auctions.models.auctions import Auction, Lot, Participant


class Bid(models.Model):
    """A manager's offer on a lot, accepted or rejected, with its receipt. Never changed, never deleted."""

    auction = models.ForeignKey(Auction, on_delete=models.PROTECT, related_name="bids")
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, null=True, related_name="bid_rows", db_index=False)
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="bids")
    actor = models.ForeignKey(
        site.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="bids_made",
        help_text="Who made it: one of the seat's owners, or the commissioner for them. Empty: it isn't known.",
    )
    amount = models.BigIntegerField(help_text="In whole units.")
    code = models.CharField(max_length=30, help_text="`ok`, or why it was refused.")
    seq = models.BigIntegerField(null=True, help_text="The event it became, if accepted.")
    arrived_at = models.DateTimeField()
    decided_at = models.DateTimeField()
    receipt = models.JSONField(help_text="Arrival, deadline, lateness, price and leader then, and the reason.")

    class Meta:
        constraints = [
            CheckConstraint(
                condition=Q(code="ok", seq__isnull=False) | (~Q(code="ok") & Q(seq__isnull=True)),
                name="bid_accepted_has_event",
            ),
        ]
        indexes = [models.Index(fields=["lot", "id"], name="bid_by_lot")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"bid {self.amount} ({self.code})"


class AuctionEvent(models.Model):
    """One numbered entry of an auction's journal: the only truth. Never changed, never deleted."""

    auction = models.ForeignKey(Auction, on_delete=models.PROTECT, related_name="events", db_index=False)
    seq = models.BigIntegerField()
    kind = models.CharField(max_length=30)
    at = models.DateTimeField(help_text="When it was decided, by the database's clock.")
    payload = models.JSONField(help_text="New values, ledger entries and details; see `rules/events.py`.")
    actor = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.CharField(max_length=200, blank=True)
    hash = models.CharField(max_length=64, db_default="", blank=True, help_text="Of its link: `store/chain.py`.")

    class Meta:
        constraints = [UniqueConstraint(fields=["auction", "seq"], name="event_seq_once_per_auction")]
        indexes = [models.Index(fields=["auction", "seq"], condition=Q(hash=""), name="event_unchained")]
        ordering = ["auction", "seq"]

    def __str__(self) -> str:
        return f"{self.seq} {self.kind}"


class AuctionSnapshot(models.Model):
    """A copy of an auction's whole state after event `seq`, to begin from in place of event 1. May be missing."""

    auction = models.ForeignKey(Auction, on_delete=models.CASCADE, related_name="snapshots", db_index=False)
    seq = models.BigIntegerField()
    epoch = models.IntegerField(help_text="Of the journal that it is a copy of.")
    state = models.JSONField(help_text="See `codec.dump_state`.")
    made_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            UniqueConstraint(fields=["auction", "seq"], name="snapshot_once_per_auction_and_seq"),
            CheckConstraint(condition=Q(seq__gte=1), name="snapshot_seq_positive"),
        ]
        ordering = ["auction", "seq"]

    def __str__(self) -> str:
        return f"snapshot at {self.seq}"


class CommandOutcome(models.Model):
    """The answer to a command, kept so that the same command again gets the same answer."""

    auction = models.ForeignKey(Auction, on_delete=models.PROTECT, related_name="outcomes", db_index=False)
    user = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    command_id = models.UUIDField()
    fingerprint = models.CharField(max_length=32, help_text="Of the command's content, to refuse a reused id.")
    outcome = models.JSONField()

    class Meta:
        constraints = [
            UniqueConstraint(fields=["auction", "user", "command_id"], name="command_once_per_auction_and_user")
        ]

    def __str__(self) -> str:
        return str(self.command_id)


class SuspiciousActivity(User):
    """An account as `queries.suspicious_activity` finds it; a name of its own in the admin's list, no table."""

    class Meta:
        proxy = True
        verbose_name_plural = "suspicious activity"
