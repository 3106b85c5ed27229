"""The form that asks about the columns of a file."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext as _

from leagues.files.own_columns.columns import ColumnQuestion


class ColumnsForm(forms.Form):
    """One choice for each question about the columns of a file; the likeliest is chosen already."""

    def __init__(self, questions: Sequence[ColumnQuestion], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in questions:
            asked = question.label.endswith("?")
            label = question.label if asked else _("Which column has {label}?").format(label=question.label)
            needed = all(value for value, _ in question.choices)
            self.fields[question.field] = forms.ChoiceField(label=label, choices=question.choices, required=needed)
