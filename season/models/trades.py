"""Offers of trades and what became of them. Rows are never deleted; each change of status is a step that stays."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint
from django.db.models.functions import Now

from auctions.models import Auction, Lot
from auctionsite.text.fields import TypedTextColumn
from leagues.models import League, Member
from season.trade_policy import Approval, TradeStatus

REASON_AT_MOST = 300
STATUSES = [(each.value, each.value) for each in TradeStatus]
APPROVALS = [(each.value, each.value) for each in Approval]


class Trade(models.Model):
    """An offer of one manager to another: assets for assets, and money. See `season/trade_policy.py` for its life."""

    league = models.ForeignKey(League, on_delete=models.CASCADE, related_name="trades", db_index=False)
    auction = models.ForeignKey(Auction, on_delete=models.PROTECT, related_name="trades")
    proposer = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="trades_offered", db_index=False)
    partner = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="trades_received")
    pays = models.BigIntegerField(default=0, help_text="From the proposer to the partner; below zero the other way.")
    note = TypedTextColumn(max_length=200, blank=True)
    status = models.CharField(max_length=9, choices=STATUSES, default=TradeStatus.OFFERED)
    approval = models.CharField(max_length=12, choices=APPROVALS, blank=True, help_text="Chosen when agreed.")
    takes_effect_at = models.DateTimeField(null=True, help_text="Empty: not agreed, or it waits for a commissioner.")
    key = models.UUIDField(null=True, help_text="What the offer was sent with, so that the same again is this one.")
    command_id = models.UUIDField(default=uuid.uuid4, help_text="Of the command that makes it take effect, once.")
    seq = models.BigIntegerField(null=True, help_text="The event of the auction that it became.")
    reason = models.CharField(max_length=REASON_AT_MOST, blank=True, help_text="Why it failed.")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            UniqueConstraint(fields=["proposer", "key"], name="trade_once_per_key"),
            CheckConstraint(condition=~Q(proposer=F("partner")), name="trade_between_two"),
            CheckConstraint(
                condition=~Q(status="agreed") | Q(approval="commissioner") | Q(takes_effect_at__isnull=False),
                name="trade_agreed_has_an_end",
            ),
            CheckConstraint(
                condition=Q(status="done", seq__isnull=False) | (~Q(status="done") & Q(seq__isnull=True)),
                name="trade_done_has_event",
            ),
            CheckConstraint(
                condition=(Q(status="failed") & ~Q(reason="")) | (~Q(status="failed") & Q(reason="")),
                name="trade_failed_has_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["takes_effect_at"], condition=Q(status="agreed"), name="trade_due"),
            models.Index(fields=["league", "-id"], name="trade_newest_first"),
        ]
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"trade {self.pk}"


class TradeAsset(models.Model):
    """One asset of a trade, by the lot that it was sold as, and who gives it."""

    trade = models.ForeignKey(Trade, on_delete=models.CASCADE, related_name="assets", db_index=False)
    lot = models.ForeignKey(Lot, on_delete=models.PROTECT, related_name="+")
    giver = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    promised = models.BooleanField(
        default=False, help_text="The trade is agreed and has neither taken effect nor ended."
    )

    class Meta:
        constraints = [
            UniqueConstraint(fields=["trade", "lot"], name="trade_has_an_asset_once"),
            UniqueConstraint(fields=["lot"], condition=Q(promised=True), name="trade_asset_promised_once"),
        ]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"lot {self.lot_id} in trade {self.trade_id}"


class TradeStep(models.Model):
    """An action on a trade: by whom, when, and the status that the trade had from then on."""

    trade = models.ForeignKey(Trade, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(max_length=9, choices=STATUSES)
    by = models.ForeignKey(Member, on_delete=models.PROTECT, null=True, related_name="+", help_text="Empty: by itself.")
    deed = models.CharField(max_length=10, blank=True, help_text="What they did; empty: it came by itself.")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"trade {self.trade_id} {self.status}"


class TradeVeto(models.Model):
    """A manager who isn't part of a trade objects to it."""

    trade = models.ForeignKey(Trade, on_delete=models.CASCADE, related_name="vetoes", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [UniqueConstraint(fields=["trade", "member"], name="veto_once_per_member")]
        verbose_name_plural = "trade vetoes"

    def __str__(self) -> str:
        return f"veto of {self.member_id} to trade {self.trade_id}"
