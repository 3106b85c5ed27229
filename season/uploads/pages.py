"""Uploads as the pages of a league and the admin show them, in the same way."""

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from auctionsite.http.confirmation import Question
from season.models import Upload


def question_of(upload: Upload, back: str) -> Question:
    """The question before an upload is taken back."""
    added, changed = _words(upload)
    follows = [
        *([added.format(number=upload.created)] if upload.created else []),
        *([changed.format(number=upload.changed)] if upload.changed else []),
        _("Points and standings are counted again."),
    ]
    return Question(
        title=_("Take back {upload}?").format(upload=upload.name_of_file or upload.get_kind_display()),
        follows=follows,
        button=_("Take back this upload"),
        back=back,
    )


def _words(upload: Upload) -> tuple[str, str]:
    """Return what becomes of what the upload added, and of what it changed."""
    if upload.kind == Upload.Kind.SCORES:
        return (
            ngettext("{number} score that it added goes.", "{number} scores that it added go.", upload.created),
            ngettext(
                "{number} score that it changed is as before.",
                "{number} scores that it changed are as before.",
                upload.changed,
            ),
        )
    return (
        ngettext("{number} fixture that it added goes.", "{number} fixtures that it added go.", upload.created),
        ngettext(
            "{number} fixture that it changed is as before.",
            "{number} fixtures that it changed are as before.",
            upload.changed,
        ),
    )
