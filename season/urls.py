"""The addresses of a season's pages, under `/leagues/<id>/season/`."""

from django.urls import path

from season.competitions import upload_views
from season.competitions import views as competitions_views
from season.standings import views as standings_views

urlpatterns = [
    path("", standings_views.standings, name="season"),
    path("fixtures/", standings_views.fixtures, name="season-fixtures"),
    path("managers/<int:member_id>/", standings_views.manager, name="season-manager"),
    path("assets/<int:asset_id>/", standings_views.asset, name="season-asset"),
    path("bargains/", standings_views.bargains, name="season-bargains"),
    path("manage/", competitions_views.manage, name="season-manage"),
    path("upload/", upload_views.upload, name="season-upload"),
    path("upload/<int:upload_id>/apply/", upload_views.apply, name="season-upload-apply"),
]
