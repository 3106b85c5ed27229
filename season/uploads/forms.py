"""The form to upload a file with."""

from django import forms

from leagues.files.limits import LIMITS
from leagues.uploads.fields import FilesField
from season.models import Upload


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
