"""Every setting of the product, read from the environment in this one file; `docs/settings.md` says what each means."""

import os
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from psycopg.conninfo import conninfo_to_dict

from auctionsite.flag_overrides import DEFAULT_STEP_MINUTES, parse_overrides, parse_peak_hours, parse_step_minutes
from auctionsite.http.rates import Rate
from auctionsite.languages import language_settings
from auctionsite.local import data_folder, default_database_url, default_redis_url
from auctionsite.observability import reporting
from auctionsite.observability.logging import logging_config
from auctionsite.release import read_version

BASE_DIR = Path(__file__).resolve().parent.parent
ENVIRONMENT = os.environ.get("ENVIRONMENT", "local")
if ENVIRONMENT not in {"local", "test", "staging", "production"}:
    raise ImproperlyConfigured(f"ENVIRONMENT is {ENVIRONMENT!r}; use local, test, staging or production.")
DEPLOYED = ENVIRONMENT in {"staging", "production"}
DEBUG = False

_DEVELOPMENT_KEY = "development-only-key-which-no-deployed-site-accepts"
SECRET_KEY = os.environ.get("SECRET_KEY", "" if DEPLOYED else _DEVELOPMENT_KEY)
if DEPLOYED and SECRET_KEY in {"", _DEVELOPMENT_KEY}:
    raise ImproperlyConfigured("Set SECRET_KEY to 50 random characters: sessions and tokens are signed with it.")

BASE_URL = os.environ.get("BASE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = os.environ.get("ALLOWED_HOSTS", "" if DEPLOYED else "*").split(",")
CSRF_TRUSTED_ORIGINS = [BASE_URL]

INSTALLED_APPS = [
    "operations.admin.apps.ControlRoomConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "operations",  # before staticfiles, whose runserver it replaces by daphne's
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "channels",
    "corsheaders",
    "rest_framework",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "rollouts",  # before waffle, whose commands it replaces by its own
    "waffle",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "import_export",
    "accounts",
    "leagues",
    "notices",
    "auctions",
    "season",
]
MIDDLEWARE = [
    "rollouts.api.former_paths.FormerPathsMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "auctionsite.static_files.middleware.StaticFilesMiddleware",
    "accounts.middleware.LanguageMiddleware",
    "csp.middleware.CSPMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "operations.status_page.StatusPageMiddleware",
    "operations.database_away.DatabaseAwayMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "auctionsite.http.origins.OriginMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "operations.read_only.ReadOnlyMiddleware",
    "accounts.rate_limits.middleware.RateLimitMiddleware",
    "accounts.middleware.AccountMiddleware",
    "auctionsite.http.requests.LogContextMiddleware",
    "rollouts.exposures.middleware.FailureMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "waffle.middleware.WaffleMiddleware",
    "axes.middleware.AxesMiddleware",
    "operations.unreadable.UnreadableMiddleware",
]
ROOT_URLCONF = "auctionsite.urls"
ASGI_APPLICATION = "auctionsite.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
            "builtins": ["django.templatetags.i18n", "auctionsite.text.template_filters"],
        },
    }
]

# Data ---------------------------------------------------------------------------------------------
REDIS_URL = os.environ.get("REDIS_URL") or default_redis_url()
ROOM_REDIS_URLS = [each for each in os.environ.get("ROOM_REDIS_URLS", "").split(",") if each] or [REDIS_URL]
DATABASE_POOL_SIZE = int(os.environ.get("DATABASE_POOL_SIZE", "20"))
if DATABASE_POOL_SIZE < 2:  # a lock of an operator's run is held on one while the run works on another
    raise ImproperlyConfigured(f"DATABASE_POOL_SIZE is {DATABASE_POOL_SIZE}; use 2 or more.")
DATABASE_POOLER = os.environ.get("DATABASE_POOLER", "")
if DATABASE_POOLER not in {"", "transaction"}:
    raise ImproperlyConfigured(f"DATABASE_POOLER is {DATABASE_POOLER}; use transaction, or leave it empty.")


