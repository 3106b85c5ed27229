"""Addresses of the pages of leagues."""

from django.urls import path

from leagues import views
from leagues.pools.views import choose_pool

urlpatterns = [
    path("", views.my_leagues, name="my-leagues"),
    path("leagues/new/", views.new_league, name="new-league"),
    path("leagues/<uuid:league_id>/", views.league, name="league"),
    path("leagues/<uuid:league_id>/settings/", views.league_settings, name="league-settings"),
    path("leagues/<uuid:league_id>/pool/", choose_pool, name="choose-pool"),
    path("leagues/<uuid:league_id>/members/<int:member_id>/", views.change_member, name="change-member"),
    path("join/", views.join_by_code, name="join-by-code"),
    path("join/<str:code>/", views.join, name="join"),
]
