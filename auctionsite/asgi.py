"""The application that an ASGI server runs: pages and API through Django, sockets through Channels."""

import asyncio
import atexit
import os
from typing import Any

from auctionsite.serving.starting import importing

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "auctionsite.settings")
with importing():
    from django.core.asgi import get_asgi_application

    django_application = get_asgi_application()

    # Models can be imported only now that Django is set up.
    from channels.routing import ProtocolTypeRouter, URLRouter

    from accounts.rate_limits import handshakes
    from accounts.rate_limits.handshakes import HandshakeLimitMiddleware
    from accounts.sign_in.sockets import SignedInMiddleware
    from auctions.api.arrival_stamp import ArrivalStampMiddleware
    from auctions.flags import switches
    from auctions.sockets import hub, reauthorize
    from auctions.sockets.routing import websocket_urlpatterns
    from auctions.store import heartbeat, snapshots, state_cache, web_process
    from auctions.store.served_rooms import served_rooms
    from auctionsite import urls  # noqa: F401 # else the first request would wait until every page is imported
    from auctionsite.http.origins import SocketOriginMiddleware
    from auctionsite.http.requests import RequestTrackingMiddleware
    from auctionsite.observability import exposition
    from auctionsite.postgresql.base import process_pool
    from auctionsite.postgresql.watch import DatabaseWatch
    from auctionsite.serving import draining, log_texts
    from auctionsite.serving.backpressure import BackpressureMiddleware
    from auctionsite.serving.control_frames import ControlFrameMiddleware
    from auctionsite.serving.watchdog import Watchdog
    from operations.database_away import DatabaseAwaySocketMiddleware
    from operations.health import probes
    from rollouts.messages import news_copy
    from rollouts.propagation import snapshot


pages = ArrivalStampMiddleware(django_application)


async def http(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """Django, in a process that is watched and hears of changed names."""
    web_process.loop_watch.watch(asyncio.get_running_loop())
    reauthorize.listen()  # pages have names in them, also in a process without sockets
    await pages(scope, receive, send)


async def lifespan(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """The server's own life. uvicorn tells of it, and then ends by its signal; daphne doesn't, and ends by `atexit`."""
    while True:
        message = await receive()
        if message["type"] == "lifespan.shutdown":
            await asyncio.to_thread(state_cache.snapshot_running_auctions)
            await asyncio.to_thread(beats.stop)
            await send({"type": "lifespan.shutdown.complete"})
            return
        await send({"type": "lifespan.startup.complete"})


# The steps of a handshake, from the last to the first.
rooms = HandshakeLimitMiddleware(URLRouter(websocket_urlpatterns), handshakes.keys_of_person)
sockets = SocketOriginMiddleware(HandshakeLimitMiddleware(SignedInMiddleware(rooms), handshakes.keys_of_line))
application = draining.DrainingMiddleware(
    ProtocolTypeRouter(
        {
            "lifespan": lifespan,
            "http": probes.ProbeMiddleware(RequestTrackingMiddleware(http)),
            "websocket": ControlFrameMiddleware(BackpressureMiddleware(DatabaseAwaySocketMiddleware(sockets))),
        }
    )
)
log_texts.leave_uncoloured()
DatabaseWatch(process_pool()).start()
beats = heartbeat.HeartbeatThread("web", web_process.report)
served_rooms.on_change = beats.beat_now
beats.start_and_measure()
snapshot.on_change.append(lambda old, new: hub.send_to_all_rooms(switches.switches_frame()))
snapshot.before_check.append(news_copy.read_if_due)
snapshot.follow("web", hub.count_sockets)
exposition.start_reporter("web")
draining.announce_on_signal()
draining.on_begin.append(served_rooms.keep)
snapshots.start_writer()
atexit.register(beats.stop)
atexit.register(state_cache.snapshot_running_auctions)
Watchdog(web_process.loop_watch).start()
