"""The form to upload a file with."""

from django import forms

from leagues.files.limits import LIMITS
from season.models import Upload
from season.uploads.fields import FilesField


class UploadForm(forms.Form):
    """A file, and what is in it."""

    kind = forms.ChoiceField(
        label="What is in it", choices=[(each.value, each.label) for each in reversed(Upload.Kind)]
    )
    file = FilesField(
        label="File",
        help_text=f"CSV, Excel (.xlsx), JSON or Football.TXT (fixtures), {LIMITS}. Files that need each other go "
        "together: choose both.",
        max_length=200,
    )
