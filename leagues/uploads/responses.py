"""The lines to mend as a response."""

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
