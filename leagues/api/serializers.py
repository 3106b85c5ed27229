"""The bodies of the leagues' calls: one serializer for each direction."""

from collections.abc import Iterator
from functools import partial
from typing import Any, get_type_hints

from django.utils.translation import gettext as _
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers
from rest_framework.exceptions import ValidationError

from auctionsite.text.fields import TypedTextValue
from leagues.files.formats.joining import MOST_FILES
from leagues.files.parse_errors import ParseError
from leagues.models import Asset, ListUpload, Member, Role, Sport
from leagues.own_lists.importing import ListReport
from leagues.permissions import Action, may
from leagues.settings.auction import ORDERS, AuctionSettings, SettingsError
from leagues.uploads.fields import join_uploaded

_FIELDS: dict[Any, Any] = {
    str: TypedTextValue,
    int: serializers.IntegerField,
    bool: serializers.BooleanField,
    str | None: partial(TypedTextValue, allow_null=True),
    int | None: partial(serializers.IntegerField, allow_null=True),
}


def _setting_types() -> Iterator[tuple[str, Any]]:
    types = get_type_hints(AuctionSettings)
    return ((name, types[name]) for name in AuctionSettings.known())


class SettingsSerializer(serializers.Serializer[Any]):
    """The settings of auctions; what is absent stays. `AuctionSettings` alone decides what can be played."""

    def get_fields(self) -> dict[str, Any]:
        """Those of AuctionSettings, in its order."""
        made = {name: _FIELDS[kind](required=False) for name, kind in _setting_types()}
        return made | {"order": serializers.ChoiceField(ORDERS, required=False)}

    def to_internal_value(self, data: Any) -> dict[str, Any]:
        """The settings given, still to be merged into those that hold: see `merge_settings`."""
        if not isinstance(data, dict):
            raise ValidationError(_("Give an object with settings."))
        return data


def merge_settings(current: AuctionSettings, given: dict[str, Any]) -> AuctionSettings:
    """The current settings with those given in their place. Raises ValidationError naming each wrong one."""
    try:
        return current.changed(given)
    except SettingsError as error:
        raise ValidationError({"settings": error.fields}) from error


class NewLeagueSerializer(serializers.Serializer[Any]):
    """What a league is made of."""

    name = TypedTextValue(max_length=80)
    sport = serializers.SlugField()
    settings = SettingsSerializer(required=False)


class LeagueChangeSerializer(serializers.Serializer[Any]):
    """What of a league is to be changed; what is absent stays."""

    name = TypedTextValue(max_length=80, required=False)
    settings = SettingsSerializer(required=False)


class LeagueSerializer(serializers.Serializer[Member]):
    """A league as one of its members sees it; `role` is the member's own."""

    id = serializers.UUIDField(source="league.id")
    name = serializers.CharField(source="league.name")
    sport = serializers.SlugField(source="league.sport_id")
    code = serializers.SerializerMethodField()
    role = serializers.ChoiceField(Role.choices)
    size = serializers.IntegerField(source="league_size")
    settings = serializers.SerializerMethodField()
    created_at = serializers.DateTimeField(source="league.created_at")

    def get_code(self, member: Member) -> str | None:
        """What lets others in; null for those who may not invite."""
        return member.league.code if may(member.role, Action.INVITE) else None

    @extend_schema_field(SettingsSerializer)
    def get_settings(self, member: Member) -> dict[str, Any]:
        """All of them, with their defaults."""
        return AuctionSettings.read(member.league.settings).values()


class JoinCodeSerializer(serializers.Serializer[Any]):
    """The code that a friend was given."""

    code = serializers.CharField(max_length=40)


class MemberSerializer(serializers.Serializer[Member]):
    """Somebody in a league; addresses of people are shown to nobody."""

    id = serializers.CharField(source="pk")
    name = serializers.CharField()
    team = serializers.CharField()
    role = serializers.ChoiceField(Role.choices)
    plays = serializers.BooleanField()
    owns_with = serializers.CharField(
        source="owns_with_id", allow_null=True, help_text="The member whose seat they own with them."
    )
    bot = serializers.BooleanField()
    joined_at = serializers.DateTimeField()


