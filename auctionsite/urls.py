"""Every address of the site."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from auctionsite.health import health

handler403 = "auctionsite.errors.forbidden"
handler404 = "auctionsite.errors.not_found"
handler500 = "auctionsite.errors.server_error"

urlpatterns: list[URLPattern | URLResolver] = [
    path("admin/", admin.site.urls),
    path("api/health", health, name="health"),
    path("api/auth/", include("accounts.api.urls")),
    path("api/", include("auctions.api.urls")),
    path("", include("accounts.urls")),
    path("", include("leagues.urls")),
    path("", include("auctions.urls")),
]