def _database(url: str) -> dict[str, Any]:
    """Django's settings for a libpq URL; what Django has no name for is handed to libpq as it is."""
    parts = conninfo_to_dict(url)
    names = {"dbname": "NAME", "user": "USER", "password": "PASSWORD", "host": "HOST", "port": "PORT"}
    settings: dict[str, Any] = {names[key]: parts.pop(key) for key in list(parts) if key in names}
    # Without the pool every thread that closes its connection reconnects for the next bid.
    pool = {"min_size": 0, "max_size": DATABASE_POOL_SIZE, "timeout": 10}
    # A machine or a network that is gone closes no connection: without these a thread waits for it many minutes.
    limits = {"connect_timeout": 2, "keepalives_idle": 5, "keepalives_interval": 2, "keepalives_count": 3}
    limits["tcp_user_timeout"] = 10_000  # ms
    return settings | {
        "ENGINE": "auctionsite.postgresql",
        # psycopg would let go after a rollback of what auctions/store/wire.py has prepared. A pooler changes the
        # server's process between transactions, and another one knows neither what was prepared nor cursors.
        "OPTIONS": {**limits, **parts, "pool": pool, "prepare_threshold": None},
        "DISABLE_SERVER_SIDE_CURSORS": bool(DATABASE_POOLER),
    }


DATABASES = {"default": _database(os.environ.get("DATABASE_URL") or default_database_url())}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CHANNEL_LAYERS = {
    # The pub/sub layer keeps nothing: a message lost is healed by the journal's seq.
    "default": {
        "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
        "CONFIG": {"hosts": ROOM_REDIS_URLS},
    }
}

CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

SNAPSHOT_EVENTS = int(os.environ.get("SNAPSHOT_EVENTS", "100"))
if not 1 <= SNAPSHOT_EVENTS <= 500:  # with more events to merge the tables are read quicker
    raise ImproperlyConfigured(f"SNAPSHOT_EVENTS is {SNAPSHOT_EVENTS}; use 1 to 500.")
SNAPSHOT_SECONDS = float(os.environ.get("SNAPSHOT_SECONDS", "0.25"))
if not 0 <= SNAPSHOT_SECONDS <= 60:
    raise ImproperlyConfigured(f"SNAPSHOT_SECONDS is {SNAPSHOT_SECONDS}; use 0 to 60.")
SOCKET_FRAMES_PER_SECOND = float(os.environ.get("SOCKET_FRAMES_PER_SECOND", "20"))
SOCKET_HELLO_SECONDS = float(os.environ.get("SOCKET_HELLO_SECONDS", "2"))
SOCKETS_PER_PERSON = int(os.environ.get("SOCKETS_PER_PERSON", "8"))
if SOCKETS_PER_PERSON < 1:
    raise ImproperlyConfigured(f"SOCKETS_PER_PERSON is {SOCKETS_PER_PERSON}; use 1 or more.")
SOCKET_SILENCE_SECONDS = float(os.environ.get("SOCKET_SILENCE_SECONDS", "30"))
MAX_ROOM_SIZE = int(os.environ.get("MAX_ROOM_SIZE", "0"))
if MAX_ROOM_SIZE < 0:
    raise ImproperlyConfigured(f"MAX_ROOM_SIZE is {MAX_ROOM_SIZE}; use a number of sockets, or 0 for no cap.")

# Limits -------------------------------------------------------------------------------------------
_RATES = {
    "auth": "5/60",
    "auth_address": "30/60/50",
    "create_auction": "5/3600",
    "bid": "120/60/5",
    "bid_slow": "10/60",
    "client_errors": "10/60",
    "handshake": "40/60/10",
    "handshake_address": "240/60/120",
    "message": "20/60/4",
    "room_messages": "120/60/20",
    "showcase": "300/60/60",
    "spectators": "1200/60/120",
    "announcement": "3/3600",
    "other": "100/60",
}
RATE_LIMITS = (
    {}
    if os.environ.get("RATE_LIMITS", "on") == "off"
    else {name: Rate.parse(os.environ.get(f"RATE_{name.upper()}", rate)) for name, rate in _RATES.items()}
)
PROXY_HOPS = int(os.environ.get("PROXY_HOPS", "1" if DEPLOYED else "0"))