class MemberChangeSerializer(serializers.Serializer[Any]):
    """A new role, or `hand_over`: the member becomes commissioner, and whoever asks a manager."""

    role = serializers.ChoiceField(Role.choices, required=False)
    hand_over = serializers.BooleanField(required=False, default=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """One of the two."""
        if ("role" in attrs) == attrs["hand_over"]:
            raise ValidationError({"role": [_("Send a role, or hand_over as true.")]})
        return attrs


class FollowsSerializer(serializers.Serializer[Any]):
    """What would follow, as the page's question says it."""

    sentences = serializers.ListField(child=serializers.CharField())


class SportSerializer(serializers.ModelSerializer[Sport]):
    """A sport; its `id` is the key that addresses use."""

    id = serializers.SlugField(source="key")
    positions = serializers.ListField(child=serializers.CharField())

    class Meta:
        model = Sport
        fields = ("id", "name", "asset_word", "positions")


class AssetSerializer(serializers.Serializer[Asset]):
    """What is auctioned: as in the room, with its rank and opening price."""

    id = serializers.CharField(source="pk")
    name = serializers.CharField()
    position = serializers.CharField()
    club = serializers.CharField()
    country = serializers.CharField()
    external_id = serializers.CharField()
    rank = serializers.IntegerField(allow_null=True)
    opening_price = serializers.IntegerField(allow_null=True, help_text="Null: that of the league's settings.")


class AssetPayloadSerializer(serializers.Serializer[Any]):
    """An asset as `asset_payload` shows it."""

    id = serializers.CharField()
    name = serializers.CharField()
    position = serializers.CharField(allow_null=True)
    club = serializers.CharField(allow_null=True)
    country = serializers.CharField(allow_null=True)
    external_id = serializers.CharField()


@extend_schema_field(OpenApiTypes.BINARY)
class _File(serializers.FileField):
    """A file of text in UTF-8, or a workbook."""


class FilesSent(serializers.ListField):
    """A file, or several that belong together, each as a part `file`: players that name teams by number, and these."""

    child = _File(max_length=200, allow_empty_file=True)

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(min_length=1, max_length=MOST_FILES, **kwargs)

    def to_internal_value(self, data: Any) -> list[Any]:
        """The files; one alone needn't be in a list."""
        files: list[Any] = super().to_internal_value(data if isinstance(data, list) else [data])
        return files


class AssetFileSerializer(serializers.Serializer[Any]):
    """A CSV or .xlsx, or a Football.TXT if its name ends in `.txt`; with `dry_run` it is only tried."""

    file = FilesSent()
    same = serializers.ListField(
        child=serializers.CharField(max_length=300),
        required=False,
        default=list,
        help_text="Answers to questions, each `key=external_id`: the row is this asset.",
    )
    another = serializers.ListField(
        child=serializers.CharField(max_length=150),
        required=False,
        default=list,
        help_text="Keys of questions whose row is a new asset.",
    )
    rest = serializers.ChoiceField(["", "same", "another"], default="", help_text="The answer to all other questions.")
    missing = serializers.ChoiceField(
        ["keep", "retire"], default="keep", help_text="What becomes of assets that are not in the file."
    )
    bring_back = serializers.BooleanField(default=False, help_text="Sell retired assets again that are in the file.")
    dry_run = serializers.BooleanField(default=False)

    def validate_same(self, same: list[str]) -> dict[str, str]:
        """The answers, external ids by keys."""
        parts = [text.partition("=") for text in same]
        if not all(all(each) for each in parts):
            raise ValidationError(_("Give each answer as key=external_id."))
        return {key: external_id for key, _, external_id in parts}

    def validate_file(self, files: list[Any]) -> Any:
        """Read at most what a list of assets can be."""
        try:
            source = join_uploaded(files)
        except ParseError as error:
            raise ValidationError(str(error).split("\n")) from error
        return source.name, source.text


class AssetCandidateSerializer(serializers.Serializer[Any]):
    """An asset that a row could be."""

    external_id = serializers.CharField()
    name = serializers.CharField()
    position = serializers.CharField()
    club = serializers.CharField()


class AssetQuestionSerializer(serializers.Serializer[Any]):
    """A row that could be one of the candidates, or another asset; answered in `same` or `another` by its key."""

    key = serializers.CharField()
    name = serializers.CharField(source="row.name")
    candidates = AssetCandidateSerializer(many=True)


class ImportReportSerializer(serializers.Serializer[Any]):
    """What the import did: external ids, in the order of the file."""

    created = serializers.ListField(child=serializers.CharField())
    changed = serializers.ListField(child=serializers.CharField())
    unchanged = serializers.ListField(child=serializers.CharField())
    listed = serializers.ListField(
        child=serializers.CharField(), help_text="Those that were known before, and are new on this list."
    )
    into = serializers.CharField(help_text="The list's name with its season.")
    missing = serializers.SerializerMethodField(help_text="Those on the list that aren't in the file.")
    retired = serializers.SerializerMethodField(help_text="Those in the file that are retired.")
    questions = AssetQuestionSerializer(many=True, help_text="With `dry_run`: what isn't answered yet.")
    upload = serializers.SerializerMethodField(help_text="The id of what was changed, by which it is taken back.")

    def get_missing(self, report: ListReport) -> list[str]:
        """External ids."""
        return [asset.external_id for asset in report.plan.missing]

    def get_retired(self, report: ListReport) -> list[str]:
        """External ids."""
        return [asset.external_id for asset in report.plan.retired]

    def get_upload(self, report: ListReport) -> str | None:
        """Nothing is kept of what was only tried, or changed nothing."""
        return str(report.upload.pk) if report.upload else None


class ListUploadSerializer(serializers.Serializer[ListUpload]):
    """A file for a league's own list, or an edit of one asset: `created` and `changed` count assets."""

    id = serializers.CharField(source="pk")
    name = serializers.CharField(source="file_name")
    by = serializers.SerializerMethodField()
    applied_at = serializers.DateTimeField()
    created = serializers.IntegerField()
    changed = serializers.IntegerField()
    taken_back_at = serializers.DateTimeField(allow_null=True)

    def get_by(self, upload: ListUpload) -> str | None:
        """The name of whoever did it; null: nobody of the league."""
        return upload.by.display_name if upload.by else None
