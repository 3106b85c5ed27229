"""The addresses of the HTTP calls of notices, under `/api/`."""

from django.urls import path

from notices.api import views

urlpatterns = [
    path("notices/", views.NoticesView.as_view(), name="api-notices"),
    path("notices/choices", views.NoticeChoicesView.as_view(), name="api-notice-choices"),
    path("leagues/<uuid:league_id>/messages", views.LeagueMessageView.as_view(), name="api-league-message"),
]
