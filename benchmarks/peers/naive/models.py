"""A lot and its bids."""

from django.db import models


class Lot(models.Model):
    """A thing to bid on."""

    objects: models.Manager["Lot"] = models.Manager()

    price = models.BigIntegerField(default=0)
    leader = models.CharField(max_length=40, default="")

    def __str__(self) -> str:
        """Its number."""
        return str(self.pk)


class Bid(models.Model):
    """A bid that was accepted."""

    objects: models.Manager["Bid"] = models.Manager()

    lot = models.ForeignKey(Lot, models.CASCADE)
    bidder = models.CharField(max_length=40)
    amount = models.BigIntegerField()
    made_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        """Its amount."""
        return str(self.amount)
