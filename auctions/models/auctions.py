"""An auction, the seats in it and its lots: what the journal says so far."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Now
from django.utils.translation import pgettext_lazy

from leagues.models import Asset, AssetList, League, Member
from leagues.settings.auction import AuctionSettings


class Auction(models.Model):
    """The sale of a list of assets to the managers of one league. Whoever changes it locks this row first."""

    class Status(models.TextChoices):
        WAITING = "waiting", pgettext_lazy("auction", "Waiting")
        ACTIVE = "active", pgettext_lazy("auction", "Running")
        PAUSED = "paused", pgettext_lazy("auction", "Paused")
        COMPLETED = "completed", pgettext_lazy("auction", "Completed")
        CANCELLED = "cancelled", pgettext_lazy("auction", "Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    league = models.ForeignKey(League, on_delete=models.PROTECT, related_name="auctions")
    status = models.CharField(max_length=10, choices=Status.choices)
    format = models.CharField(max_length=10, default="live", help_text="live: one lot at a time; slow: many.")
    next_format = models.CharField(max_length=10, db_default="", blank=True, help_text="After the open lots.")
    mode = models.CharField(max_length=12, default="queue", help_text="Who puts a lot up: queue or nomination.")
    waiting_room = models.BooleanField(help_text="Made under the flag `waiting_room`; kept to the end.")
    settings = models.JSONField(help_text="A copy of the league's at the time it was made.")
    asset_list = models.ForeignKey(
        AssetList,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="What it sells from: positions, clubs and ranks are shown as they are there.",
    )
    seq = models.BigIntegerField(default=0, help_text="Number of the newest event.")
    epoch = models.IntegerField(default=1, help_text="Raised when the journal is replaced, say by a restore.")
    next_deadline = models.DateTimeField(null=True, help_text="When the clock has something to do.")
    begun_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    pause_reason = models.CharField(max_length=200, blank=True)
    resumes_at = models.DateTimeField(null=True, help_text="End of the 3-2-1 after a pause.")
    next_lot_at = models.DateTimeField(null=True, help_text="When the break between two lots ends.")
    break_remaining_ms = models.IntegerField(null=True, help_text="Kept while paused between two lots.")
    round = models.IntegerField(default=1)
    nominator = models.ForeignKey(
        "Participant", on_delete=models.PROTECT, null=True, related_name="+", help_text="Whose turn it is."
    )
    turn_ends_at = models.DateTimeField(null=True, help_text="When the turn to put a lot up ends.")
    turn_remaining_ms = models.IntegerField(null=True, help_text="Of the turn, kept while paused.")
    nomination_round = models.IntegerField(default=0, db_default=0)
    to_nominate = ArrayField(
        models.BigIntegerField(), default=list, db_default=[], help_text="Seats that follow in this round, in order."
    )
    chain_key = models.UUIDField(default=uuid.uuid4, db_default=RandomUUID(), editable=False, help_text="Nobody's.")
    chain_seq = models.BigIntegerField(default=0, db_default=0, help_text="The event up to which the chain goes.")
    chain_hash = models.CharField(max_length=64, db_default="", blank=True, help_text="The hash of that event.")
    chain_late = models.BigIntegerField(default=0, db_default=0, help_text="Events up to it were chained later.")
    proof_token = models.CharField(max_length=40, db_default="", blank=True, editable=False)
    spectator_token = models.CharField(max_length=40, db_default="", blank=True, editable=False)
    spectator_delay = models.PositiveSmallIntegerField(
        db_default=30, editable=False, help_text="Seconds that spectators by link are behind."
    )
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(seq__gte=0), name="auction_seq_not_negative"),
            CheckConstraint(condition=Q(spectator_delay__range=(10, 60)), name="auction_spectators_are_behind"),
            UniqueConstraint(
                fields=["league"],
                condition=Q(status__in=["waiting", "active", "paused"]),
                name="auction_one_running_per_league",
            ),
        ]
        indexes = [
            models.Index(fields=["next_deadline"], condition=Q(next_deadline__isnull=False), name="auction_due"),
            models.Index(fields=["proof_token"], condition=~Q(proof_token=""), name="auction_by_proof_token"),
        ]
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"auction {self.id}"

    @property
    def unit(self) -> str:
        """The label of its money, as it was in the league when it was made."""
        return AuctionSettings.read(self.settings).unit


class Participant(models.Model):
    """A manager's seat in one auction: budget, holds, limits. Its roster is the lots it owns now."""

    auction = models.ForeignKey(Auction, on_delete=models.PROTECT, related_name="participants", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="seats")
    granted = models.BigIntegerField()
    adjusted = models.BigIntegerField(default=0)
    available = models.BigIntegerField()
    held = models.BigIntegerField(default=0)
    spent = models.BigIntegerField(default=0)
    max_bid = models.BigIntegerField(default=0, help_text="The most it may bid on the next lot, or the one it leads.")
    passed = ArrayField(models.BigIntegerField(), default=list, help_text="Open lots it has passed on.")
    away = models.BooleanField(default=False, help_text="Marked as absent by the commissioner.")
    proxies = models.JSONField(
        db_default=[], default=list, help_text="Maxima left on lots, with what is held for them. Nobody else sees them."
    )
    slots_min = models.IntegerField(null=True, help_text="Its smallest roster; empty: as the settings say.")
    slots_max = models.IntegerField(null=True, help_text="Its largest roster; empty: as the settings say.")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["auction", "member"], name="participant_once_per_auction"),
            CheckConstraint(condition=Q(available__gte=0), name="participant_available_not_negative"),
            CheckConstraint(condition=Q(held__gte=0), name="participant_held_not_negative"),
            CheckConstraint(condition=Q(spent__gte=0), name="participant_spent_not_negative"),
            CheckConstraint(
                condition=Q(available=F("granted") + F("adjusted") - F("held") - F("spent")),
                name="participant_money_adds_up",
            ),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"participant {self.pk}"


