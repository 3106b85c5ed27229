"""The form of the page of messages."""

import pytest

from auctions.talk.forms import TalkForm


@pytest.mark.parametrize(
    ("sent", "fine"),
    [
        ({"do": "remove", "message": "7"}, True),
        ({"do": "off"}, True),
        ({"do": "remove", "message": "x"}, False),
        ({"do": "remove", "message": str(2**70)}, False),
        ({"do": "dance"}, False),
        ({}, False),
    ],
)
def test_a_button_of_the_page_is_taken_and_nothing_else(sent: dict[str, str], fine: bool) -> None:
    assert TalkForm(sent).is_valid() is fine
