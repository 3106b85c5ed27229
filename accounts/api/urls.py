"""The addresses of signing in over HTTP, under `/api/auth/`."""

from django.urls import path

from accounts.api import views

urlpatterns = [
    path("magic-link", views.MagicLinkView.as_view(), name="api-magic-link"),
    path("verify-magic-link", views.VerifyMagicLinkView.as_view(), name="api-verify-magic-link"),
    path("refresh", views.RefreshView.as_view(), name="api-refresh"),
    path("logout", views.LogoutView.as_view(), name="api-logout"),
    path("operator", views.OperatorView.as_view(), name="api-operator"),
    path("me", views.MeView.as_view(), name="api-me"),
]
