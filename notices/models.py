"""The queue of notices: what people should hear of, by which ways it goes to them, and what became of that."""

from django.conf import settings as site
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_noop

from leagues.models import League
from notices.kinds import CHANNELS, KIND_CHOICES
from notices.sentences.shown import shown


class Notice(models.Model):
    """Something that a person should hear of: once per person, kind and event. The text names no people."""

    user = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices", db_index=False)
    league = models.ForeignKey(League, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=30, choices=KIND_CHOICES)
    event = models.CharField(max_length=120, help_text="What happened, in a name that it has for ever.")
    text = models.CharField(max_length=400)
    path = models.CharField(max_length=200, help_text="The page that it leads to, from the site's root.")
    on_page = models.BooleanField(default=True, help_text="Shown on the person's page of notices.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "event"], name="notice_once_per_event")]
        indexes = [
            models.Index(fields=["user", "-id"], name="notice_newest"),
            models.Index(fields=["created_at"], name="notice_by_age"),
        ]

    def __str__(self) -> str:
        return f"notice {self.pk} of {self.kind}"

    @property
    def shown_text(self) -> str:
        """The text in the language that is in force."""
        return shown(self.kind, self.text)


class DeliveryState(models.TextChoices):
    """The stages of a delivery."""

    WAITING = "waiting"
    SENDING = "sending"
    SENT = "sent"
    GIVEN_UP = "given_up"
    UNSURE = "unsure"


class NoticeDelivery(models.Model):
    """A notice on its way by one channel. Whoever sends it says so first, so that it is never sent twice."""

    notice = models.ForeignKey(Notice, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    channel = models.CharField(max_length=10, choices=[(str(channel), label) for channel, label in CHANNELS.items()])
    state = models.CharField(max_length=10, choices=DeliveryState.choices, default=DeliveryState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(db_default=Now(), help_text="Not sent before.")
    claimed_at = models.DateTimeField(null=True, help_text="When somebody last began to send it.")
    error = models.CharField(max_length=200, blank=True, help_text="What went wrong last.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["notice", "channel"], name="delivery_once_per_channel")]
        indexes = [
            models.Index(fields=["due_at"], condition=Q(state="waiting"), name="delivery_waiting"),
            models.Index(fields=["claimed_at"], condition=Q(state="sending"), name="delivery_under_way"),
            models.Index(fields=["claimed_at", "state"], name="delivery_by_outcome"),
        ]
        verbose_name_plural = "notice deliveries"

    def __str__(self) -> str:
        return f"notice {self.notice_id} by {self.channel}"


class NoticeChoice(models.Model):
    """Somebody's choice for a kind and a channel. Without a row it is as `kinds.py` says."""

    user = models.ForeignKey(
        site.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notice_choices", db_index=False
    )
    kind = models.CharField(max_length=30, choices=KIND_CHOICES)
    channel = models.CharField(max_length=10, choices=[(str(channel), label) for channel, label in CHANNELS.items()])
    wanted = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "kind", "channel"], name="notice_choice_once")]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.kind} by {self.channel}"


class NoticeReader(models.Model):
    """Somebody to whom notices go: how often by mail at most, and when last. Its row is the lock of their mails."""

    class Every(models.TextChoices):
        """At most one mail in so long."""

        HOUR = "hour", gettext_noop("At most one an hour")
        DAY = "day", gettext_noop("At most one a day")
        NEVER = "never", gettext_noop("Never")

    user = models.OneToOneField(site.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+")
    mail_every = models.CharField(max_length=10, choices=Every.choices, default=Every.HOUR)
    mailed_at = models.DateTimeField(null=True, help_text="When the last mail began to be sent.")
    read_up_to = models.PositiveBigIntegerField(default=0, db_default=0, help_text="The newest notice that was read.")

    def __str__(self) -> str:
        return f"mails to {self.user_id}"


class PushSubscription(models.Model):
    """A device on which somebody wants notices, as its browser gave it: where to post, and its keys."""

    user = models.ForeignKey(site.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="push_subscriptions")
    endpoint = models.CharField(max_length=1000, unique=True)
    p256dh = models.CharField(max_length=100, help_text="The device's public key, in base64url.")
    auth = models.CharField(max_length=40, help_text="A secret that goes into the encryption, in base64url.")
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    def __str__(self) -> str:
        return f"push subscription {self.pk}"


class NoticeHead(models.Model):
    """Up to which event of a journal, by its auction's id, people who weren't in the room have been told.

    No foreign key: this app knows no auctions, which keep their journals for ever.
    """

    auction = models.UUIDField(primary_key=True)
    seq = models.BigIntegerField()
    epoch = models.IntegerField()
    over = models.BooleanField(
        default=False, db_default=False, help_text="The auction had ended when it was looked at: nothing more comes."
    )
    ending_until = models.DateTimeField(null=True, help_text="Lots that end by then were told of, in a slow auction.")

    class Meta:
        indexes = [models.Index(fields=["auction"], condition=Q(over=False), name="notice_head_not_over")]

    def __str__(self) -> str:
        return f"{self.auction} up to {self.seq}"
