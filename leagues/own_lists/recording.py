"""One change at a time to a league's own list, and what each changed is kept, so that it can be taken back."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError
from django.utils.translation import gettext as _
from psycopg.errors import LockNotAvailable

from accounts.models import User
from auctionsite.numbers.writing import grouped
from auctionsite.postgresql import lock_limits
from leagues.models import AssetList, AssetPool, League, ListChange, ListUpload, Member, Sport
from leagues.own_lists.states import differences, states_of
from leagues.permissions import REASONS, Action
from leagues.services import NotAllowed, require

MOST_ASSETS = 10_000
"""On a league's own list, the retired too: so nobody waits long for another's."""
_AT_A_TIME = 1000


def too_long() -> str:
    """Return what is said of a list with more than `MOST_ASSETS`."""
    words = _("A league's own list has {most} at most; leave out those whom nobody would buy.")
    return words.format(most=grouped(MOST_ASSETS))


class ListBusy(Exception):
    """Somebody else changes a list of the sport right now, and has for longer than one waits."""

    def __init__(self) -> None:
        super().__init__(_("Another list is being worked on right now; nothing was done. Try again in a moment."))


def require_keeper(by: User | None, league: League) -> None:
    """Raises NotAllowed unless `by` is a commissioner of the league; None is somebody at the command line, who may."""
    if by is None:
        return
    member = Member.objects.filter(league=league, user=by, left_at=None).first()
    if member is None:
        raise NotAllowed(REASONS[Action.SEE_LEAGUE])
    require(member, Action.IMPORT_ASSETS)


def lock_own_list(league: League) -> League:
    """Return the league as it is now; nobody else changes its lists or makes an auction until the transaction ends.

    Raises ListBusy after 5 s.
    """
    try:
        lock_limits.wait_at_most(lock_limits.LIST_WAIT_MS)
        locked = League.lock(league.pk)
        Sport.lock(locked.sport_id)
    except OperationalError as error:
        if isinstance(error.__cause__, LockNotAvailable):
            raise ListBusy from error
        raise
    return locked


@contextmanager
def recording(upload: ListUpload) -> Iterator[None]:
    """Keep what becomes of the league's list meanwhile as the changes of an upload, which is saved."""
    league = upload.league
    lists = {*AssetList.objects.filter(league=league).values_list("pk", flat=True)}
    sold = AssetPool.objects.filter(league=league).values_list("asset_list", flat=True).first()
    before = states_of(league)
    yield
    changes = differences(before, states_of(league))
    ListChange.objects.bulk_create(
        (ListChange(upload=upload, asset_id=asset, before=old, after=new) for asset, old, new in changes),
        batch_size=_AT_A_TIME,
    )
    made = AssetList.objects.filter(league=league).exclude(pk__in=lists).first()
    if made is not None:
        upload.made_list, upload.sold_before_id = made, sold
        upload.save(update_fields=["made_list", "sold_before"])
