"""Limits of files are said alike on every page and in the docs."""

import re
from uuid import UUID

import pytest
from django.urls import reverse

from auctionsite.settings import BASE_DIR
from leagues.files.limits import LIMITS, MOST_BYTES, MOST_COLUMNS, MOST_ROWS, limits
from season.admin.uploads import AdminUploadForm
from season.uploads.forms import UploadForm


@pytest.mark.parametrize("form", [UploadForm, AdminUploadForm])
def test_forms_say_what_a_file_may_be(form: type[UploadForm | AdminUploadForm]) -> None:
    assert LIMITS in form().fields["file"].help_text


def test_readers_of_english_are_told_the_same_limits() -> None:
    assert limits() == LIMITS


def test_docs_say_the_same_limits_of_files() -> None:
    docs = [path.read_text(encoding="utf-8") for path in (BASE_DIR / "docs").glob("*.md")]
    said = {words for text in docs for words in re.findall(r"(\d+ MB and [\d,]+ rows)", text)}
    assert said == {LIMITS.removesuffix(" at most")} == {f"{MOST_BYTES // 1024**2} MB and {MOST_ROWS:,} rows"}
    assert any(f"{MOST_COLUMNS} columns" in text for text in docs)


def test_the_proxy_says_the_same_and_lets_such_a_file_in() -> None:
    proxy = (BASE_DIR / "ops" / "nginx" / "pass.conf").read_text(encoding="utf-8")
    said = re.findall(r"(\d+) MB at most", proxy)
    assert said == [str(MOST_BYTES // 1024**2)] * len(said) != []
    [let_in] = re.findall(r"client_max_body_size (\d+)m;", proxy)
    assert int(let_in) * 1024**2 > MOST_BYTES


UPLOADS = (
    reverse("season-upload", args=[UUID(int=1)]),
    reverse("season-upload-columns", args=[UUID(int=1), 7]),
    reverse("season-upload-apply", args=[UUID(int=1), 7]),
    reverse("own-list", args=[UUID(int=1)]),
    reverse("own-list-upload", args=[UUID(int=1), 7]),
    reverse("admin:season_competition_upload", args=[7]),
    reverse("admin:season_upload_apply", args=[7]),
    reverse("api-scores", args=[UUID(int=1)]),
    reverse("api-fixtures", args=[UUID(int=1)]),
    reverse("api-assets-import", args=[UUID(int=1)]),
)


@pytest.mark.parametrize("address", UPLOADS)
def test_the_proxy_waits_until_a_whole_season_is_read(address: str) -> None:
    proxy = (BASE_DIR / "ops" / "nginx" / "pass.conf").read_text(encoding="utf-8")
    [(pattern, block)] = re.findall(r"location ~ (\S*upload\S*) \{(.*?)\n\}", proxy, re.DOTALL)
    assert re.match(pattern, address)
    assert "proxy_read_timeout 60s;" in block
    assert not re.match(pattern, "/leagues/")
