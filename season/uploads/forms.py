"""The form to upload a file with."""

from collections.abc import Sequence
from typing import Any

from django import forms

from leagues.files.limits import LIMITS
from leagues.files.own_columns.columns import ColumnQuestion
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


class ColumnsForm(forms.Form):
    """One choice for each question about the columns of a file; the likeliest is chosen already."""

    def __init__(self, questions: Sequence[ColumnQuestion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            label = question.label if question.label.endswith("?") else f"Which column has {question.label}?"
            needed = all(value for value, _ in question.choices)
            self.fields[question.field] = forms.ChoiceField(label=label, choices=question.choices, required=needed)
