"""The addresses of a season's HTTP calls, under `/api/leagues/<id>/`."""

from django.urls import path

from season.api import views

urlpatterns = [
    path("standings", views.StandingsView.as_view(), name="api-standings"),
    path("standings/together", views.TogetherView.as_view(), name="api-standings-together"),
    path("fixtures", views.FixturesView.as_view(), name="api-fixtures"),
    path("scores", views.ScoresView.as_view(), name="api-scores"),
]
