"""The bodies of the calls of trades. Answers are made by `season/trades/payloads.py`; tests hold both together."""

from typing import Any

from django.utils.translation import gettext as _
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from auctions.sockets.protocol import AMOUNT_AT_MOST, LOTS_AT_MOST
from auctionsite.text.fields import TypedTextValue
from leagues.api.serializers import AssetPayloadSerializer
from leagues.models import AssetChange
from season.models import APPROVALS, STATUSES
from season.trade_policy import TradeAction
from season.trades.settings import SeasonSettings, SettingsError


class _Id(serializers.CharField):
    """An id of ours, as a number."""

    def to_internal_value(self, data: Any) -> Any:
        """The number."""
        text = super().to_internal_value(data)
        if not (text.isascii() and text.isdigit() and len(text) <= 18):
            raise ValidationError(_("Give an id: digits in a string."))
        return int(text)


class OfferSerializer(serializers.Serializer[Any]):
    """What a manager offers another. Assets and partner by their ids."""

    partner = _Id(help_text="Id of the other manager, as a member of the league.")
    gives = serializers.ListField(child=_Id(), max_length=LOTS_AT_MOST, required=False, help_text="Own assets.")
    takes = serializers.ListField(child=_Id(), max_length=LOTS_AT_MOST, required=False, help_text="The other's assets.")
    pays = serializers.IntegerField(
        min_value=-AMOUNT_AT_MOST, max_value=AMOUNT_AT_MOST, default=0, help_text="Below zero: the other pays."
    )
    note = TypedTextValue(max_length=200, required=False, allow_blank=True)


class DropSerializer(serializers.Serializer[Any]):
    """Which asset is given up."""

    asset = _Id()


class DroppedSerializer(serializers.Serializer[Any]):
    """That an asset was given up, and the event of its auction that says so."""

    asset = serializers.CharField()
    seq = serializers.IntegerField()


class ManagerSerializer(serializers.Serializer[Any]):
    """One side of a trade, or an owner."""

    id = serializers.CharField()
    name = serializers.CharField()
    team = serializers.CharField(allow_null=True)


class TradedAssetSerializer(AssetPayloadSerializer):
    """A club or a player."""


class GivenSerializer(serializers.Serializer[Any]):
    """An asset of a trade, and the price of its sale at the auction."""

    asset = TradedAssetSerializer()
    price = serializers.IntegerField()


class StepSerializer(serializers.Serializer[Any]):
    """What was done to a trade; without a name it came by itself."""

    deed = serializers.CharField(allow_null=True)
    by = serializers.CharField(allow_null=True)
    status = serializers.ChoiceField(STATUSES)
    at = serializers.DateTimeField()


class TradeSerializer(serializers.Serializer[Any]):
    """A trade as a member sees it."""

    id = serializers.CharField()
    status = serializers.ChoiceField(STATUSES)
    approval = serializers.ChoiceField(APPROVALS, allow_null=True)
    takes_effect_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()
    proposer = ManagerSerializer()
    partner = ManagerSerializer()
    gives = GivenSerializer(many=True)
    takes = GivenSerializer(many=True)
    pays = serializers.IntegerField(help_text="From the proposer to the partner; below zero the other way.")
    unit = serializers.CharField()
    note = serializers.CharField()
    reason = serializers.CharField(allow_null=True, help_text="Why it failed.")
    objections = serializers.IntegerField(allow_null=True, help_text="Of managers who aren't part of it.")
    objections_needed = serializers.IntegerField(allow_null=True, help_text="So many end it.")
    you_may = serializers.ListField(child=serializers.ChoiceField([each.value for each in TradeAction]))
    steps = StepSerializer(many=True)


class OwnedSerializer(serializers.Serializer[Any]):
    """What belongs to whom, since when; `price` is that of its sale at the auction."""

    asset = TradedAssetSerializer()
    owner = ManagerSerializer()
    price = serializers.IntegerField()
    since = serializers.DateTimeField()
    auction = serializers.UUIDField()


class AssetNewsSerializer(serializers.Serializer[Any]):
    """A change of an asset that was somebody's; `old` and `new` are empty where it was retired or brought back."""

    asset = serializers.CharField(source="change.asset_id")
    name = serializers.CharField(source="change.asset.name", help_text="What it is called now.")
    what = serializers.ChoiceField(AssetChange.What.choices, source="change.what")
    old = serializers.CharField(source="change.old")
    new = serializers.CharField(source="change.new")
    by = serializers.CharField()
    at = serializers.DateTimeField(source="change.at")


class SeasonSettingsSerializer(serializers.Serializer[Any]):
    """By what rules a league trades; what is absent stays. `SeasonSettings` alone decides what can be played."""

    trades = serializers.BooleanField(required=False)
    approval = serializers.ChoiceField(APPROVALS, required=False)
    veto_hours = serializers.IntegerField(required=False)
    trade_deadline = serializers.CharField(required=False, allow_null=True, help_text="ISO 8601 with its offset.")
    drops = serializers.BooleanField(required=False)
    drop_refund = serializers.BooleanField(required=False)
    fixed = serializers.BooleanField(read_only=True, help_text="A trade was agreed, so they stay.")

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The settings given, still to be merged into those that hold: see `merged`."""
        if not isinstance(data, dict):
            raise ValidationError({"settings": [_("Give an object with settings.")]})
        return data


def merge_season_settings(current: SeasonSettings, given: dict[str, Any]) -> SeasonSettings:
    """The current settings with those given in their place. Raises ValidationError naming each wrong one."""
    try:
        return current.changed(given)
    except SettingsError as error:
        raise ValidationError(error.fields) from error
