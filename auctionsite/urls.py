"""Every address of the site."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from auctionsite.http.api_docs import DocsView, SchemaView
from auctionsite.web_app import views as web_app
from operations.health.views import HealthView
from operations.monitoring.client_errors import ClientErrorsView
from operations.monitoring.views import metrics
from operations.status_page import show_status
from rollouts.api.urls import ofrep_urlpatterns

admin.autodiscover()

handler400 = "auctionsite.http.errors.bad_request"
handler403 = "auctionsite.http.errors.forbidden"
handler404 = "auctionsite.http.errors.not_found"
handler500 = "auctionsite.http.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("metrics", metrics, name="metrics"),
    path("status/", show_status, name="status"),  # answered before it is looked for, by its middleware
    path("manifest.webmanifest", web_app.manifest, name="manifest"),
    path("worker.js", web_app.worker, name="worker"),
    path("offline/", web_app.offline, name="offline"),
    path("api/health", HealthView.as_view(), name="health"),
    path("api/client-errors", ClientErrorsView.as_view(), name="api-client-errors"),
    path("api/schema/", SchemaView.as_view(), name="api-schema"),
    path("api/docs/", DocsView.as_view(), name="api-docs"),
    path("api/", include("leagues.api.urls")),
    path("api/auth/", include("accounts.api.urls")),
    path("api/", include("auctions.api.urls")),
    path("api/", include("notices.api.urls")),
    path("api/leagues/<uuid:league_id>/", include("season.trades.api.urls")),
    path("api/leagues/<uuid:league_id>/", include("season.api.urls")),
    path("api/feature-flags/", include("rollouts.api.urls")),
    path("ofrep/v1/", include(ofrep_urlpatterns)),
    path("", include("accounts.urls")),
    path("", include("leagues.urls")),
    path("", include("notices.urls")),
    path("", include("auctions.urls")),
    path("leagues/<uuid:league_id>/season/", include("season.urls")),
    path("leagues/<uuid:league_id>/", include("season.trades.urls")),
]
