"""The bodies that leagues' calls take."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from rest_framework.exceptions import ValidationError

from leagues.api.serializers import AssetFileSerializer, SettingsSerializer, merge_settings
from leagues.files.limits import MOST_BYTES
from leagues.settings.auction import AuctionSettings


def test_the_settings_of_the_document_are_those_that_there_are() -> None:
    assert SettingsSerializer().get_fields().keys() == AuctionSettings().to_json().keys()


def test_settings_are_merged_into_those_that_hold() -> None:
    assert merge_settings(AuctionSettings(budget=80), {"unit": "€"}) == AuctionSettings(budget=80, unit="€")


@pytest.mark.parametrize(
    ("given", "field"), [({"budget": "80"}, "budget"), ({"tempo": 1}, "tempo"), ({"slots_max": 2}, "slots_min")]
)
def test_a_wrong_setting_is_named(given: dict[str, Any], field: str) -> None:
    with pytest.raises(ValidationError) as caught:
        merge_settings(AuctionSettings(), given)
    detail: Any = caught.value.detail
    assert list(detail["settings"]) == [field]


@pytest.mark.parametrize("data", [[], "budget", 7])
def test_settings_are_an_object(data: Any) -> None:
    serializer = SettingsSerializer(data=data)
    with pytest.raises(ValidationError, match="Give an object with settings"):
        serializer.to_internal_value(data)


def test_a_file_is_its_name_and_its_text() -> None:
    serializer = AssetFileSerializer(data={"file": SimpleUploadedFile("a.csv", b"\xef\xbb\xbfname\nAjax\n")})
    assert serializer.is_valid()
    assert serializer.validated_data["file"] == ("a.csv", "name\nAjax\n")
    assert serializer.validated_data["dry_run"] is False


@pytest.mark.parametrize(
    ("content", "words"), [(b"\xff", "This is not UTF-8"), (b"x" * (MOST_BYTES + 1), "larger than 10 MB")]
)
def test_a_file_that_is_no_text_or_too_long_is_refused(content: bytes, words: str) -> None:
    serializer = AssetFileSerializer(data={"file": SimpleUploadedFile("a.csv", content)})
    assert not serializer.is_valid()
    assert words in str(serializer.errors["file"])
