"""The date of a league's next auction, and who can come."""

import uuid

from django.db import models
from django.db.models import CheckConstraint, F, Q
from django.db.models.functions import Now

from leagues.models.leagues import League, Member


class AuctionDate(models.Model):
    """The day and hour of a league's next auction, one row a league. A moved or cancelled one keeps its `uid`."""

    league = models.OneToOneField(League, on_delete=models.CASCADE, primary_key=True, related_name="auction_date")
    uid = models.UUIDField(default=uuid.uuid4, help_text="What calendars know it by.")
    sequence = models.PositiveIntegerField(default=0, help_text="How often it was changed since.")
    starts_at = models.DateTimeField()
    time_zone = models.CharField(max_length=60, help_text="The league's: Europe/Berlin.")
    begins_with = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="It begins by itself when so many managers are there; empty: it doesn't."
    )
    set_by = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="+", help_text="In whose name it opens.")
    changed_at = models.DateTimeField(db_default=Now())
    remind_at = models.DateTimeField(null=True, blank=True, help_text="When the next reminder goes out.")
    cancelled_at = models.DateTimeField(null=True, blank=True)
    opened_at = models.DateTimeField(null=True, blank=True, help_text="When its hour had come and was dealt with.")
    problem = models.CharField(max_length=300, blank=True, help_text="Why no waiting room could be opened then.")

    class Meta:
        constraints = [
            CheckConstraint(condition=Q(begins_with=None) | Q(begins_with__gte=1), name="date_begins_with_somebody"),
            CheckConstraint(
                condition=Q(remind_at=None) | Q(remind_at__lt=F("starts_at")), name="date_reminds_before_it_starts"
            ),
        ]
        indexes = [
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="date_to_remind_of"),
            models.Index(
                fields=["starts_at"], condition=Q(opened_at=None, cancelled_at=None), name="date_still_to_come"
            ),
            models.Index(fields=["opened_at"], condition=Q(begins_with__isnull=False), name="date_to_begin"),
        ]

    def __str__(self) -> str:
        return f"date of {self.league_id}"

    @property
    def is_coming(self) -> bool:
        """True if it stands, and its hour wasn't dealt with yet."""
        return self.cancelled_at is None and self.opened_at is None


class DateAnswer(models.Model):
    """A member's answer whether they can come at the date that their league has."""

    member = models.OneToOneField(Member, on_delete=models.CASCADE, primary_key=True, related_name="date_answer")
    can = models.BooleanField()

    def __str__(self) -> str:
        return f"answer of member {self.member_id}"
