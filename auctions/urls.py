"""The addresses of the auction's pages."""

from django.urls import path

from auctions import views

urlpatterns = [
    path("auction/<uuid:auction_id>/", views.room, name="auction"),
    path("auction/<uuid:auction_id>/results/", views.show_results, name="auction-results"),
    path("bid/<int:bid_id>/", views.receipt, name="bid-receipt"),
    path("leagues/<uuid:league_id>/auction/start/", views.start_auction, name="auction-start"),
]
