"""Turns the service's refusals into answers: a status, and the one shape of errors."""

from rest_framework.response import Response

from auctionsite.http import errors
from rollouts.changes.services import FlagRefused, NeedsOverride
from rollouts.explain import representation

STATUS = {"invalid": 400, "forbidden": 403, "not_found": 404}
"""HTTP statuses by code; all others are 409: not now, not so."""


def refusal_response(refused: FlagRefused, *, by_flag: bool = False) -> Response:
    """Return the answer to a refusal; `by_flag`: mistakes stand under the name of their flag."""
    fields = {representation.api_name(column): [sentence] for column, sentence in refused.fields.items()}
    if isinstance(refused, NeedsOverride):
        fields = {"override": refused.cautions}
    shown = {refused.flag: fields} if by_flag and fields else fields
    return Response(errors.error_body(refused.code, refused.sentence, shown), STATUS.get(refused.code, 409))
