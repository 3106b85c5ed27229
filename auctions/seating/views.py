"""The page on which a commissioner says what seats begin with: a row for each manager, saved as a whole."""

from collections.abc import Sequence
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.contrib import messages as notes
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop
from django.views.decorators.http import require_http_methods

from accounts.models import User
from accounts.sent_forms import once
from auctions import access, engine
from auctions.access import Admission, AdmissionDenied
from auctions.publish import messages
from auctions.publish.names import DisplayNames, names_in
from auctions.publish.obstacles import obstacles_to
from auctions.rules.codes import Code
from auctions.rules.commands import ChangeSeats, SeatTerms
from auctions.rules.powers.seat_table import refusals
from auctions.rules.state import AuctionState, AuctionStatus
from auctions.seating import filling
from auctions.seating.files import COLUMNS, read_seats
from auctions.seating.forms import SeatFileForm
from auctions.seating.typed import Problem, TableUnreadable, TypedKeeper, TypedSeat, read_table
from auctionsite.http.lists import listed
from auctionsite.text.isolates import isolated
from leagues.permissions import Action, refusal

EMPTY_ROWS = 2
"""For keepers, below those that there are."""
_NOT_SAVED = gettext_noop("Look it over, then save it.")


@login_required
@require_http_methods(["GET", "POST"])
@once
def seat_table(request: HttpRequest, auction_id: UUID) -> HttpResponse:
    """Show the table, fill it, or save it, as the button says. Nothing is changed but by *Save*."""
    admission = _admit_commissioner(request, auction_id)
    state = engine.read(auction_id)
    if state.auction.status is not AuctionStatus.WAITING:
        notes.error(request, _("Budgets, rosters and keepers are set before the auction begins."))
        return redirect("auction", auction_id)
    names = names_in(state)
    page = _Page(request, admission, state, names)
    match request.POST.get("do", ""):
        case "save":
            return page.take_table()
        case "more":
            return page.show(_typed_rows(request, state), more=10)
        case "settings":
            return page.show(filling.from_settings(state), note=" ".join([_("As the settings say."), _(_NOT_SAVED)]))
        case "last":
            return page.fill_from_last_auction()
        case "file":
            return page.fill_from_file()
    return page.show(filling.as_it_is(state, names))


def _admit_commissioner(request: HttpRequest, auction_id: UUID) -> Admission:
    admission = access.admit(auction_id, request.user if isinstance(request.user, User) else None)
    if isinstance(admission, AdmissionDenied):
        raise Http404
    if reason := refusal(admission.actor.role, Action.CONDUCT_AUCTION):
        raise PermissionDenied(reason)
    return admission


