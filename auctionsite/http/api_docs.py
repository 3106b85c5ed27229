"""The OpenAPI document at `/api/schema/`, and a page to browse it at `/api/docs/`; both for everybody."""

from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView
from rest_framework.negotiation import DefaultContentNegotiation


class SchemaView(SpectacularAPIView):
    """YAML, or JSON by `Accept` or `?format=json`."""

    content_negotiation_class = DefaultContentNegotiation


class DocsView(SpectacularSwaggerSplitView):
    """Swagger UI from our own files; its start-up script is a file of its own, since the CSP forbids inline ones."""

    url_name = "api-schema"
