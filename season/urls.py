"""The addresses of a season's pages, under `/leagues/<id>/season/`."""

from django.urls import path

from season.views import managing, standings, uploads

urlpatterns = [
    path("", standings.standings, name="season"),
    path("fixtures/", standings.fixtures, name="season-fixtures"),
    path("managers/<int:member_id>/", standings.manager, name="season-manager"),
    path("assets/<int:asset_id>/", standings.asset, name="season-asset"),
    path("bargains/", standings.bargains, name="season-bargains"),
    path("manage/", managing.manage, name="season-manage"),
    path("upload/", uploads.upload, name="season-upload"),
    path("upload/<int:upload_id>/apply/", uploads.apply, name="season-upload-apply"),
]
