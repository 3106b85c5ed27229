"""The form by which a manager lets a bot bid for them."""

import pytest

from auctions.stand_ins.forms import StandInForm


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        ({"do": "save", "most": "1,000"}, {}),
        ({"do": "leave", "most": "5"}, {}),
        ({"do": "stop"}, {}),
        ({"do": "back", "most": ""}, {}),
        ({"do": "save", "most": ""}, {"most": ["Say up to how much the bot may bid."]}),
        ({"do": "save", "most": "0"}, {"most": ["Ensure this value is greater than or equal to 1."]}),
    ],
)
def test_an_amount_is_needed_where_a_bot_is_to_bid(data: dict[str, str], errors: dict[str, list[str]]) -> None:
    assert StandInForm(data, unit="£m", most=None).errors == errors


def test_what_was_said_is_shown_in_the_leagues_unit() -> None:
    form = StandInForm(None, unit="credits", most=40)
    assert form["most"].value() == 40
    assert "In credits." in form["most"].help_text
