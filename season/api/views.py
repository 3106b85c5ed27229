"""The HTTP calls of a season: parse, one service or query, the answer."""

from collections.abc import Sequence
from typing import IO, Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, ValidationError
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctionsite.http.openapi import call
from auctionsite.http.pagination import ListPagination, paginated_response
from leagues.api.views import DRY_RUN, member_of, read_dry_run, validated_body
from leagues.files.parse_errors import ParseError
from leagues.files.tables import read_bytes
from leagues.models import Member
from leagues.permissions import Action
from leagues.services import NotAllowed, require
from leagues.uploads.fields import join_uploaded
from season.api import examples, serializers
from season.fixtures.queries import choose_round, fixtures_by_date
from season.fixtures.services import FIXTURE_IMPORT
from season.league_seasons.queries import newest_season, season_in, seasons_of
from season.locks import CompetitionBusy, CompetitionNotFound
from season.models import Competition, LeagueSeason, Round
from season.scores.services import SCORE_IMPORT, ScoreReport
from season.standings import queries
from season.standings.together import SummedRow, sum_tables
from season.uploads.imports import FileImport, R, UploadReport

_CORRECTIONS = 200
_NO_STANDINGS: dict[str, Any] = {
    "competition": None,
    "round": None,
    "rounds": [],
    "counted_at": None,
    "counting": False,
    "rows": [],
}

_COMPETITION = OpenApiParameter(
    "competition", OpenApiTypes.STR, description="The key of one that the league follows; left out: the newest."
)
_ROUND = OpenApiParameter(
    "round", OpenApiTypes.STR, description="The id of a match day, 0 for fixtures without one; left out: the last."
)


class CompetitionUnavailable(APIException):
    """Somebody else changes the competition; nothing was changed."""

    status_code = 503
    default_code = "busy"


class NoCompetitionFollowed(APIException):
    """The league follows no such competition."""

    status_code = 409
    default_code = "follows_nothing"
    default_detail = gettext_lazy(
        "The league follows no competition yet; its commissioner chooses one on the season's page."
    )


class _Bytes(BaseParser):
    """The body as it is, up to what a file may have."""

    def parse(self, stream: IO[bytes], media_type: Any = None, parser_context: Any = None) -> Any:
        """Raises ValidationError for one that is too large."""
        try:
            return read_bytes(stream)
        except ParseError as error:
            raise _file_error(error) from error


class CsvParser(_Bytes):
    """A table."""

    media_type = "text/csv"


class JsonFileParser(_Bytes):
    """A list of objects, which the service reads: its problems name the line of each."""

    media_type = "application/json"


def _file_error(error: ParseError) -> ValidationError:
    return ValidationError({"file": str(error).split("\n")})


def manager_of(request: Request, league_id: UUID) -> Member:
    """The membership of whoever asks, a commissioner. Raises NotFound for outsiders, and PermissionDenied."""
    member = member_of(request, league_id)
    try:
        require(member, Action.MANAGE_SEASON)
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    return member


def season_of(request: Request, league_id: UUID) -> LeagueSeason | None:
    """Return the season that a call is about; None if the league follows nothing. Raises NotFound for other keys."""
    key = request.query_params.get("competition", "")
    if not key:
        return newest_season(league_id)
    season = None if "\0" in key else season_in(league_id, key)
    if season is None:
        raise NotFound(_("The league follows no competition of this key."))
    return season


def _round_of(request: Request, rounds: list[Round | None]) -> Round | None:
    try:
        return choose_round(rounds, request.query_params.get("round", ""))
    except LookupError as error:
        raise NotFound(_("There is no such match day; see `rounds` of the standings.")) from error


class StandingsView(APIView):
    """`leagues/{id}/standings`: where everybody stands."""

    @call(
        "leagues_standings",
        {200: (serializers.StandingsSerializer, examples.STANDINGS)},
        404,
        parameters=[_COMPETITION, _ROUND],
    )
    def get(self, request: Request, league_id: UUID) -> Response:
        """The standings of a league of mine, after its last match day or another.

        `points` are those of the match day, `total` those up to it. `counting`: new scores are being counted. The
        league's socket says `standings_changed` when they are.
        """
        member_of(request, league_id)
        season = season_of(request, league_id)
        if season is None:
            return Response(_NO_STANDINGS)
        rounds = queries.played_rounds(season)
        table = queries.standings_table(season, _round_of(request, rounds))
        content = {
            "competition": season.competition,
            "round": table.round,
            "rounds": [each for each in rounds if each is not None],
            "counted_at": table.counted_at,
            "counting": table.counting,
            "rows": table.rows,
        }
        return Response(serializers.StandingsSerializer(content).data)


class TogetherView(APIView):
    """`leagues/{id}/standings/together`: several competitions beside each other."""

    @call("leagues_standings_together", {200: (serializers.TogetherSerializer, examples.TOGETHER)}, 404)
    def get(self, request: Request, league_id: UUID) -> Response:
        """The standings of all competitions that a league of mine follows, beside each other and summed."""
        seasons = list(seasons_of(member_of(request, league_id).league))
        rows = sum_tables([queries.standings_table(season) for season in seasons])
        content = {
            "competitions": [season.competition for season in seasons],
            "rows": [_summed(row, [season.competition_id for season in seasons]) for row in rows],
        }
        return Response(serializers.TogetherSerializer(content).data)


