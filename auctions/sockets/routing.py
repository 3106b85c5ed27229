"""The addresses of the sockets."""

from django.urls import path

from auctions.sockets.consumers import AuctionSocket, LeagueSocket

websocket_urlpatterns = [
    path("ws/auction/<uuid:auction_id>/", AuctionSocket.as_asgi()),
    path("ws/league/<uuid:league_id>/", LeagueSocket.as_asgi()),
]
