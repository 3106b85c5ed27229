"""The addresses of the leagues' HTTP calls, under `/api/`."""

from django.urls import path

from leagues.api import own_lists, owners, pools, targets, views

urlpatterns = [
    path("leagues/", views.LeaguesView.as_view(), name="api-leagues"),
    path("leagues/<uuid:league_id>/", views.LeagueView.as_view(), name="api-league"),
    path("leagues/<uuid:league_id>/join", views.JoinView.as_view(), name="api-league-join"),
    path("leagues/<uuid:league_id>/members", views.MembersView.as_view(), name="api-league-members"),
    path("leagues/<uuid:league_id>/members/<int:member_id>", views.MemberView.as_view(), name="api-league-member"),
    path(
        "leagues/<uuid:league_id>/members/<int:member_id>/owners",
        owners.OwnersView.as_view(),
        name="api-seat-owners",
    ),
    path(
        "leagues/<uuid:league_id>/members/<int:member_id>/owners/invitation",
        owners.InvitationView.as_view(),
        name="api-seat-invitation",
    ),
    path(
        "leagues/<uuid:league_id>/members/<int:member_id>/owners/<int:owner_id>",
        owners.OwnerView.as_view(),
        name="api-seat-owner",
    ),
    path("seats/join", owners.JoinSeatView.as_view(), name="api-seat-join"),
    path("leagues/<uuid:league_id>/pool", pools.PoolView.as_view(), name="api-league-pool"),
    path("leagues/<uuid:league_id>/lists", pools.ListsView.as_view(), name="api-league-lists"),
    path("leagues/<uuid:league_id>/assets", pools.LeagueAssetsView.as_view(), name="api-league-assets"),
    path("leagues/<uuid:league_id>/assets/import", own_lists.ImportView.as_view(), name="api-assets-import"),
    path("leagues/<uuid:league_id>/assets/uploads", own_lists.ListUploadsView.as_view(), name="api-list-uploads"),
    path(
        "leagues/<uuid:league_id>/assets/uploads/<int:upload_id>/take-back",
        own_lists.ListTakeBackView.as_view(),
        name="api-list-take-back",
    ),
    path("leagues/<uuid:league_id>/targets", targets.TargetsView.as_view(), name="api-targets"),
    path("leagues/<uuid:league_id>/targets.csv", targets.TargetsCsvView.as_view(), name="api-targets-table"),
    path("leagues/<uuid:league_id>/targets/<int:asset_id>", targets.TargetView.as_view(), name="api-target"),
    path("sports/", views.SportsView.as_view(), name="api-sports"),
    path("sports/<slug:key>/assets", views.AssetsView.as_view(), name="api-sport-assets"),
]
