"""Settings from the environment, with defaults that run: SQLite, one process, loopback, demo.

Every name read from the environment is read here and listed in docs/settings.md; `config.checks` refuses unsafe
mixtures. What no installation chooses stands in `settings_built_in` and `settings_people`.
"""

from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ
from csp.constants import NONE, SELF

from config import logs, stores
from config.keys import local_keys
from config.mailing import mail_settings
from config.settings_built_in import *  # noqa: F403
from config.settings_people import *  # noqa: F403
from core.commands import Limit

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = Path(environ.Env().str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)

env = environ.Env()
if not env.bool("IGNORE_ENV_FILE", default=False):
    env.read_env(BASE_DIR / ".env")

# ---- where we are ------------------------------------------------------------------------------------------------
LOOPBACK_HOSTS = ["localhost", "127.0.0.1", "[::1]"]
DEBUG = env.bool("DEBUG", default=False)
ALLOWED_HOSTS: list[str] = env.list("ALLOWED_HOSTS", default=[]) or list(LOOPBACK_HOSTS)
IS_PUBLIC = any(host not in LOOPBACK_HOSTS for host in ALLOWED_HOSTS)
# Demo mode lets a visitor enter as anybody of the cast with one click: at home by default, never by default in public.
DEMO = env.bool("DEMO", default=not IS_PUBLIC)
DEMO_IN_PUBLIC = env.bool("DEMO_IN_PUBLIC", default=False)
# The address that people type: a link in a letter has no request to take it from.
_public_host = next((host.lstrip(".") for host in ALLOWED_HOSTS if host not in LOOPBACK_HOSTS), "")
_address = f"https://{_public_host}" if IS_PUBLIC else f"http://127.0.0.1:{env.str('PORT', default='') or 8000}"
PUBLIC_URL = (env.str("PUBLIC_URL", default="") or _address).rstrip("/")
HTTPS = env.bool("HTTPS", default=urlsplit(PUBLIC_URL).scheme == "https")
SERVER = env.str("SERVER", default="")
WORKERS = env.int("WORKERS", default=1)

# ---- keys --------------------------------------------------------------------------------------------------------
KEYS_FROM_ENVIRONMENT = bool(env.str("SECRET_KEY", default="") and env.str("SEAL_KEY", default=""))
_keys = {} if KEYS_FROM_ENVIRONMENT else local_keys(VAR_DIR)
SECRET_KEY = env.str("SECRET_KEY", default="") or _keys["SECRET_KEY"]
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
# Encrypts who asked an anonymous question. Kept outside the database on purpose: a dump alone tells nobody.
SEAL_KEY = env.str("SEAL_KEY", default="") or _keys["SEAL_KEY"]
# Signs web push (RFC 8292). Browsers subscribe to this very key: a new one ends all their subscriptions.
VAPID_KEY = env.str("VAPID_KEY", default="") or _keys.get("VAPID_KEY", "")
PUSH_TO_LOOPBACK = False  # tests ring at a service of their own

# ---- where things are kept ---------------------------------------------------------------------------------------
DATABASE_URL = env.str("DATABASE_URL", default="")
REDIS_URL = env.str("REDIS_URL", default="")
DATABASES = {
    "default": stores.database(
        DATABASE_URL,
        env.db_url_config(DATABASE_URL) if DATABASE_URL else {},
        VAR_DIR / "db.sqlite3",
        plans=env.bool("DATABASE_PLANS", default=True),
    )
}
CHANNEL_LAYERS = {"default": stores.channel_layer(REDIS_URL)}
CACHES = {
    "default": stores.cache(REDIS_URL),
    # Throttles fall back to it while the shared one is away
    "local": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache", "LOCATION": "local"},
}
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": []}}
MEDIA_ROOT = Path(env.str("MEDIA_ROOT", default=str(VAR_DIR / "media")))
MEDIA_URL = env.str("MEDIA_URL", default="/media/")

# ---- static files ------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "frontend.finders.BrowserPackagesFinder",
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "config.static.HashedStaticStorage"
    },
}
WHITENOISE_USE_FINDERS = DEBUG
WHITENOISE_AUTOREFRESH = DEBUG
WHITENOISE_ALLOW_ALL_ORIGINS = False

