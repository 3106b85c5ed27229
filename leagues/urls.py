"""Addresses of the pages of leagues."""

from django.urls import path

from leagues import views
from leagues.guide.views import show_guide
from leagues.invites import views as invites
from leagues.own_lists import asset_views
from leagues.own_lists import views as own_lists
from leagues.owners import views as owners
from leagues.pools.views import choose_pool
from leagues.targets import views as targets

urlpatterns = [
    path("help/", show_guide, name="help"),
    path("help/<slug:page>/", show_guide, name="help-page"),
    path("", views.my_leagues, name="my-leagues"),
    path("leagues/new/", views.new_league, name="new-league"),
    path("leagues/<uuid:league_id>/", views.league, name="league"),
    path("leagues/<uuid:league_id>/settings/", views.league_settings, name="league-settings"),
    path("leagues/<uuid:league_id>/pool/", choose_pool, name="choose-pool"),
    path("leagues/<uuid:league_id>/list/", own_lists.list_page, name="own-list"),
    path("leagues/<uuid:league_id>/list/list.csv", own_lists.export, name="own-list-export"),
    path("leagues/<uuid:league_id>/list/columns/", own_lists.ask_again, name="own-list-ask-again"),
    path("leagues/<uuid:league_id>/list/uploads/<int:upload_id>/", own_lists.upload_page, name="own-list-upload"),
    path("leagues/<uuid:league_id>/list/uploads/<int:upload_id>/to-mend/", own_lists.to_mend, name="own-list-to-mend"),
    path(
        "leagues/<uuid:league_id>/list/uploads/<int:upload_id>/take-back/",
        own_lists.take_back,
        name="own-list-take-back",
    ),
    path("leagues/<uuid:league_id>/list/add/", asset_views.add_page, name="own-list-add"),
    path("leagues/<uuid:league_id>/list/<int:asset_id>/", asset_views.asset_page, name="own-list-asset"),
    path("leagues/<uuid:league_id>/targets/", targets.targets_page, name="targets"),
    path("leagues/<uuid:league_id>/targets/targets.csv", targets.export, name="targets-export"),
    path("leagues/<uuid:league_id>/targets/<int:asset_id>/", targets.change_target, name="change-target"),
    path("leagues/<uuid:league_id>/members/<int:member_id>/", views.change_member, name="change-member"),
    path("leagues/<uuid:league_id>/members/<int:member_id>/owners/", owners.seat_owners, name="seat-owners"),
    path("join/seat/<str:code>/", owners.join_seat, name="join-seat"),
    path("join/", invites.join_by_code, name="join-by-code"),
    path("join/<str:code>/", invites.join, name="join"),
]
