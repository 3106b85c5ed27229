"""The texts of pages about uploads."""

from season.models import Upload
from season.uploads.pages import question_of


def test_the_question_counts_what_goes_and_what_is_as_before() -> None:
    question = question_of(Upload(kind="scores", file_name="week.csv", created=1, changed=22), "/back/")
    assert question.title == "Take back week.csv?"
    assert question.follows == [
        "1 score that it added goes.",
        "22 scores that it changed are as before.",
        "Points and standings are counted again.",
    ]
    assert question_of(Upload(kind="fixtures", created=2), "/").title == "Take back Fixtures?"