class _Page:
    """The page of one request."""

    def __init__(self, request: HttpRequest, admission: Admission, state: AuctionState, names: DisplayNames) -> None:
        self.request = request
        self.admission = admission
        self.state = state
        self.names = names

    def take_table(self) -> HttpResponse:
        rows = _typed_rows(self.request, self.state)
        try:
            terms = read_table(rows, filling.lots_by_name(self.state, self.names))
        except TableUnreadable as error:
            return self.show(rows, problems=error.problems)
        if problems := self._refused(terms):
            return self.show(rows, problems=problems)
        command = ChangeSeats(actor=self.admission.actor, seats=terms)
        try:
            [outcome] = engine.execute(self.admission.auction.pk, command)
        except engine.AuctionBusy:
            return self.show(rows, problems=[Problem(None, messages.short_sentence(Code.BUSY))])
        if not outcome.ok:  # somebody else was quicker
            return self.show(rows, problems=[Problem(None, self._sentence(outcome.code, outcome.facts))])
        notes.success(self.request, _("Saved. Everybody in the room sees it."))
        return redirect("auction-seats", self.admission.auction.pk)

    def fill_from_last_auction(self) -> HttpResponse:
        rows, gone = filling.from_last_auction(self.admission.auction.league_id, self.state, self.names)
        if not any(row.keepers for row in rows):
            now = filling.as_it_is(self.state, self.names)
            return self.show(now, note=_("Nobody owns anything that is for sale here from an auction before."))
        note = [_("As the last auction left it.")]
        if gone:
            missing = listed(isolated(name) for name in gone)
            note.append(_("Not for sale here, so not kept: {names}.").format(names=missing))
        return self.show(rows, note=" ".join([*note, _("Take out what isn't kept."), _(_NOT_SAVED)]))

    def fill_from_file(self) -> HttpResponse:
        now = filling.as_it_is(self.state, self.names)
        form = SeatFileForm(self.request.POST, self.request.FILES)
        if not form.is_valid():
            return self.show(now, form=form)
        managers = {self.names.participant_name(seat): seat for seat in self.state.participants}
        try:
            rows = read_seats(form.cleaned_data["text"], managers, {row.participant: row for row in now})
            terms = read_table(rows, filling.lots_by_name(self.state, self.names))
        except TableUnreadable as error:
            return self.show(now, problems=error.problems, form=form, of_file=True)
        read = _("Read from {file}.").format(file=isolated(form.cleaned_data["file_name"]))
        note = f"{read} {_(_NOT_SAVED)}"
        return self.show(rows, problems=self._refused(terms), note=note)

    def show(
        self,
        rows: Sequence[TypedSeat],
        *,
        problems: Sequence[Problem] = (),
        note: str = "",
        more: int = 0,
        form: SeatFileForm | None = None,
        of_file: bool = False,
    ) -> HttpResponse:
        """The page with these rows; problems stand beside their rows, those of a file above all."""
        settings = self.state.auction.settings
        context = {
            "auction": self.admission.auction,
            "league": self.admission.auction.league,
            "settings": settings,
            "rows": [self._row(row, [] if of_file else problems, more) for row in rows],
            "problems": [each for each in problems if of_file or each.participant is None],
            "wrong": len(problems),
            "note": note,
            "obstacles": obstacles_to(self.state, self.names) if not (note or problems) else [],
            "assets": filling.names_to_choose(self.names),
            "form": form or SeatFileForm(),
            "columns": ", ".join(COLUMNS),
        }
        return render(self.request, "auctions/seats.html", context)

    def _row(self, row: TypedSeat, problems: Sequence[Problem], more: int) -> dict[str, Any]:
        blank = TypedKeeper("", "")
        filled = [each for each in row.keepers if each.name or each.price]
        return {
            "typed": row,
            "name": self.names.participant_name(row.participant),
            "member": self.state.participants[row.participant].member,
            "owners": [*self.names.owners.get(row.participant, {}).values()][1:],
            "keepers": [*filled, *[blank] * (EMPTY_ROWS + more)],
            "problems": [each.sentence for each in problems if each.participant == row.participant],
        }

    def _refused(self, terms: Sequence[SeatTerms]) -> list[Problem]:
        """Return what the rules say against a table: of each row, and of all together."""
        return [
            Problem(seat, self._sentence(rejection.code, dict(rejection.facts)))
            for seat, rejection in refusals(self.state, terms)
        ]

    def _sentence(self, code: Code, facts: dict[str, Any]) -> str:
        return messages.outcome_sentence(code, facts, self.names)


def _typed_rows(request: HttpRequest, state: AuctionState) -> list[TypedSeat]:
    """The rows as they were sent; seats that came meanwhile aren't in it, and stay as they are."""
    posted = request.POST
    return [
        TypedSeat(
            seat,
            posted[f"budget-{seat}"],
            posted.get(f"least-{seat}", ""),
            posted.get(f"most-{seat}", ""),
            tuple(
                TypedKeeper(name, price)
                for name, price in zip_longest(
                    posted.getlist(f"keeper-{seat}"), posted.getlist(f"price-{seat}"), fillvalue=""
                )
            ),
        )
        for seat in state.participants
        if f"budget-{seat}" in posted
    ]
