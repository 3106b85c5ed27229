"""What pages say of uploads."""

import pytest
from django.http import Http404

from season.models import Upload
from season.uploads.pages import mend_response, question_of


def test_the_question_counts_what_goes_and_what_is_as_before() -> None:
    question = question_of(Upload(kind="scores", file_name="week.csv", created=1, changed=22), "/back/")
    assert question.title == "Take back week.csv?"
    assert question.follows == [
        "1 score that it added goes.",
        "22 scores that it changed are as before.",
        "Points and standings are counted again.",
    ]
    assert question_of(Upload(kind="fixtures", created=2), "/").title == "Take back Fixtures?"


def test_lines_to_mend_are_a_file_of_the_uploads_name() -> None:
    answer = mend_response(Upload(kind="scores", file_name="wöche.json", to_mend="[]"))
    assert answer["Content-Type"] == "application/json"
    assert "w%C3%B6che-to-mend.json" in answer["Content-Disposition"]
    with pytest.raises(Http404):
        mend_response(Upload(kind="scores", file_name="week.csv"))
    with pytest.raises(Http404):
        mend_response(None)