# People -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # refuses whoever has to wait after wrong ones, whatever comes next
    "django.contrib.auth.backends.ModelBackend",
    "accounts.backends.MailBackend",
    "accounts.sign_in.code_backend.CodeBackend",
]
OPERATOR_TOTP = os.environ.get("OPERATOR_TOTP", "1" if DEPLOYED else "0") == "1"
OTP_TOTP_ISSUER = "auctionsite"
# Who waits for how long is said in `accounts/rate_limits/attempts.py`; django-axes keeps the rows and asks there.
AXES_HANDLER = "accounts.rate_limits.attempts.AttemptHandler"
AXES_USERNAME_FORM_FIELD = "username"  # in what `authenticate` is given too
AXES_USERNAME_CALLABLE = "accounts.rate_limits.attempts.username_of"
AXES_CLIENT_IP_CALLABLE = "accounts.rate_limits.throttles.network_of"
AXES_LOCKOUT_CALLABLE = "accounts.rate_limits.attempts.too_many_tries"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(hours=1)  # how long a wrong try is remembered
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False  # or whoever goes on trying would make others wait for ever
AXES_RESET_ON_SUCCESS = True
AXES_DISABLE_ACCESS_LOG = True
AXES_SENSITIVE_PARAMETERS = ["code", "email", "username"]  # not kept with the row
AXES_VERBOSE = False
LEGACY_USER_HEADER = os.environ.get("LEGACY_USER_HEADER", "") == "1"
TRUSTED_PROXIES = [ip_network(each) for each in os.environ.get("TRUSTED_PROXIES", "").split(",") if each]
LOGIN_URL = "sign-in"
LOGIN_REDIRECT_URL = "my-leagues"
LOGOUT_REDIRECT_URL = "sign-in"
# A deployed site never prints mail: a sign-in link in a log would sign in whoever reads the log.
_MAILS_BY = "smtp" if DEPLOYED or "EMAIL_HOST" in os.environ else "console"
EMAIL_BACKEND = f"django.core.mail.backends.{_MAILS_BY}.EmailBackend"
EMAIL_HOST = os.environ.get("EMAIL_HOST", "localhost")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "") == "1"
EMAIL_TIMEOUT = 10
MAIL_IN_BACKGROUND = True  # tests that look at a mail send it at once
DEFAULT_FROM_EMAIL = os.environ.get("EMAIL_FROM", "auctions@localhost")
PUSH_KEY = os.environ.get("PUSH_KEY") or SECRET_KEY
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        # The token first: its challenge makes a request without credentials a 401, not a 403.
        "accounts.sign_in.authentication.DeviceAuthentication",
        "rest_framework.authentication.SessionAuthentication",
        "accounts.sign_in.authentication.LegacyHeaderAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
    "DEFAULT_THROTTLE_CLASSES": ["accounts.rate_limits.throttles.DefaultThrottle"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["auctionsite.http.parsers.BoundedJSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "auctionsite.http.negotiation.FirstRendererNegotiation",
    "DEFAULT_SCHEMA_CLASS": "auctionsite.http.openapi.TaggedSchema",
    "EXCEPTION_HANDLER": "auctionsite.http.errors.api_exception_handler",
}
SPECTACULAR_SETTINGS = {
    "TITLE": "auctionsite",
    "DESCRIPTION": "Live auction rooms for leagues. The socket of a room is described in `docs/protocol.md`.",
    "VERSION": "1.0.0",
    "OAS_VERSION": "3.1.0",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PUBLIC": True,
    "SERVE_PERMISSIONS": [],
    "SERVE_AUTHENTICATION": [],
    "COMPONENT_SPLIT_REQUEST": True,
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "SWAGGER_UI_SETTINGS": {"deepLinking": True, "persistAuthorization": False, "validatorUrl": None},
    "ENUM_NAME_OVERRIDES": {
        "AuctionStatusEnum": "auctions.models.Auction.Status",
        "LotStatusEnum": "auctions.models.Lot.Status",
        "TradeStatusEnum": "season.models.STATUSES",
        "FixtureStatusEnum": "season.models.Fixture.Status",
        "MemberRoleEnum": "leagues.models.Role",
        "NoticeKindEnum": "notices.kinds.KIND_CHOICES",
    },
}
SIMPLE_JWT = {
    "ACCESS_TOKEN_LIFETIME": timedelta(minutes=15),
    "REFRESH_TOKEN_LIFETIME": timedelta(days=30),
    "ALGORITHM": "HS256",
    "SIGNING_KEY": os.environ.get("JWT_SIGNING_KEY") or SECRET_KEY,
}

# Flags --------------------------------------------------------------------------------------------
WAFFLE_FLAG_MODEL = "rollouts.Flag"
WAFFLE_SWITCH_MODEL = "rollouts.Switch"
WAFFLE_ENABLE_ADMIN_PAGES = False  # they would change flags past the service
FEATURES = parse_overrides(os.environ)
SERVER_LABEL = os.environ.get("SERVER_LABEL", "")
SERVER_REGION = os.environ.get("SERVER_REGION", "")
ROLLOUT_PEAK_HOURS = parse_peak_hours(
    os.environ.get("ROLLOUT_PEAK_HOURS", "18-23" if ENVIRONMENT == "production" else "")
)
ROLLOUT_STEP_MINUTES = parse_step_minutes(
    os.environ.get("ROLLOUT_STEP_MINUTES", DEFAULT_STEP_MINUTES.get(ENVIRONMENT, ""))
)
MESSAGE_HOSTS = [each for each in os.environ.get("MESSAGE_HOSTS", "").split(",") if each]

# Words and files ----------------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES, LOCALE_PATHS, STATICFILES_DIRS = language_settings(BASE_DIR, os.environ.get("PSEUDO_LANGUAGE", ""))
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
FORMAT_MODULE_PATH = "auctionsite.formats"
TIME_ZONE = "UTC"
STATIC_URL = "/static/"
# Where `collectstatic` puts files, and the site has them from; without it they are served where they lie.
STATIC_ROOT = os.environ.get("STATIC_ROOT") or (BASE_DIR / "staticfiles" if DEPLOYED else None)
WHITENOISE_USE_FINDERS = STATIC_ROOT is None
if STATIC_ROOT is not None:
    STORAGES = {
        "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
        "staticfiles": {"BACKEND": "auctionsite.static_files.storage.HashedStaticFilesStorage"},
    }

IMPORT_EXPORT_EXPORT_PERMISSION_CODE = "view"

# Safety -------------------------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "frame-ancestors": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "object-src": ["'none'"],
    }
}
CSRF_FAILURE_VIEW = "auctionsite.http.errors.csrf_failed"
CORS_ALLOWED_ORIGINS = [each for each in os.environ.get("CORS_ALLOWED_ORIGINS", "").split(",") if each]
CORS_URLS_REGEX = r"^/(api|ofrep)/"
CORS_ALLOW_HEADERS = ["authorization", "content-type", "idempotency-key", "if-match", "if-none-match"]
CORS_EXPOSE_HEADERS = ["etag", "retry-after"]
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = DEPLOYED
SECURE_SSL_REDIRECT = DEPLOYED
SECURE_REDIRECT_EXEMPT = [r"^metrics$", r"^api/health$"]  # asked from inside, past the proxy that speaks HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if DEPLOYED else None
SECURE_HSTS_SECONDS = 31_536_000 if DEPLOYED else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = DEPLOYED

