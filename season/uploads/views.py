"""Files into the league's own competition: choose one, see what it would change, apply it."""

from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from accounts.request_types import SignedInRequest
from leagues.files.parse_errors import ParseError
from leagues.permissions import Action
from leagues.requests import member_or_404
from season.league_seasons.pages import Context, render_page, season_or_404
from season.locks import CompetitionBusy, CompetitionNotFound
from season.models import LeagueSeason, Upload
from season.upload_kinds import LINES_SHOWN, apply_upload, preview_file
from season.uploads.forms import UploadForm
from season.uploads.queries import own_upload
from season.uploads.records import UploadNotFound


@login_required
@require_http_methods(["GET", "POST"])
def upload(request: SignedInRequest, league_id: UUID) -> HttpResponse:
    """Choose a file, and see what it would change. Nothing is changed yet."""
    member = member_or_404(request, league_id, Action.MANAGE_SEASON)
    season = _own_season_or_404(league_id)
    form = UploadForm(request.POST or None, request.FILES or None)
    context: Context = {"form": form}
    if request.method == "POST" and form.is_valid():
        try:
            data = form.cleaned_data
            preview = preview_file(request.user, season.competition, data["kind"], data["file"], data["file"].name)
            context["preview"] = preview
        except ParseError as error:
            context |= {"problems": error.problems[:LINES_SHOWN], "problems_count": len(error.problems)}
        except CompetitionBusy as error:
            form.add_error(None, str(error))
        except CompetitionNotFound as error:
            raise Http404("The competition isn't there any more.") from error
    return render_page(request, member, season, "upload", context)


@login_required
@require_POST
def apply(request: SignedInRequest, league_id: UUID, upload_id: int) -> HttpResponse:
    """Apply what was previewed, as things are now."""
    member_or_404(request, league_id, Action.MANAGE_SEASON)
    waiting = own_upload(request.user, league_id, upload_id)
    if waiting is None:
        messages.error(request, str(UploadNotFound()))
        return redirect("season-upload", league_id)
    try:
        counts = apply_upload(request.user, waiting)
    except (ParseError, CompetitionBusy, UploadNotFound) as error:
        messages.error(request, str(error))
        return redirect("season-upload", league_id)
    except CompetitionNotFound as error:
        raise Http404("The competition isn't there any more.") from error
    words = f"{counts['created']} new, {counts['changed']} changed, {counts['unchanged']} unchanged"
    messages.success(request, f"Applied {waiting.file_name}: {words}.")
    return redirect("season" if waiting.kind == Upload.Kind.SCORES else "season-fixtures", league_id)


def _own_season_or_404(league_id: UUID) -> LeagueSeason:
    season = season_or_404(league_id)
    if season.competition.league_id != league_id:
        raise Http404("All leagues share this competition, so operators bring its fixtures and scores.")
    return season
