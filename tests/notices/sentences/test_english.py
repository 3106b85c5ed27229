"""Sentences as they are stored, and the values that are found in them again."""

from notices.kinds import NoticeKind
from notices.sentences.english import BY_KIND, OUTBID, YOUR_TURN


def test_every_kind_has_its_sentences_but_what_commissioners_write() -> None:
    assert BY_KIND.keys() == {*NoticeKind} - {NoticeKind.LEAGUE_MESSAGE}


def test_values_are_found_in_what_was_told_and_in_nothing_else() -> None:
    values = {"what": "Ajax, at last {what}", "price": "£31m"}
    assert OUTBID.values_in(OUTBID.told(**values)) == values
    assert YOUR_TURN.values_in(YOUR_TURN.told()) == {}
    for other in ("You were outbid on Ajax.", f"So: {OUTBID.told(**values)}", ""):
        assert OUTBID.values_in(other) is None
