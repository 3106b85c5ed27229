"""The addresses of the auction's HTTP calls, under `/api/`."""

from django.urls import path

from auctions.api import dates, empty_seats, exports, lots, new_settings, seats, stand_ins, talk, views

urlpatterns = [
    path("leagues/<uuid:league_id>/auction/start", views.StartView.as_view(), name="api-auction-start"),
    path("leagues/<uuid:league_id>/date", dates.LeagueDateView.as_view(), name="api-league-date"),
    path("leagues/<uuid:league_id>/date/answer", dates.DateAnswerView.as_view(), name="api-league-date-answer"),
    path("auction/<uuid:auction_id>/", views.AuctionView.as_view(), name="api-auction"),
    path("auction/<uuid:auction_id>/events", views.EventsView.as_view(), name="api-auction-events"),
    path("auction/<uuid:auction_id>/lots", lots.LotsView.as_view(), name="api-auction-lots"),
    path("auction/<uuid:auction_id>/begin", views.BeginView.as_view(), name="api-auction-begin"),
    path("auction/<uuid:auction_id>/bids", views.BidsView.as_view(), name="api-auction-bids"),
    path("auction/<uuid:auction_id>/commands", views.CommandsView.as_view(), name="api-auction-commands"),
    path("auction/<uuid:auction_id>/seats", seats.SeatsView.as_view(), name="api-auction-seats"),
    path("auction/<uuid:auction_id>/settings", new_settings.NewSettingsView.as_view(), name="api-auction-new-settings"),
    path(
        "auction/<uuid:auction_id>/seats/<int:participant>/bot",
        empty_seats.EmptySeatView.as_view(),
        name="api-auction-seat-bot",
    ),
    path("auction/<uuid:auction_id>/stand-in", stand_ins.StandInView.as_view(), name="api-stand-in"),
    path("auction/<uuid:auction_id>/preview", views.PreviewView.as_view(), name="api-auction-preview"),
    path("auction/<uuid:auction_id>/messages", talk.MessagesView.as_view(), name="api-messages"),
    path("auction/<uuid:auction_id>/messages.csv", talk.MessagesCsvView.as_view(), name="api-messages-table"),
    path("auction/<uuid:auction_id>/messages/<int:message_id>", talk.MessageView.as_view(), name="api-message"),
    path("auction/<uuid:auction_id>/results.csv", exports.ResultsCsvView.as_view(), name="api-auction-results"),
    path(
        "auction/<uuid:auction_id>/results.jsonl", exports.ResultsLinesView.as_view(), name="api-auction-results-lines"
    ),
    path("auction/<uuid:auction_id>/rosters.csv", exports.RostersCsvView.as_view(), name="api-auction-rosters"),
    path(
        "auction/<uuid:auction_id>/rosters.jsonl", exports.RostersLinesView.as_view(), name="api-auction-rosters-lines"
    ),
    path("auction/<uuid:auction_id>/journal.csv", exports.JournalCsvView.as_view(), name="api-auction-journal-table"),
    path("auction/<uuid:auction_id>/journal.jsonl", exports.JournalView.as_view(), name="api-auction-journal"),
    path("auction/<uuid:auction_id>/proof.jsonl", exports.ProofView.as_view(), name="api-auction-proof"),
]
