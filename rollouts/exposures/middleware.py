"""Notes for whom the site failed: the user, the league and the auction of each request that was answered 5xx."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from rollouts.evaluation.types import BucketBy
from rollouts.exposures import recorder
from rollouts.exposures.outcomes import SERVER_ERROR


class FailureMiddleware:
    """Comes after the middleware that signs the user in, whom it asks for nothing then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Hand the request on, and look at the status of the answer."""
        response = self._get_response(request)
        if response.status_code >= 500:
            _note_failure(request)
        return response


def _note_failure(request: HttpRequest) -> None:
    named = request.resolver_match.kwargs if request.resolver_match else {}
    for kind, identifier in (
        (BucketBy.USER, request.user.pk if request.user.is_authenticated else None),
        (BucketBy.LEAGUE, named.get("league_id")),
        (BucketBy.AUCTION, named.get("auction_id")),
    ):
        if identifier is not None:
            recorder.note_failure(kind, str(identifier), SERVER_ERROR)
