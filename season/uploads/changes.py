"""Rows that uploads replace, kept while they write: the same rows say later what taking one back restores."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef, Q, QuerySet

from season.models import Upload, UploadChange

_AT_A_TIME = 5_000


def keep_changes(changes: Iterable[UploadChange]) -> None:
    """Keep what an upload writes, in its transaction, which has locked the competition: so ids are in its order."""
    UploadChange.objects.bulk_create(changes, batch_size=_AT_A_TIME)


def later_uploads(upload: Upload) -> QuerySet[Upload]:
    """The uploads that wrote the same rows later, or into fixtures that this one made; newest first.

    Those which were taken back don't matter any more.
    """
    own = UploadChange.objects.filter(upload=upload, what=OuterRef("what"), name=OuterRef("name"))
    same = own.filter(Q(asset=OuterRef("asset")) | Q(what=UploadChange.What.FIXTURE))
    made = UploadChange.objects.filter(
        upload=upload, what=UploadChange.What.FIXTURE, before__isnull=True, name=OuterRef("name")
    )
    last = upload.changes.order_by("-id").values("id")[:1]
    later = UploadChange.objects.filter(
        Exists(same) | Exists(made),
        upload__competition=upload.competition_id,
        upload__status=Upload.Status.APPLIED,
        what__in=(UploadChange.What.FIXTURE, UploadChange.What.PERFORMANCE),
        id__gt=last,
    )
    return Upload.objects.filter(pk__in=later.values("upload")).order_by("-applied_at", "-pk")


def is_kept_whole(upload: Upload) -> bool:
    """True unless a release that kept no changes applied the upload."""
    return upload.changes.exists() or not (upload.created or upload.changed)
