"""Files into the league's own competition: choose one, see what it would change, apply it."""

from functools import partial
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.request_types import SignedInRequest
from auctionsite.http.confirmation import ask_first
from leagues.files.parse_errors import ParseError
from leagues.permissions import Action
from leagues.requests import member_or_404
from leagues.uploads.column_answers import forget_answers
from leagues.uploads.forms import ColumnsForm
from leagues.uploads.records import UploadNotFound
from leagues.uploads.responses import mend_response
from season import taking_back
from season.league_seasons.pages import Context, page_in_competition, render_page, season_or_404
from season.locks import CompetitionBusy, CompetitionNotFound
from season.models import LeagueSeason, Upload
from season.taking_back import CannotTakeBack, check_taking_back
from season.upload_kinds import LINES_SHOWN, ColumnsAsked, NamesAsked, apply_upload, preview_answered, preview_file
from season.uploads.forms import UploadForm
from season.uploads.pages import question_of
from season.uploads.queries import own_upload, past_uploads, upload_of_league

_UPLOADS_ON_A_PAGE = 20


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Choose a file, and see what it would change. Nothing is changed yet."""
    member = member_or_404(request, league_id, Action.MANAGE_SEASON)
    season = _own_season_or_404(request, league_id)
    form = UploadForm(request.POST or None, request.FILES or None)
    context: Context = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            preview = preview_file(request.user, season.competition, data["kind"], data["file"], data["file"].name)
            context["preview"] = preview
        except ColumnsAsked as asked:
            context |= {"asked": asked, "form": ColumnsForm(asked.questions)}
        except NamesAsked as error:
            context |= _names_asked(error)
        except ParseError as error:
            context |= {"problems": error.problems[:LINES_SHOWN], "problems_count": len(error.problems)}
        except CompetitionBusy as error:
            form.add_error(None, str(error))
        except CompetitionNotFound as error:
            raise Http404(_("The competition isn't there any more.")) from error
    if "preview" not in context:
        past = Paginator(past_uploads(season.competition), _UPLOADS_ON_A_PAGE)
        context["past"] = past.get_page(request.GET.get("page"))
    return render_page(request, member, season, "upload", context)


@login_required
@require_POST
def answer(request: SignedInRequest, league_id: UUID, upload_id: int) -> HttpResponse:
    """Say what columns of a waiting file mean, or whom its names do, and see what it would change."""
    member = member_or_404(request, league_id, Action.MANAGE_SEASON)
    season = _own_season_or_404(request, league_id)
    waiting = own_upload(request.user, league_id, upload_id)
    context: Context = {"form": UploadForm()}
    try:
        if waiting is None:
            raise UploadNotFound
        meant = dict(zip(request.POST.getlist("written"), request.POST.getlist("meant"), strict=False))
        context["preview"] = preview_answered(request.user, waiting, request.POST.dict(), meant)
    except ColumnsAsked as asked:
        context |= {"asked": asked, "form": ColumnsForm(asked.questions)}
    except NamesAsked as error:
        context |= _names_asked(error)
    except ParseError as error:
        context |= {"problems": error.problems[:LINES_SHOWN], "problems_count": len(error.problems)}
    except (CompetitionBusy, UploadNotFound) as error:
        messages.error(request, str(error))
        return redirect("season-upload", league_id)
    except CompetitionNotFound as error:
        raise Http404(_("The competition isn't there any more.")) from error
    return render_page(request, member, season, "upload", context)


@login_required
@require_POST
def ask_again(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Forget what was said of the columns of a kind of file, so that its next upload asks."""
    member_or_404(request, league_id, Action.MANAGE_SEASON)
    season = _own_season_or_404(request, league_id)
    signature = request.POST.get("signature", "")
    forget_answers(league_id, signature if signature.isalnum() else "")
    messages.success(request, _("Upload the file again, and we'll ask what its columns mean."))
    return redirect(page_in_competition(season.competition, league_id, "season-upload"))


@login_required
@require_POST
def apply(request: SignedInRequest, league_id: UUID, upload_id: int) -> HttpResponse:
    """Apply what was previewed, as things are now: all of it, or the lines that are right."""
    member_or_404(request, league_id, Action.MANAGE_SEASON)
    waiting = own_upload(request.user, league_id, upload_id)
    if waiting is None:
        messages.error(request, str(UploadNotFound()))
        return redirect("season-upload", league_id)
    page = partial(page_in_competition, waiting.competition, league_id)
    try:
        counts = apply_upload(request.user, waiting, good_lines="good_lines" in request.POST)
    except (ParseError, CompetitionBusy, UploadNotFound) as error:
        messages.error(request, str(error))
        return redirect(page("season-upload"))
    except CompetitionNotFound as error:
        raise Http404(_("The competition isn't there any more.")) from error
    waiting.refresh_from_db()
    words = _("Applied {file}: {created} new, {changed} changed, {unchanged} unchanged.")
    messages.success(request, words.format(file=waiting.file_name, **counts))
    if waiting.left_out:
        return redirect(page("season-upload"))  # which has the lines to mend
    return redirect(page("season" if waiting.kind == Upload.Kind.SCORES else "season-fixtures"))


@login_required
@require_GET
def to_mend(request: SignedInRequest, league_id: UUID, upload_id: int) -> HttpResponse:
    """Send the lines of a file that had something wrong, each with what, as a file to mend and upload."""
    member_or_404(request, league_id, Action.MANAGE_SEASON)
    return mend_response(upload_of_league(league_id, upload_id))


@login_required
@require_POST
def take_back(request: SignedInRequest, league_id: UUID, upload_id: int) -> HttpResponse:
    """Make everything again as it was before an upload; asked first."""
    member_or_404(request, league_id, Action.MANAGE_SEASON)
    chosen = upload_of_league(league_id, upload_id)
    if chosen is None:
        raise Http404(_("There is no such upload."))
    address = page_in_competition(chosen.competition, league_id, "season-upload")
    back = redirect(address)
    try:
        check_taking_back(chosen)
        if page := ask_first(request, question_of(chosen, address)):
            return page
        taking_back.take_back(request.user, chosen)
    except (CannotTakeBack, CompetitionBusy) as error:
        messages.error(request, str(error))
        return back
    except CompetitionNotFound as error:
        raise Http404(_("The competition isn't there any more.")) from error
    messages.success(request, _("Took back {upload}: everything is as before it.").format(upload=chosen.called))
    return back


def _names_asked(error: NamesAsked) -> Context:
    problems = {"problems": error.problems[:LINES_SHOWN], "problems_count": len(error.problems)}
    return {"names": error.names, "waiting": error.upload, **problems}


def _own_season_or_404(request: SignedInRequest, league_id: UUID) -> LeagueSeason:
    season = season_or_404(request, league_id)
    if season.competition.league_id != league_id:
        raise Http404(_("All leagues share this competition, so operators bring its fixtures and scores."))
    return season
