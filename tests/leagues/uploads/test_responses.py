"""The lines to mend, as they are sent."""

import pytest
from django.http import Http404

from leagues.uploads.responses import mend_response
from season.models import Upload


def test_lines_to_mend_are_a_file_of_the_uploads_name() -> None:
    answer = mend_response(Upload(kind="scores", file_name="wöche.json", to_mend="[]"))
    assert answer["Content-Type"] == "application/json"
    assert "w%C3%B6che-to-mend.json" in answer["Content-Disposition"]
    with pytest.raises(Http404):
        mend_response(Upload(kind="scores", file_name="week.csv"))
    with pytest.raises(Http404):
        mend_response(None)