def _summed(row: SummedRow, competitions: Sequence[int]) -> dict[str, Any]:
    parts = [
        {"competition": key, "position": each and each.position, "total": each and each.total}
        for key, each in zip(competitions, row.rows, strict=True)
    ]
    who = {"member": row.member.pk, "name": row.member.name, "team": row.member.team}
    return {**who, "position": row.position, "total": row.total, "parts": parts}


class FixturesView(APIView):
    """`leagues/{id}/fixtures`: what is played, and a file of it."""

    pagination_class = ListPagination
    parser_classes = [CsvParser, MultiPartParser]

    @call(
        "leagues_fixtures",
        {200: (serializers.FixtureSerializer(many=True), examples.FIXTURE)},
        404,
        parameters=[_COMPETITION],
    )
    def get(self, request: Request, league_id: UUID) -> Response:
        """The fixtures of the competition that a league of mine follows, by kick-off; those without a date last."""
        member_of(request, league_id)
        season = season_of(request, league_id)
        rows = fixtures_by_date(season.competition if season else None)
        answer: Response = paginated_response(request, rows, serializers.FixtureSerializer, "date", "pk")
        return answer

    @call(
        "leagues_fixtures_import",
        {200: (serializers.FixtureReportSerializer, examples.FIXTURE_REPORT)},
        400,
        403,
        404,
        409,
        request={"text/csv": OpenApiTypes.STR, "multipart/form-data": serializers.FilesSerializer},
        example=examples.FIXTURES_CSV,
        parameters=[_COMPETITION, DRY_RUN],
    )
    def post(self, request: Request, league_id: UUID) -> Response:
        """Make and change fixtures of the league's own competition, as a CSV says; see `docs/season.md`.

        As `multipart/form-data` the file has its own name, which says what it is, and files that need each other come
        together, each as `file`; what `teams.csv` said is remembered. All or nothing, and the same file again changes
        nothing. For commissioners.
        """
        report = _run(FIXTURE_IMPORT, request, league_id, "fixtures.csv")
        return Response({**report.ids(), "warnings": _warnings(report), "dry_run": read_dry_run(request)})


class ScoresView(APIView):
    """`leagues/{id}/scores`: what assets did."""

    parser_classes = [JsonFileParser, CsvParser, MultiPartParser]

    @call(
        "leagues_scores",
        {200: (serializers.ScoreReportSerializer, examples.SCORE_REPORT)},
        400,
        403,
        404,
        409,
        request={
            "application/json": serializers.ScoreSerializer(many=True),
            "text/csv": OpenApiTypes.STR,
            "multipart/form-data": serializers.FilesSerializer,
        },
        example=examples.SCORES,
        parameters=[_COMPETITION, DRY_RUN],
    )
    def post(self, request: Request, league_id: UUID) -> Response:
        """Keep what players did in fixtures of the league's own competition, from a CSV or JSON; see `docs/season.md`.

        As `multipart/form-data` it is one file or several, each as `file`. All or nothing: `fields.file` names each
        wrong line, and with `dry_run` nothing is changed. The same file again changes nothing; another one corrects,
        and what was there before is kept. Points and standings follow. For commissioners.
        """
        name = "scores.csv" if (request.content_type or "").startswith("text/csv") else "scores.json"
        report = _run(SCORE_IMPORT, request, league_id, name)
        return Response({**_score_report(report), "dry_run": read_dry_run(request)})


def _own_competition(request: Request, league_id: UUID) -> Competition:
    season = season_of(request, league_id)
    if season is None:
        raise NoCompetitionFollowed
    return season.competition


def _sent_file(request: Request, file_name: str) -> tuple[str, bytes]:
    """Return the name and the bytes of what was sent: the body, or one or more files as parts of it.

    An empty body isn't parsed. Raises ValidationError.
    """
    sent: Any = request.data
    if not (request.content_type or "").startswith("multipart/"):
        return file_name, sent if isinstance(sent, bytes) else b""
    files = validated_body(serializers.FilesSerializer, request)["file"]
    try:
        source = join_uploaded(files)
    except ParseError as error:
        raise _file_error(error) from error
    return source.name, source.text.encode()


def _run(file_import: FileImport[R], request: Request, league_id: UUID, file_name: str) -> R:
    """Import the body as a file of this name. Raises what REST framework answers with."""
    member = manager_of(request, league_id)
    competition = _own_competition(request, league_id)
    dry_run = read_dry_run(request)
    file_name, content = _sent_file(request, file_name)
    try:
        return file_import.run(member.user, competition, content, file_name, dry_run=dry_run)
    except ParseError as error:
        raise _file_error(error) from error
    except NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    except CompetitionNotFound as error:
        raise NotFound(_("The competition isn't there any more.")) from error
    except CompetitionBusy as error:
        raise CompetitionUnavailable(str(error)) from error


def _score_report(report: ScoreReport) -> dict[str, Any]:
    corrections = [
        {"line": row.line, "fixture": row.fixture, "asset": row.asset, "changes": row.change.differences()}
        for row in report.corrections()[:_CORRECTIONS]
    ]
    repeated = report.repeated[:_CORRECTIONS]
    return {**report.counts(), "repeated": repeated, "corrections": corrections, "warnings": _warnings(report)}


def _warnings(report: UploadReport) -> list[str]:
    words = _("line {line}: {sentence}")
    return [words.format(line=line, sentence=sentence) for line, sentence in report.warnings[:_CORRECTIONS]]
