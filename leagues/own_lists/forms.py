"""The forms of a league's own list: a file or pasted rows, what is decided of them, and one asset."""

from typing import Any

from django import forms
from django.utils.functional import lazy
from django.utils.text import format_lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from auctionsite.numbers.fields import WholeNumberField
from auctionsite.numbers.writing import grouped
from auctionsite.text.fields import TypedTextField
from auctionsite.text.isolates import isolated
from leagues.assets.identity import ANOTHER
from leagues.files.assets import HIGHEST_PRICE, LAST_RANK, LONGEST
from leagues.files.limits import MOST_BYTES
from leagues.files.parse_errors import ParseError
from leagues.files.tables import decode_asking, read_bytes
from leagues.imports.planning import Decisions, Rest, described
from leagues.models import Asset, ListEntry, Sport
from leagues.own_lists.importing import ListReport
from leagues.own_lists.pasted import as_table
from leagues.own_lists.recording import MOST_ASSETS
from leagues.uploads.fields import FilesField

QUESTIONS_SHOWN = 100
"""On a page; more are answered all alike."""
_SAME = "same:"
_ANOTHER = "another"


class BringListForm(forms.Form):
    """A file, or rows from a spreadsheet. `cleaned_data` has its `text`, its `file_name`, and `remarks` on it."""

    file = FilesField(
        label=_("File"),
        required=False,
        help_text=format_lazy(
            _("CSV, Excel (.xlsx), JSON or Football.TXT; {megabytes} MB and {rows} rows at most."),
            megabytes=MOST_BYTES // 1024**2,
            rows=lazy(grouped, str)(MOST_ASSETS),
        ),
        max_length=200,
    )
    pasted = forms.CharField(
        label=_("Or paste rows from a spreadsheet"),
        required=False,
        max_length=MOST_BYTES,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("One a line, with or without a first line that names the columns."),
    )

    def clean(self) -> dict[str, Any]:
        """Read the file or the pasted lines; exactly one of the two must be given."""
        cleaned = self.cleaned_data
        if self.errors:
            return cleaned
        file, pasted = cleaned.get("file"), cleaned.get("pasted", "").strip()
        if bool(file) == bool(pasted):
            raise forms.ValidationError(
                _("Choose a file, or paste some rows.") if not file else _("Choose a file or paste rows, and not both.")
            )
        try:
            if file:
                found = decode_asking(read_bytes(file))
                return {"text": found.text, "file_name": file.name, "remarks": [*map(str, found.questions)]}
            text, remarks = as_table(pasted)
        except ParseError as error:
            self.add_error("file" if file else "pasted", [sentence for _, sentence in error.problems])
            return cleaned
        return {"text": text, "file_name": "pasted.csv", "remarks": remarks}


