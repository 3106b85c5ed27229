"""The lines to mend as a response, and words that all pages of uploads share."""

from django.http import Http404, HttpResponse
from django.utils.http import content_disposition_header

from leagues.models import FileUpload
from leagues.uploads.mending import name_to_mend

_TYPES = {".json": "application/json", ".txt": "text/plain; charset=utf-8"}


def mend_response(upload: FileUpload | None) -> HttpResponse:
    """The lines of an upload that had something wrong, as a file. Raises Http404 if there are none."""
    if upload is None or not upload.to_mend:
        raise Http404("There are no lines to mend.")
    name = name_to_mend(upload.file_name, upload.to_mend)
    kind = _TYPES.get(name[name.rindex(".") :], "text/csv; charset=utf-8")
    answer = HttpResponse(upload.to_mend, content_type=kind)
    answer["Content-Disposition"] = content_disposition_header(True, name) or ""
    return answer


def counted_sentence(number: int, what: str, one: str, more: str) -> str:
    """Return how many there are and what becomes of them: `22 scores are as before.`; empty without any."""
    return f"{number} {what}{'' if number == 1 else 's'} {one if number == 1 else more}" if number else ""
