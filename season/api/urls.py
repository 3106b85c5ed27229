"""The addresses of a season's HTTP calls, under `/api/leagues/<id>/`."""

from django.urls import path

from season.api import views

urlpatterns = [
    path("standings", views.StandingsView.as_view(), name="api-standings"),
    path("fixtures", views.FixturesView.as_view(), name="api-fixtures"),
    path("scores", views.ScoresView.as_view(), name="api-scores"),
]