class DecisionsForm(forms.Form):
    """A list's questions, and what becomes of what it doesn't have. `cleaned_data` has `decisions`."""

    retire_missing = forms.BooleanField(required=False)
    bring_back = forms.BooleanField(required=False)
    rest = forms.ChoiceField(
        label=_("All that you don't choose"),
        required=False,
        choices=[
            (Rest.ASK.value, _("I choose each")),
            (Rest.SAME.value, _("The same as the likeliest")),
            (Rest.ANOTHER.value, _("New")),
        ],
    )

    def __init__(self, report: ListReport, data: Any = None) -> None:
        """Begins with what is decided already; what isn't the case isn't asked."""
        super().__init__(data)
        plan, decided = report.plan, report.decisions
        questions = plan.resolution.questions
        self._questions = {f"question_{place}": question for place, question in enumerate(questions[:QUESTIONS_SHOWN])}
        self.initial = {
            "rest": decided.rest,
            "retire_missing": decided.retire_missing,
            "bring_back": decided.bring_back,
        }
        for name, question in self._questions.items():
            same = gettext("The same as {name}")
            choices = [
                (_SAME + candidate.external_id, same.format(name=isolated(described(candidate))))
                for candidate in question.candidates
            ]
            self.fields[name] = forms.ChoiceField(
                label=gettext("Who is {name}?").format(name=isolated(described(question.row))),
                required=False,
                choices=[("", gettext("Choose")), *choices, (_ANOTHER, gettext("Somebody new"))],
            )
            if (answer := decided.answers.get(question.key)) is not None:
                self.initial[name] = _SAME + answer if answer != ANOTHER else _ANOTHER
        gone, back = len(report.missing), len([asset for asset in plan.retired if not asset.shared])
        self.fields["retire_missing"].label = ngettext(
            "Sell the {number} no more that is not in it", "Sell the {number} no more that are not in it", gone
        ).format(number=gone)
        self.fields["bring_back"].label = ngettext(
            "Sell the {number} again that was retired", "Sell the {number} again that were retired", back
        ).format(number=back)
        self._drop(retire_missing=bool(gone) and not report.problems, bring_back=bool(back), rest=bool(questions))

    def _drop(self, **needed: bool) -> None:
        for name, is_needed in needed.items():
            if not is_needed:
                del self.fields[name]

    def clean(self) -> dict[str, Any]:
        """Put the answers together."""
        cleaned = self.cleaned_data
        given = {each.key: cleaned.get(name, "") for name, each in self._questions.items()}
        ids = {
            key: ANOTHER if value == _ANOTHER else value.removeprefix(_SAME) for key, value in given.items() if value
        }
        cleaned["decisions"] = Decisions(
            answers=ids,
            rest=Rest(cleaned.get("rest", "")),
            retire_missing=cleaned.get("retire_missing", False),
            bring_back=cleaned.get("bring_back", False),
        )
        return cleaned


class ListAssetForm(forms.Form):
    """One asset of a list: what is empty isn't known. `values()` is what is typed."""

    name = TypedTextField(label=_("Name"), max_length=LONGEST["name"])
    position = TypedTextField(
        label=_("Position"),
        required=False,
        max_length=LONGEST["position"],
        help_text=_("Or the set in which it comes up, such as Marquee."),
    )
    club = TypedTextField(label=_("Club"), required=False, max_length=LONGEST["club"])
    country = TypedTextField(
        label=_("Country"), required=False, max_length=LONGEST["country"], help_text=_("Three letters, such as ENG.")
    )
    rank = WholeNumberField(
        label=_("Rank"), required=False, min_value=1, max_value=LAST_RANK, help_text=_("1 is the strongest.")
    )
    opening_price = WholeNumberField(
        label=_("Opening price"),
        required=False,
        min_value=1,
        max_value=HIGHEST_PRICE,
        help_text=_("The least that its first bid must offer. Empty: the one of the league's settings."),
    )
    external_id = TypedTextField(
        label=_("Id in files"),
        required=False,
        max_length=LONGEST["external_id"],
        help_text=_("By which files know it. Leave it empty if yours have none."),
    )
    another = forms.BooleanField(label=_("Another one of this name"), required=False)

    def __init__(self, sport: Sport, entry: ListEntry | None, *args: Any, **kwargs: Any) -> None:
        """Leave out the club of an asset that is one itself; of the sport's asset only its place is editable."""
        super().__init__(*args, **kwargs)
        if sport.sells_clubs:
            del self.fields["club"]
        if entry is not None:
            del self.fields["another"]
            shown = entry.as_asset()
            self.initial = {name: getattr(shown, name) for name in self.fields}
            if shown.league_id is None:
                for name in ("name", "country", "external_id"):
                    self.fields[name].disabled = True

    def values(self, asset: Asset | None = None) -> dict[str, Any]:
        """Return all values of an asset; those without a field are as they are, or empty."""
        known = {"club": "" if asset is None else asset.club}
        return known | {name: value for name, value in self.cleaned_data.items() if name != "another"}
