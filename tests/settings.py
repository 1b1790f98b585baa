"""The product's settings on the stores that this run of the suite is about.

MERIDIAN_TEST_BACKEND=sqlite (default): SQLite and the in-memory layer. =postgres: PostgreSQL and Redis, started here on
free ports unless DATABASE_URL and REDIS_URL name some. Workers of pytest-xdist inherit the addresses by environment.
"""

import os
import tempfile

os.environ["IGNORE_ENV_FILE"] = "1"
os.environ["VAR_DIR"] = os.environ.get("MERIDIAN_TEST_VAR") or tempfile.mkdtemp(prefix="meridian-tests-")
os.environ["MERIDIAN_TEST_VAR"] = os.environ["VAR_DIR"]
os.environ["LOG_LEVEL"] = "WARNING"
for name in ("DEBUG", "DEMO", "ALLOWED_HOSTS", "PUBLIC_URL", "HTTPS", "WORKERS", "SERVER", "EMAIL_URL"):
    os.environ.pop(name, None)

BACKEND = os.environ.get("MERIDIAN_TEST_BACKEND", "sqlite")
if BACKEND == "postgres":
    from tests.servers import start_postgres, start_redis

    if not os.environ.get("DATABASE_URL"):
        os.environ["DATABASE_URL"] = start_postgres(autovacuum=False).url
    if not os.environ.get("REDIS_URL"):
        os.environ["REDIS_URL"] = start_redis().url
    # Workers of pytest-xdist share the server: a database each, or one would clear the counters of the other.
    _server = "/".join(os.environ["REDIS_URL"].split("/")[:3])
    _worker = os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")
    os.environ["REDIS_URL"] = f"{_server}/{int(_worker) % 16}"
else:
    os.environ.pop("DATABASE_URL", None)
    os.environ.pop("REDIS_URL", None)

from config.settings import *  # noqa: E402, F403
from config.settings import CHANNEL_LAYERS, DATABASES, INSTALLED_APPS, STORAGES, VAR_DIR  # noqa: E402

INSTALLED_APPS = ["tests", *INSTALLED_APPS]  # its `flush`
# Publish and subscribe know no databases: a prefix keeps the rings of two workers apart.
if BACKEND == "postgres":
    CHANNEL_LAYERS["default"]["CONFIG"]["prefix"] = f"tests-{os.environ.get('PYTEST_XDIST_WORKER', 'gw0')}"
# Sources as they are: a test must not depend on files gathered before.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = True
# A file, not memory: threads with connections of their own must see one another as they do in production.
if BACKEND != "postgres":
    DATABASES["default"]["TEST"] = {"NAME": str(VAR_DIR / "test.sqlite3")}
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
