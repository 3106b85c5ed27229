"""The link that stops mails."""

from django.core import signing

from notices.stop_links import stop_link, user_of_token


def test_link_is_for_the_person_it_was_made_for() -> None:
    assert user_of_token(stop_link(7).split("/")[-2]) == 7


def test_no_other_link_stops_anything() -> None:
    for token in ("", "7", "x:y:z", signing.dumps(7), signing.dumps("x", salt="notices.stop")):
        assert user_of_token(token) is None
