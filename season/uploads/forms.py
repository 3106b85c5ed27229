"""The form to upload a file with."""

from django import forms
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from leagues.files.limits import limits
from leagues.uploads.fields import FilesField
from season.models import Upload


class UploadForm(forms.Form):
    """A file, and what is in it."""

    kind = forms.ChoiceField(
        label=gettext_lazy("What is in it"), choices=[(each.value, each.label) for each in reversed(Upload.Kind)]
    )
    file = FilesField(
        label=gettext_lazy("File"),
        help_text=format_lazy(
            gettext_lazy(
                "CSV, Excel (.xlsx), JSON or Football.TXT (fixtures), {limits}. Files that need each other go "
                "together: choose both."
            ),
            limits=lazy(limits, str)(),
        ),
        max_length=200,
    )
