"""The field of forms in which people choose a file, or several that belong together."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.utils.translation import gettext as _

from leagues.files.formats.joining import MOST_FILES, join_contents, too_many_files
from leagues.files.formats.source import SourceFile
from leagues.files.limits import MOST_BYTES
from leagues.files.parse_errors import ParseError
from leagues.files.tables import read_bytes


def join_uploaded(files: Sequence["UploadedFile[Any]"]) -> SourceFile:
    """Return the file that some are together, such as fixtures with names of teams. Raises ParseError."""
    if sum(each.size or 0 for each in files) > MOST_BYTES and len(files) > 1:
        words = _("Together these files are larger than {megabytes} MB; choose fewer at a time.")
        raise ParseError([(1, words.format(megabytes=MOST_BYTES // 1024**2))])
    return join_contents([(each.name or "", read_bytes(each)) for each in files])


class FilesInput(forms.FileInput):
    """A choice of files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One file as it was sent; of several the one that they are together, such as fixtures with names of teams."""

    widget = FilesInput(attrs={"multiple": True})

    def clean(self, data: Any, initial: Any = None) -> "UploadedFile[Any]":
        """Raises ValidationError with what to do."""
        chosen: Sequence[Any] = data if isinstance(data, (list, tuple)) else [data]
        if len(chosen) > MOST_FILES:
            raise ValidationError(too_many_files())
        files: list[UploadedFile[Any]] = [super(FilesField, self).clean(each, initial) for each in chosen or [None]]
        if len(files) == 1:
            return files[0]
        try:
            joined = join_uploaded(files)
        except ParseError as error:
            raise ValidationError([sentence for _, sentence in error.problems]) from error
        return SimpleUploadedFile(joined.name, joined.text.encode())
