"""The straightforward Channels auction: Django's settings. Kept connections, and nothing else that would slow it."""

import os

from auctionsite.settings import DATABASES as _OURS
from auctionsite.settings import ROOM_REDIS_URLS

SECRET_KEY = "of no site: nothing is signed here"  # noqa: S105 # so it is
ALLOWED_HOSTS = ["127.0.0.1"]
USE_TZ = True
INSTALLED_APPS = ["channels", "benchmarks.peers.naive"]
ASGI_APPLICATION = "benchmarks.peers.naive.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
DATABASES = {
    "default": {
        **{key: _OURS["default"].get(key, "") for key in ("NAME", "USER", "PASSWORD", "HOST", "PORT")},
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": int(os.environ.get("CONN_MAX_AGE", "600")),
    }
}
# redis-py gives an answer up after 5 s, which is as long as the layer lets Redis wait for the next message, and has 100
# connections at most.
HOSTS = [{"address": url, "socket_timeout": 60, "max_connections": 100_000} for url in ROOM_REDIS_URLS]
CHANNEL_LAYERS = {"default": {"BACKEND": "channels_redis.core.RedisChannelLayer", "CONFIG": {"hosts": HOSTS}}}
