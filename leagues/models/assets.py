"""Assets, the lists that they are on, and each league's choice of them."""

from django.conf import settings as site
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext

from auctionsite.text.fields import TypedTextColumn
from leagues.files.list_names import titled
from leagues.sports.words import counted_assets, said, several


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

    @classmethod
    def lock(cls, key: str) -> "Sport":
        """Return the sport as it is now; nobody else locks it until the transaction ends. Raises DoesNotExist."""
        # No key is changed, so rows that point to it may be inserted meanwhile.
        return cls.objects.select_for_update(no_key=True).get(pk=key)

    @property
    def title(self) -> str:
        """Its name in the reader's language, if it is one of those that come with the program."""
        return said(self.name)

    @property
    def noun(self) -> str:
        """Its name within a sentence."""
        return said(self.name.lower())

    @property
    def one_asset(self) -> str:
        """The word for one of its assets in the reader's language: club."""
        return said(self.asset_word)

    @property
    def several_assets(self) -> str:
        """The word for several of its assets: clubs."""
        return several(self.asset_word)

    def counted(self, number: int) -> str:
        """Return a number of its assets: `3 clubs`."""
        return counted_assets(number, self.asset_word)

    @property
    def sells_clubs(self) -> bool:
        """True if what is bought are clubs, and not people who play for one."""
        return self.scored_by == self.ScoredBy.RESULTS


class Asset(models.Model):
    """A club, a footballer, a cricketer: what is auctioned. Shared by all leagues of a sport, or one league's own.

    It is one through seasons and clubs: position, club and rank are those of its newest list, and each list keeps its
    own in `ListEntry`.
    """

    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="assets", db_index=False)
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
    opening_price = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="The least that a first bid must offer; empty: the league's settings say.",
    )
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


class AssetList(models.Model):
    """A list of what can be auctioned: a competition's in one season, or what a league has uploaded for itself.

    A competition in `season` is about the list of the same sport, league and key, if there is one.
    """

    sport = models.ForeignKey(Sport, on_delete=models.PROTECT, related_name="lists", db_index=False)
    league = models.ForeignKey(
        "League",
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="own_lists",
        help_text="Whose own it is; empty: any league of the sport may sell it.",
    )
    key = models.SlugField(max_length=80, db_index=False, help_text="Its name in commands: premier-league-2025-26.")
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
        """Its name with its season, by which it is called everywhere: two seasons have one name.

        A league's first list of its own has its name from us, so it is in the reader's language.
        """
        by_us = self.key == "own" and self.league_id is not None
        return titled(gettext(self.name) if by_us and self.name else self.name, self.season)


class ListEntry(models.Model):
    """An asset on a list, with what it was in that season. The order of the list is that of the ids."""

    asset_list = models.ForeignKey(AssetList, on_delete=models.CASCADE, related_name="entries", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="listed")
    position = TypedTextColumn(max_length=20, blank=True)
    club = TypedTextColumn(max_length=120, blank=True)
    rank = models.PositiveIntegerField(null=True, blank=True, help_text="1 is the strongest; empty where unknown.")
    opening_price = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="The least that a first bid must offer; empty: the league's settings say.",
    )
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
        self.describe(self.asset)
        return self.asset

    def describe(self, asset: Asset) -> None:
        """Make of the asset, which isn't to be saved, what it is on this list."""
        asset.position, asset.club, asset.rank = self.position, self.club, self.rank
        asset.opening_price = self.opening_price


class AssetPool(models.Model):
    """The assets that a league sells in its auctions, chosen from a list; see `leagues/lists/choosing.py`."""

    league = models.OneToOneField("League", on_delete=models.CASCADE, related_name="pool")
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

    pool = models.ForeignKey(AssetPool, on_delete=models.CASCADE, related_name="edits", db_index=False)
    asset = models.ForeignKey(Asset, on_delete=models.CASCADE, related_name="pool_edits")
    added = models.BooleanField(help_text="Off: left out.")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["pool", "asset"], name="pool_edits_an_asset_once")]
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{'added' if self.added else 'left out'}: {self.asset_id}"


class AssetChange(models.Model):
    """A change of an asset's name or side, or that it was retired: the old, the new, who did it and when."""

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
