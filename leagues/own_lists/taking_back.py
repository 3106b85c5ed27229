"""Changes of a league's list are taken back: its assets become again what they were before, whole or not at all.

    1  not where an asset of it has changed since: what did that is named, and is taken back first
    2  not where an asset that it added is in an auction, or has scores: that one is retired, and stays
    3  a list that it made goes when nothing is on it, and the league sells what it sold before

Names that change by it are news for everybody, as all changes of names are.
"""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from accounts.models import User
from auctionsite.http.lists import listed
from auctionsite.text.isolates import isolated
from leagues.models import Asset, AssetList, AssetPool, ListUpload
from leagues.own_lists.queries import later_uploads
from leagues.own_lists.recording import lock_own_list, require_keeper
from leagues.own_lists.states import StateUnreadable, assets_in_use, new_assets, restore, states_of
from leagues.own_lists.wording import called
from leagues.uploads.records import save_taken_back

_NAMED = 5


class ListNotTakenBack(Exception):
    """The change can't be taken back now; the text says why, and what to do."""

    code = "cannot_take_back"


def take_back_list(by: User | None, upload: ListUpload) -> ListUpload:
    """Make the league's list again as it was before an upload or an edit; `by` is None at the command line.

    Raises NotAllowed, ListBusy and ListNotTakenBack.
    """
    require_keeper(by, upload.league)
    with transaction.atomic():
        league = lock_own_list(upload.league)
        upload.refresh_from_db()
        check_taking_back_list(upload)
        try:
            restore(league, list(upload.changes.all()), by)
        except StateUnreadable as error:
            raise ListNotTakenBack(_(_UNREADABLE)) from error
        save_taken_back(upload, by)
        _drop_empty_lists(upload)
    return upload


_UNREADABLE = gettext_noop(
    "What this replaced was kept by another release, which this one can't read. Upload a corrected file."
)


def check_taking_back_list(upload: ListUpload) -> None:
    """Raises ListNotTakenBack for a change that can't be taken back, as things are."""
    if upload.status == ListUpload.Status.TAKEN_BACK:
        raise ListNotTakenBack(_("This was taken back already."))
    if upload.status != ListUpload.Status.APPLIED:
        raise ListNotTakenBack(_("This upload was never applied, so there is nothing to take back."))
    later = list(later_uploads(upload)[: _NAMED + 1])
    if later:
        words = (
            _("Later changes are of the same assets. Take these back first, in this order: {names}, and others.")
            if len(later) > _NAMED
            else _("Later changes are of the same assets. Take these back first, in this order: {names}.")
        )
        raise ListNotTakenBack(words.format(names=", ".join(map(_dated, later[:_NAMED]))))
    changes = list(upload.changes.all())
    now = states_of(upload.league, [change.asset_id for change in changes])
    if different := [change.asset_id for change in changes if now.get(change.asset_id) != change.after]:
        words = _("{names} changed since in another way. Upload a corrected file.")
        raise ListNotTakenBack(words.format(names=_named(different)))
    try:
        used = assets_in_use(new_assets(changes))
    except (KeyError, TypeError) as error:
        raise ListNotTakenBack(_(_UNREADABLE)) from error
    if used:
        words = _("{names} is in an auction, or has scores, and would be lost there. Retire it instead.")
        raise ListNotTakenBack(words.format(names=_named([asset.pk for asset in used])))


def _dated(upload: ListUpload) -> str:
    name = called(upload) or _("upload")
    return _("{name} of {when}").format(name=name, when=f"{upload.created_at:%Y-%m-%d %H:%M}")


def _named(assets: list[int]) -> str:
    """Return what the assets are called, the first few."""
    names = [isolated(name) for name in Asset.objects.filter(pk__in=assets).values_list("name", flat=True)[:_NAMED]]
    more = len(assets) - len(names)
    return listed([*names, _("{number} more").format(number=more)] if more and names else names) or _("An asset")


def _drop_empty_lists(upload: ListUpload) -> None:
    """Take away the lists that uploads of the league made and on which nothing is left."""
    uploads = ListUpload.objects.filter(league=upload.league_id, status=ListUpload.Status.TAKEN_BACK)
    for maker in uploads.exclude(made_list=None).filter(made_list__entries=None):
        made = AssetList.objects.filter(pk__in=[maker.made_list_id])
        AssetPool.objects.filter(asset_list__in=made).update(asset_list=maker.sold_before_id)
        made.delete()
