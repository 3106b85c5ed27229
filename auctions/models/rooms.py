"""Everything about a room beside its journal: presence, stand-ins, heartbeats, stalls and messages."""

from django.db import models
from django.db.models import CheckConstraint, Q
from django.db.models.functions import Now

from auctions.models.auctions import Auction
from auctionsite.text.fields import TypedTextColumn
from leagues.models import League, Member


class SeatPresence(models.Model):
    """The last sign of whoever sits there, by the database's clock: a socket in the room, or a call. Bots leave none.

    By seat, whichever process it was. No foreign key: whoever writes it must never wait for the engine, nor it for it.
    """

    participant = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"seat {self.participant} at {self.at}"


class StandIn(models.Model):
    """A bot that bids for a seat while it is away, because the seat's owners let it, or a commissioner of an empty one.

    No foreign key, as with `SeatPresence`: nothing here waits for the engine, which may make seats anew.
    """

    participant = models.BigIntegerField(primary_key=True)
    most = models.BigIntegerField(help_text="On one lot, in whole units.")
    line_lost_at = models.DateTimeField(null=True, help_text="Marked away then because its line was lost.")
    of_commissioner = models.BooleanField(
        default=False, db_default=False, help_text="Let by a commissioner, until somebody takes the seat."
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [CheckConstraint(condition=Q(most__gte=1), name="stand_in_bids_something")]

    def __str__(self) -> str:
        return f"a bot for seat {self.participant}"


class Heartbeat(models.Model):
    """A process's last sign of life, and the beginning of its life without a break: from these outages are measured."""

    KINDS = ("web", "clock")
    process = models.CharField(max_length=120, primary_key=True, help_text="Kind, host and process id.")
    kind = models.CharField(max_length=10, choices=[(kind, kind) for kind in KINDS])
    at = models.DateTimeField()
    since = models.DateTimeField(db_default=Now(), help_text="When it began to beat, or began again after a silence.")
    steady_since = models.DateTimeField(db_default=Now(), help_text="The same, after a stall of half a second.")
    turned_at = models.DateTimeField(db_default=Now(), help_text="All that had reached it by then is stamped.")
    undecided = models.JSONField(db_default={}, default=dict, help_text="By auction: its earliest undecided bid, ms.")
    rooms = models.JSONField(db_default={}, default=dict, help_text="By auction and seat: since when it is here, ms.")
    ending = models.BooleanField(db_default=False, default=False, help_text="It was told to end.")

    def __str__(self) -> str:
        return self.process


class Stall(models.Model):
    """A while in which a process that serves a room said nothing: not the lot's time. See `rules/clock.py`."""

    auction_id = models.UUIDField()
    process = models.CharField(max_length=120)
    began_at = models.DateTimeField(help_text="Up to then, all that had reached it is stamped.")
    ended_at = models.DateTimeField()
    counted = models.BooleanField(db_default=False, default=False, help_text="Deadlines have been moved by it.")

    class Meta:
        indexes = [models.Index(fields=["auction_id", "ended_at"], name="stall_by_auction")]

    def __str__(self) -> str:
        return f"{self.process}, {self.began_at} to {self.ended_at}"


class RoomTalk(models.Model):
    """The switch by which a league lets people write to each other in its rooms; without a row they may."""

    league = models.OneToOneField(League, on_delete=models.CASCADE, related_name="talk")
    open = models.BooleanField(help_text="Off: nobody writes, and what was written stays.")
    by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"messages are {'on' if self.open else 'off'}"


class RoomMessage(models.Model):
    """A message that somebody wrote in a room. It is in no journal, and is kept as long as the auction's is."""

    MOST_CHARACTERS = 280
    auction = models.ForeignKey(Auction, on_delete=models.CASCADE, related_name="messages", db_index=False)
    member = models.ForeignKey(Member, on_delete=models.CASCADE, related_name="messages")
    text = TypedTextColumn(max_length=MOST_CHARACTERS)
    at = models.DateTimeField(db_default=Now())
    removed_at = models.DateTimeField(null=True, blank=True, help_text="Set: only commissioners still read it.")
    removed_by = models.ForeignKey(Member, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        indexes = [models.Index(fields=["auction", "-id"], name="message_newest_first")]
        ordering = ["auction", "id"]

    def __str__(self) -> str:
        return f"message {self.pk}"
