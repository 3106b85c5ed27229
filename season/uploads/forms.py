"""The form to upload a file with."""

from django import forms

from season.models import Upload


class UploadForm(forms.Form):
    """A file, and what is in it."""

    kind = forms.ChoiceField(
        label="What is in it", choices=[(each.value, each.label) for each in reversed(Upload.Kind)]
    )
    file = forms.FileField(
        label="File", help_text="CSV, JSON (scores) or Football.TXT (fixtures), in UTF-8, 5 MB at most.", max_length=200
    )
