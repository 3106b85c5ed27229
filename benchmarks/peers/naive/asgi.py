"""The application that an ASGI server runs."""

import os

from django.core.asgi import get_asgi_application

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.peers.naive.settings"
django_application = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path

from benchmarks.peers.naive.consumers import AuctionConsumer, ListenerConsumer

application = ProtocolTypeRouter(
    {
        "http": django_application,
        "websocket": URLRouter(
            [
                path("ws/<int:lot>/", AuctionConsumer.as_asgi()),
                path("listen/<slug:group>/", ListenerConsumer.as_asgi()),
            ]
        ),
    }
)
