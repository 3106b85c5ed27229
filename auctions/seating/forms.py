"""The form of a file, or pasted rows, that fill the table of seats."""

from typing import Any

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from leagues.files.limits import MOST_BYTES
from leagues.files.parse_errors import ParseError
from leagues.files.tables import check_text, decode, read_bytes

_LONGEST_PASTED = 200_000


class SeatFileForm(forms.Form):
    """A file, or rows from a spreadsheet. `cleaned_data` has its `text` and its `file_name`."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        required=False,
        max_length=200,
        help_text=format_lazy(gettext_lazy("CSV or Excel (.xlsx), {size} MB at most."), size=MOST_BYTES // 1024**2),
    )
    pasted = forms.CharField(
        label=gettext_lazy("Or paste rows from a spreadsheet"),
        required=False,
        max_length=_LONGEST_PASTED,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def clean(self) -> dict[str, Any]:
        """Read the file or the pasted lines; exactly one of the two must be given."""
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "").strip("\r\n")
        if bool(file) == bool(pasted.strip()):
            raise forms.ValidationError(_("Choose a file or paste rows, one of the two."))
        try:
            text = decode(read_bytes(file)) if file else check_text(pasted)
        except ParseError as error:
            self.add_error("file" if file else "pasted", [sentence for line, sentence in error.problems])
            return cleaned
        return {"text": text, "file_name": file.name if file else _("what you pasted")}
