"""The addresses of a season's pages, under `/leagues/<id>/season/`."""

from django.urls import path

from season.fixtures import views as fixtures
from season.league_seasons import views as league_seasons
from season.scores import views as scores
from season.standings import views as standings
from season.uploads import views as uploads

urlpatterns = [
    path("", standings.standings, name="season"),
    path("together/", standings.together, name="season-together"),
    path("fixtures/", fixtures.fixtures, name="season-fixtures"),
    path("fixtures/<int:fixture_id>/retire/", fixtures.retire, name="season-retire"),
    path("managers/<int:member_id>/", standings.manager, name="season-manager"),
    path("assets/<int:asset_id>/", scores.asset, name="season-asset"),
    path("bargains/", standings.bargains, name="season-bargains"),
    path("manage/", league_seasons.manage, name="season-manage"),
    path("upload/", uploads.upload, name="season-upload"),
    path("upload/columns/", uploads.ask_again, name="season-upload-ask-again"),
    path("upload/<int:upload_id>/columns/", uploads.answer, name="season-upload-columns"),
    path("upload/<int:upload_id>/apply/", uploads.apply, name="season-upload-apply"),
    path("upload/<int:upload_id>/to-mend/", uploads.to_mend, name="season-upload-to-mend"),
    path("upload/<int:upload_id>/take-back/", uploads.take_back, name="season-upload-take-back"),
]
