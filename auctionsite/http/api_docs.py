"""The OpenAPI document at `/api/schema/`, and a page to browse it at `/api/docs/`; both for everybody."""

from django.utils import translation
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.request import Request
from rest_framework.response import Response


class SchemaView(SpectacularAPIView):
    """YAML, or JSON by `Accept` or `?format=json`."""

    content_negotiation_class = DefaultContentNegotiation

    def _get_schema_response(self, request: Request) -> Response:
        """Whoever asks gets it in English, as the calls are."""
        with translation.override("en"):
            answer: Response = super()._get_schema_response(request)  # type: ignore[no-untyped-call] # not typed there
        return answer


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI from our own files; its start-up script is a file of its own, since the CSP forbids inline ones."""

    url_name = "api-schema"
