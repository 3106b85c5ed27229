"""People's choices of what they want to hear of."""

import pytest

from accounts.models import User
from leagues.models import League
from notices.choices import choices_of, choose, mail_every, stop_mails, who_wants
from notices.kinds import KINDS, NoticeChannel, NoticeKind, is_default
from notices.models import NoticeDelivery, NoticeReader
from tests.notices.news import tell

EMAIL, PAGE = NoticeChannel.EMAIL, NoticeChannel.PAGE
OFFERED = NoticeKind.TRADE_OFFERED
Every = NoticeReader.Every


def test_without_a_choice_it_is_as_the_kinds_say(max_: User) -> None:
    assert choices_of(max_) == {
        (kind, channel): is_default(kind, channel) for kind in KINDS for channel in NoticeChannel
    }
    assert mail_every(max_) is Every.HOUR


def test_choice_holds_and_can_be_changed(max_: User, mia: User) -> None:
    for wanted in (False, True, False):
        choose(max_, {(OFFERED, PAGE): True, (OFFERED, EMAIL): wanted}, Every.DAY)
        assert (choices_of(max_)[OFFERED, EMAIL], mail_every(max_)) == (wanted, Every.DAY)
    assert who_wants(OFFERED, EMAIL, [max_.pk, mia.pk]) == {mia.pk}


@pytest.mark.parametrize(
    ("wanted", "every", "left"), [(True, Every.DAY, 1), (False, Every.DAY, 0), (True, Every.NEVER, 0)]
)
def test_what_is_wanted_no_more_does_not_wait_any_longer(
    league: League, max_: User, wanted: bool, every: NoticeReader.Every, left: int
) -> None:
    tell(league, max_)
    choose(max_, {(OFFERED, EMAIL): wanted}, every)
    assert NoticeDelivery.objects.count() == left


def test_stop_drops_what_waits_and_leaves_others_alone(league: League, max_: User, mia: User) -> None:
    tell(league, max_, mia)
    stop_mails(max_.pk)
    assert mail_every(max_) is Every.NEVER
    assert NoticeDelivery.objects.get().notice.user == mia


def test_wish_of_a_later_release_counts_as_the_least(max_: User) -> None:
    NoticeReader.objects.create(user=max_, mail_every="moon")
    assert mail_every(max_) is Every.NEVER
