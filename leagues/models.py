"""Leagues, who plays in them, and what there is to buy."""

import uuid
from typing import Any

from django.conf import settings as site
from django.contrib.postgres.fields import ArrayField
from django.db import models, transaction

from auctionsite.text.alike import free_number, numbered
from auctionsite.text.fields import TypedTextColumn
from leagues.files.list_names import titled


class Sport(models.Model):
    """A sport is data: its key, its name, what its assets are called, which positions they play, what is counted."""

    class ScoredBy(models.TextChoices):
        """The source of the statistics of its assets."""

        RESULTS = "results", "results: clubs meet, and the result says what each did"
        STATISTICS = "statistics", "statistics: somebody uploads what each player did"

    key = models.SlugField(primary_key=True)
    name = TypedTextColumn(max_length=60)
    asset_word = TypedTextColumn(max_length=30, default="club", help_text="What one asset is called: club, player.")
    positions = models.JSONField(default=list, blank=True, help_text="Position codes, in order; empty for clubs.")
    statistics = models.JSONField(
        default=list, blank=True, help_text="What is counted of each asset; see `leagues/sport_definitions.py`."
    )
    scored_by = models.CharField(max_length=12, choices=ScoredBy.choices, default=ScoredBy.STATISTICS)

    def __str__(self) -> str:
        return self.name


class Asset(models.Model):
    """A club, a footballer, a cricketer: what is auctioned. Shared by all leagues of a sport, or one league's own.

    It is one through seasons and clubs: position, club and rank are those of its newest list, and each list keeps its
    own in `ListEntry`.
    """

    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="assets")
    league = models.ForeignKey(
        "League",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="own_assets",
        help_text="Whose own it is; empty: on lists that any league of the sport may sell.",
    )
    external_id = models.CharField(max_length=120)
    name = TypedTextColumn(max_length=120)
    position = TypedTextColumn(max_length=20, blank=True)
    club = TypedTextColumn(max_length=120, blank=True)
    country = TypedTextColumn(max_length=3, blank=True, help_text="Three letters, as the source writes them.")
    rank = models.PositiveIntegerField(null=True, blank=True, help_text="1 is the strongest; empty where unknown.")
    retired_at = models.DateTimeField(
        null=True, blank=True, help_text="Set: no new auction sells it; those who own it keep it."
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["sport", "league", "external_id"],
                nulls_distinct=False,
                name="asset_external_id_once_per_list",
            )
        ]
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


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


class AssetList(models.Model):
    """A list of what can be auctioned: a competition's in one season, or what a league has uploaded for itself.

    A competition in `season` is about the list of the same sport, league and key, if there is one.
    """

    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="lists")
    league = models.ForeignKey(
        League,
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="own_lists",
        help_text="Whose own it is; empty: any league of the sport may sell it.",
    )
    key = models.SlugField(max_length=80, help_text="Its name in commands: premier-league-2025-26.")
    name = TypedTextColumn(max_length=120)
    season = TypedTextColumn(max_length=20, blank=True, help_text="Such as 2025/26.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sport", "league", "key"], nulls_distinct=False, name="asset_list_key_once")
        ]
        ordering = ["-season", "-id"]

    def __str__(self) -> str:
        return self.title

    @property
    def title(self) -> str:
        """Its name with its season, by which it is called everywhere: two seasons have one name."""
        return titled(self.name, self.season)


class ListEntry(models.Model):
    """An asset on a list, with what it was in that season. The order of the list is that of the ids."""

    asset_list = models.ForeignKey(AssetList, on_delete=models.CASCADE, related_name="entries")
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="listed")
    position = TypedTextColumn(max_length=20, blank=True)
    club = TypedTextColumn(max_length=120, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True, help_text="1 is the strongest; empty where unknown.")
    file_id = models.CharField(
        max_length=120,
        blank=True,
        help_text="What that season's files of scores call it, where its external id is one that stays for good.",
    )

    class Meta:
        constraints = [models.UniqueConstraint(fields=["asset_list", "asset"], name="asset_once_per_list")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.asset_id} on {self.asset_list_id}"

    def as_asset(self) -> Asset:
        """Return the asset as it is on this list, to be shown or sold and not to be saved."""
        self.asset.position, self.asset.club, self.asset.rank = self.position, self.club, self.rank
        return self.asset


class AssetPool(models.Model):
    """What a league sells in its auctions, chosen from a list; see `leagues/lists/choosing.py`."""

    league = models.OneToOneField(League, on_delete=models.CASCADE, related_name="pool")
    asset_list = models.ForeignKey(
        AssetList,
        on_delete=models.RESTRICT,
        null=True,
        blank=True,
        related_name="pools",
        help_text="Empty: the newest of the sport.",
    )
    positions = ArrayField(
        models.CharField(max_length=20), default=list, blank=True, help_text="Only these; empty: all."
    )
    first = models.PositiveIntegerField(null=True, blank=True, help_text="So many by rank; empty: all.")

    def __str__(self) -> str:
        return f"pool of {self.league_id}"


class PoolEdit(models.Model):
    """An asset that a league adds to its pool, or leaves out of it, by hand."""

    pool = models.ForeignKey(AssetPool, on_delete=models.CASCADE, related_name="edits")
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="pool_edits")
    added = models.BooleanField(help_text="Off: left out.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "asset"], name="pool_edits_an_asset_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{'added' if self.added else 'left out'}: {self.asset_id}"


class Role(models.TextChoices):
    """The part that a member has in a league."""

    COMMISSIONER = "commissioner"
    MANAGER = "manager"
    SPECTATOR = "spectator"


class Member(models.Model):
    """A user in a league. A commissioner plays too unless `plays` is off."""

    league = models.ForeignKey(League, on_delete=models.CASCADE, related_name="memberships")
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

    class Meta:
        constraints = [models.UniqueConstraint(fields=["league", "user"], name="member_once_per_league")]
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
        League.objects.select_for_update(no_key=True).filter(pk=self.league_id).first()
        others = Member.objects.filter(league=self.league_id).exclude(pk=self.pk).select_related("user")
        self.number = free_number(self.user.display_name, (each.name for each in others))


class AssetChange(models.Model):
    """What an asset was called, whose side it was on, or that it was retired: the old, the new, who did it and when."""

    class What(models.TextChoices):
        """The part of an asset that people know it by."""

        NAME = "name"
        CLUB = "club"
        POSITION = "position"
        RETIRED = "retired"
        RETURNED = "returned"

    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="changes")
    what = models.CharField(max_length=8, choices=What.choices)
    old = TypedTextColumn(max_length=120, blank=True)
    new = TypedTextColumn(max_length=120, blank=True)
    by = models.ForeignKey(
        site.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: somebody at the server's command line.",
    )
    at = models.DateTimeField()

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return f"{self.what} of {self.asset_id}: {self.old} → {self.new}"