# Backups ------------------------------------------------------------------------------------------
DATA_DIR = data_folder()
BACKUP_DIR = BASE_DIR / os.environ["BACKUP_DIR"] if os.environ.get("BACKUP_DIR") else DATA_DIR / "backups"
BACKUP_KEEP_DAYS = int(os.environ.get("BACKUP_KEEP_DAYS", "14"))
BACKUP_S3_URL = os.environ.get("BACKUP_S3_URL", "")

# Seen from outside --------------------------------------------------------------------------------
LOGGING_CONFIG = None
logging_config(
    json=os.environ.get("LOG_FORMAT", "json" if DEPLOYED else "lines") == "json",
    level=os.environ.get("LOG_LEVEL", "INFO"),
)
RELEASE = os.environ.get("SENTRY_RELEASE") or read_version(BASE_DIR)
reporting.start_reporting(os.environ, environment=ENVIRONMENT, release=RELEASE)
METRICS_TOKEN = os.environ.get("METRICS_TOKEN", "")
PROMETHEUS_URL = os.environ.get("PROMETHEUS_URL", "").rstrip("/")
_NEAR = "" if DEPLOYED else "127.0.0.0/8,::1/128"  # behind a proxy on the same machine everybody seems to be near
METRICS_NETWORKS = [ip_network(each) for each in os.environ.get("METRICS_NETWORKS", _NEAR).split(",") if each]
