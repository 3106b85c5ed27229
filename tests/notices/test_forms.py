"""The form of choices."""

import pytest

from accounts.models import User
from notices.forms import NoticeChoicesForm
from notices.kinds import KINDS, NoticeChannel, NoticeKind

pytestmark = pytest.mark.django_db


def test_it_has_a_box_for_every_kind_and_channel(max_: User) -> None:
    rows = NoticeChoicesForm(user=max_).rows()
    assert [label for label, _ in rows] == [spec.label for spec in KINDS.values()]
    assert {len(boxes) for _, boxes in rows} == {len(NoticeChannel)}


def test_what_is_ticked_is_chosen_and_nothing_else(max_: User) -> None:
    form = NoticeChoicesForm({"mail_every": "day", "trade_offered-email": "on"}, user=max_)
    assert form.is_valid()
    assert [key for key, wanted in form.chosen().items() if wanted] == [(NoticeKind.TRADE_OFFERED, NoticeChannel.EMAIL)]
    assert not NoticeChoicesForm({"mail_every": "moon"}, user=max_).is_valid()