# ---- letters -----------------------------------------------------------------------------------------------------
EMAIL_URL = env.str("EMAIL_URL", default="")
vars().update(mail_settings(EMAIL_URL, VAR_DIR / "mail"))
DEFAULT_FROM_EMAIL = env.str("FROM_EMAIL", default="Meridian <congress@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL
HELP_EMAIL = env.str("HELP_EMAIL", default="help@localhost")  # who answers the help form

# ---- what browsers are told --------------------------------------------------------------------------------------
MEDIA_HOSTS: list[str] = env.list("MEDIA_HOSTS", default=[])  # other places that stage streams may come from
# Servers of PeerTube and Jitsi whose frames may stand on a stage; YouTube and Vimeo always may, after consent
EMBED_HOSTS: list[str] = env.list("EMBED_HOSTS", default=[])
FRAMES = ["https://www.youtube-nocookie.com", "https://player.vimeo.com", *(f"https://{host}" for host in EMBED_HOSTS)]
# Our own ingest: where speakers' programs send to, and where its HLS is read (docs/settings.md)
INGEST_RTMP = env.str("INGEST_RTMP", default="")
INGEST_HLS = env.str("INGEST_HLS", default="/live/" if INGEST_RTMP else "")
BBB_URL, BBB_SECRET = env.str("BBB_URL", default=""), env.str("BBB_SECRET", default="")
# Calls go from browser to browser; a relay (coturn, compose profile `turn`) helps where networks let none through
STUN_URLS: list[str] = env.list("STUN_URLS", default=[])
TURN_URLS: list[str] = env.list("TURN_URLS", default=[])
TURN_SECRET = env.str("TURN_SECRET", default="")  # shared with the relay: its `static-auth-secret`
TURN_LASTS = timedelta(seconds=env.int("TURN_SECONDS", default=7200))
CALLS_BY_RELAY_ONLY = env.bool("CALLS_BY_RELAY_ONLY", default=False)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF, *MEDIA_HOSTS],
        "media-src": [SELF, "blob:", *MEDIA_HOSTS],
        "worker-src": [SELF, "blob:"],  # hls.js builds its transmuxer worker from a blob
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "object-src": [NONE],
        "frame-src": [SELF, *FRAMES],  # our own way into a meeting leads on to its server
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.bool("BEHIND_PROXY", default=False) else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = env.int("HSTS_SECONDS", default=31_536_000 if HTTPS else 0)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_ENGINE = "django.contrib.sessions.backends.db"  # not in Redis: a flushed cache must not sign a congress out
CSRF_TRUSTED_ORIGINS: list[str] = [PUBLIC_URL] if PUBLIC_URL else []
CSRF_FAILURE_VIEW = env.str("CSRF_FAILURE_VIEW", default="django.views.csrf.csrf_failure")

# Hosts from which organizers may fetch programmes, by https alone; and sites that may show the programme in a frame
PROGRAMME_HOSTS = env.list("PROGRAMME_HOSTS", default=["pretalx.com"])
EMBED_SITES = env.list("EMBED_SITES", default=[])

# ---- limits ------------------------------------------------------------------------------------------------------
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
SOCKET_MAX_BYTES = 65_536  # one frame from a browser; programme files travel by form, not by socket
THROTTLES = env.bool("THROTTLES", default=True)
# Other limits than those written at the commands: {"message.post": Limit(40, 10)}
COMMAND_LIMITS: dict[str, Limit] = {}
SOCKET_PING_SECONDS = 25  # below the 30 s in which a client has to notice a dead line
FAST_SOCKETS = env.bool("FAST_SOCKETS", default=False)  # leans on uvicorn's insides: realtime/direct.py
REALTIME_THREADS = env.int("REALTIME_THREADS", default=8)

# ---- language, time, logs ----------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", "English")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
LOGGING = logs.configure(as_json=env.bool("LOG_JSON", default=False), level=env.str("LOG_LEVEL", default="INFO"))
SILENCED_SYSTEM_CHECKS: list[str] = []
