"""The addresses of the auction's pages."""

from django.urls import path

from auctions import views
from auctions.dates import views as dates
from auctions.new_settings.views import take_over_settings
from auctions.proof import views as proof
from auctions.seating.views import seat_table
from auctions.showcase.views import watch
from auctions.spectators import views as spectators
from auctions.stand_ins.views import stand_in
from auctions.talk import views as talk

urlpatterns = [
    path("watch/", watch, name="watch"),
    path("watch/<uuid:auction_id>/<str:token>/", spectators.watch_page, name="watch-room"),
    path("watch/<uuid:auction_id>/<str:token>/room/", spectators.watch_snapshot, name="watch-snapshot"),
    path("watch/<uuid:auction_id>/<str:token>/room/events", spectators.watch_events, name="watch-events"),
    path("auction/<uuid:auction_id>/", views.room, name="auction"),
    path("auction/<uuid:auction_id>/screen/", views.screen, name="auction-screen"),
    path("auction/<uuid:auction_id>/replay/", views.replay, name="auction-replay"),
    path("auction/<uuid:auction_id>/results/", views.show_results, name="auction-results"),
    path("auction/<uuid:auction_id>/recap/", views.show_recap, name="auction-recap"),
    path("auction/<uuid:auction_id>/messages/", talk.report_page, name="auction-messages"),
    path("auction/<uuid:auction_id>/messages/messages.csv", talk.export, name="auction-messages-export"),
    path("auction/<uuid:auction_id>/seats/", seat_table, name="auction-seats"),
    path("auction/<uuid:auction_id>/settings/", take_over_settings, name="auction-new-settings"),
    path("auction/<uuid:auction_id>/stand-in/", stand_in, name="auction-stand-in"),
    path("auction/<uuid:auction_id>/spectators/", spectators.spectators_page, name="auction-spectators"),
    path("auction/<uuid:auction_id>/proof/share/", proof.share_proof, name="share-proof"),
    path("proof/verify_journal.py", proof.proof_script, name="proof-script"),
    path("proof/<str:token>/", proof.proof_page, name="proof"),
    path("proof/<str:token>/proof.jsonl", proof.proof_file, name="proof-file"),
    path("auction/<uuid:auction_id>/receipt/<int:seq>/", views.receipt_of_event, name="event-receipt"),
    path("auction/<uuid:auction_id>/receipt/<uuid:command_id>/", views.receipt_of_command, name="command-receipt"),
    path("bid/<int:bid_id>/", views.receipt, name="bid-receipt"),
    path("leagues/<uuid:league_id>/auction/start/", views.start_auction, name="auction-start"),
    path("leagues/<uuid:league_id>/date/", dates.league_date, name="league-date"),
    path("leagues/<uuid:league_id>/date/answer/", dates.answer_date, name="answer-date"),
    path("calendar/<str:token>.ics", dates.league_calendar, name="league-calendar"),
]