class Lot(models.Model):
    """One asset up for sale in one auction."""

    class Status(models.TextChoices):
        QUEUED = "queued"
        OPEN = "open"
        SOLD = "sold"
        UNSOLD = "unsold"
        WITHDRAWN = "withdrawn"

    auction = models.ForeignKey(Auction, on_delete=models.PROTECT, related_name="lots", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.PROTECT, related_name="lots")
    number = models.IntegerField(help_text="Its name to people: place in the list, from 1.")
    place = models.IntegerField(default=0, db_default=0, help_text="Lots come up by place, and then by number.")
    status = models.CharField(max_length=10, choices=Status.choices, default=Status.QUEUED)
    exclusive = models.BooleanField(default=True, help_text="Of a live auction, where one lot is open at a time.")
    opening_price = models.BigIntegerField()
    groups = ArrayField(
        models.TextField(), default=list, db_default=[], help_text="One by each attribute that the auction limits."
    )
    price = models.BigIntegerField(null=True)
    # Each bid changes it: with an index, Postgres would write the lot into every index of the table anew.
    leader = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="+", db_index=False)
    hold = models.BigIntegerField(default=0, help_text="What is held of the leader's money for this lot.")
    earlier = models.JSONField(
        db_default=[], default=list, help_text="While it is open, the last bids before the one that leads."
    )
    opened_at = models.DateTimeField(null=True)
    ends_at = models.DateTimeField(null=True)
    remaining_ms = models.IntegerField(null=True, help_text="Kept while paused.")
    cap_remaining_ms = models.IntegerField(null=True, help_text="Of the hard cap, kept while paused.")
    cap_at = models.DateTimeField(null=True, help_text="Hard cap: it ends then, whatever happens.")
    bids = models.IntegerField(default=0)
    nominator = models.ForeignKey(Participant, models.PROTECT, null=True, related_name="+", help_text="Who put it up.")
    turn_ended_at = models.DateTimeField(
        null=True, help_text="End of the nominator's turn, if it came up since they had put nothing up."
    )
    sold_to = models.ForeignKey(Participant, on_delete=models.PROTECT, null=True, related_name="lots_won")
    sold_for = models.BigIntegerField(null=True)
    traded_to = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="+", help_text="Its owner, if not who bought it."
    )
    dropped = models.BooleanField(default=False, db_default=False, help_text="Given up: sold, and nobody's now.")
    closed_seq = models.BigIntegerField(null=True, help_text="The event that closed it.")
    keeper = models.BooleanField(db_default=False, default=False, help_text="Kept by its owner from before.")

    class Meta:
        constraints = [
            UniqueConstraint(fields=["auction", "number"], name="lot_number_once_per_auction"),
            UniqueConstraint(fields=["auction", "asset"], name="lot_one_owner_per_asset"),
            UniqueConstraint(
                fields=["auction"],
                condition=Q(status="open", exclusive=True),
                name="lot_one_open_in_a_live_auction",
            ),
            CheckConstraint(
                condition=Q(status="open", leader__isnull=False, hold__gte=F("price")) | Q(leader__isnull=True, hold=0),
                name="lot_one_hold_while_led",
            ),
            CheckConstraint(
                condition=Q(status="sold", sold_to__isnull=False, sold_for__gt=0)
                | (~Q(status="sold") & Q(sold_to__isnull=True, sold_for__isnull=True)),
                name="lot_sold_has_owner_and_price",
            ),
            CheckConstraint(
                condition=Q(traded_to__isnull=True, dropped=False)
                | (Q(status="sold") & (Q(traded_to__isnull=True) | Q(dropped=False))),
                name="lot_changes_hands_once_sold",
            ),
        ]
        ordering = ["number"]

    def __str__(self) -> str:
        return f"lot {self.number}"
