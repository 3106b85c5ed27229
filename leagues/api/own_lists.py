"""The HTTP calls of leagues' own lists: a file for one, what was done to it, and taking that back."""

from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from rest_framework.exceptions import APIException, NotFound, PermissionDenied, ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from auctionsite.http.openapi import call
from auctionsite.http.pagination import ListPagination, paginated_response
from leagues import services
from leagues.api import examples, serializers
from leagues.api.views import member_of, validated_body
from leagues.assets.identity import ANOTHER, AnswerRefused
from leagues.files.parse_errors import ParseError
from leagues.imports.planning import Decisions, QuestionsOpen, Rest
from leagues.models import Member
from leagues.own_lists.importing import list_workflow
from leagues.own_lists.queries import past_uploads, upload_of
from leagues.own_lists.recording import ListBusy
from leagues.own_lists.taking_back import ListNotTakenBack, take_back_list
from leagues.permissions import Action


class ListUnavailable(APIException):
    """Somebody else changes a list; nothing was changed."""

    status_code = 503
    default_code = "busy"


class ImportView(APIView):
    """`leagues/{id}/assets/import`: a list of one's own to sell."""

    parser_classes = [MultiPartParser]

    @call(
        "leagues_assets_import",
        {200: (serializers.ImportReportSerializer, examples.REPORT)},
        400,
        403,
        404,
        request={"multipart/form-data": serializers.AssetFileSerializer},
    )
    def post(self, request: Request, league_id: UUID) -> Response:
        """Put the assets of a file on the league's own list, which it sells in place of its sport's from the first on.

        A CSV has a header with `name`, and `external_id`, `country`, `position`, `club`, `rank`, `opening_price` if you
        like. All or nothing; a file with mistakes changes nothing, and `fields.file` names each line. Without an
        `external_id` an asset is known by its name with all that the row says; where only a part agrees, nothing is
        changed, and `fields.same` names each question, until `same`, `another` or `rest` answers it. `upload` is
        what `assets/uploads/{id}/take-back` takes back; null: nothing was changed. For commissioners.
        """
        member = member_of(request, league_id)
        data = validated_body(serializers.AssetFileSerializer, request)
        name, text = data["file"]
        try:
            workflow = list_workflow(_decisions(data))
            report = workflow.run(member.user, member.league, text.encode(), name, dry_run=data["dry_run"])
        except services.NotAllowed as error:
            raise PermissionDenied(str(error)) from error
        except ListBusy as error:
            raise ListUnavailable(str(error)) from error
        except (QuestionsOpen, AnswerRefused) as error:
            raise ValidationError({"same": str(error).split("\n")}) from error
        except ParseError as error:
            raise ValidationError({"file": str(error).split("\n")}) from error
        return Response(serializers.ImportReportSerializer(report).data)


def _decisions(data: dict[str, Any]) -> Decisions:
    return Decisions(
        answers={**dict.fromkeys(data["another"], ANOTHER), **data["same"]},
        rest=Rest(data["rest"]),
        retire_missing=data["missing"] == "retire",
        bring_back=data["bring_back"],
    )


class ListNotTakenBackAnswer(APIException):
    """The change can't be taken back; the sentence says why."""

    status_code = 409
    default_code = ListNotTakenBack.code


def _keeper_of(request: Request, league_id: UUID) -> Member:
    """The membership of whoever asks, a commissioner. Raises NotFound for outsiders, and PermissionDenied."""
    member = member_of(request, league_id)
    try:
        services.require(member, Action.IMPORT_ASSETS)
    except services.NotAllowed as error:
        raise PermissionDenied(str(error)) from error
    return member


class ListUploadsView(APIView):
    """`leagues/{id}/assets/uploads`: what was done to the league's own list."""

    pagination_class = ListPagination

    @call(
        "leagues_assets_uploads",
        {200: (serializers.ListUploadSerializer(many=True), examples.LIST_UPLOAD)},
        403,
        404,
    )
    def get(self, request: Request, league_id: UUID) -> Response:
        """Files for the league's own list and edits of it, the newest first: for commissioners."""
        rows = past_uploads(_keeper_of(request, league_id).league)
        answer: Response = paginated_response(request, rows, serializers.ListUploadSerializer, "-applied_at", "-pk")
        return answer


class ListTakeBackView(APIView):
    """`leagues/{id}/assets/uploads/{id}/take-back`: the list as it was before."""

    @call(
        "leagues_assets_take_back",
        {200: (serializers.ListUploadSerializer, examples.LIST_UPLOAD)},
        403,
        404,
        409,
        request=None,
    )
    def post(self, request: Request, league_id: UUID, upload_id: int) -> Response:
        """Make the list again as it was before an upload or an edit, whole or not at all: for commissioners.

        409 `cannot_take_back`: assets of it have changed since, or an auction has one that it added.
        """
        member = _keeper_of(request, league_id)
        upload = upload_of(league_id, upload_id)
        if upload is None:
            raise NotFound(_("There is no such upload; see `assets/uploads`."))
        try:
            done = take_back_list(member.user, upload)
        except ListNotTakenBack as error:
            raise ListNotTakenBackAnswer(str(error)) from error
        except ListBusy as error:
            raise ListUnavailable(str(error)) from error
        return Response(serializers.ListUploadSerializer(done).data)
