"""What the pages of a league and the admin say of uploads in the same way."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from auctionsite.http.confirmation import Question
from season.models import Upload
from season.uploads.mending import name_to_mend

_TYPES = {".json": "application/json", ".txt": "text/plain; charset=utf-8"}


def question_of(upload: Upload, back: str) -> Question:
    """The question before an upload is taken back."""
    what = {Upload.Kind.SCORES: "score", Upload.Kind.FIXTURES: "fixture"}[Upload.Kind(upload.kind)]
    follows = [
        _count(upload.created, what, "that it added goes.", "that it added go."),
        _count(upload.changed, what, "that it changed is as before.", "that it changed are as before."),
        "Points and standings are counted again.",
    ]
    return Question(
        title=f"Take back {upload.file_name or upload.get_kind_display()}?",
        follows=[sentence for sentence in follows if sentence],
        button="Take back this upload",
        back=back,
    )


def mend_response(upload: Upload | None) -> HttpResponse:
    """The lines of an upload that had something wrong, as a file. Raises Http404 if there are none."""
    if upload is None or not upload.to_mend:
        raise Http404("There are no lines to mend.")
    name = name_to_mend(upload.file_name, upload.to_mend)
    kind = _TYPES.get(name[name.rindex(".") :], "text/csv; charset=utf-8")
    answer = HttpResponse(upload.to_mend, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


def _count(number: int, what: str, one: str, more: str) -> str:
    return f"{number} {what}{'' if number == 1 else 's'} {one if number == 1 else more}" if number else ""
