"""For the tests: a SQLite file by default, or the PostgreSQL and Redis that DATABASE_URL and REDIS_URL name."""

import os
import tempfile
import zlib
from pathlib import Path

from carejourneys import env

os.environ.setdefault("SECRET_KEY", "only-for-tests-" + "x" * 40)

from .local import *  # noqa: F403
from .local import BASE_DIR, CACHES, DATABASES, INSTALLED_APPS, REST_FRAMEWORK, STORAGES

_scratch = Path(tempfile.gettempdir()) / f"care-journeys-tests-{os.getuid()}-{zlib.crc32(str(BASE_DIR).encode()):x}"  # one a checkout
_scratch.mkdir(parents=True, exist_ok=True)
_process = os.environ.get("PYTEST_XDIST_WORKER", "one")  # of several test processes at once: each has queue, cache and files of its own

DEBUG = False
DEMO = False
SECRET_KEY = os.environ["SECRET_KEY"]
ALLOWED_HOSTS = ["*"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# A file, so that a live server's threads and a child worker see the same database.
DATABASES["default"]["TEST"] = {"NAME": str(_scratch / "test.sqlite3")}
if os.environ.get("DATABASE_URL"):
    DATABASES = {"default": env.database("DATABASE_URL")}
REDIS_URL = env.text("REDIS_URL", "none")
if REDIS_URL != "none":
    CACHES = {"default": {"BACKEND": "tests.own_cache.RedisCache", "LOCATION": REDIS_URL, "KEY_PREFIX": f"test-{_process}"}}
    CELERY_BROKER_URL = REDIS_URL
    CELERY_BROKER_TRANSPORT_OPTIONS = {"global_keyprefix": f"test-{_process}-"}
else:
    REDIS_URL = ""
    _queue = _scratch / f"queue-{_process}"
    for _folder in ("in", "control"):
        (_queue / _folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(_queue / "in"),
        "data_folder_out": str(_queue / "in"),
        "control_folder": str(_queue / "control"),
        "polling_interval": 0.05,
    }
DATA_DIR = _scratch / f"data-{_process}"
STORAGES = {**STORAGES, "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = True

INSTALLED_APPS = [*INSTALLED_APPS, "tests.flushing"]
# The limits of sign-in and API are tested where they are tested; elsewhere one address stands for everybody.
ACCOUNT_RATE_LIMITS = False
MFA_RATE_LIMITS = False
REST_FRAMEWORK = {
    **REST_FRAMEWORK,
    "DEFAULT_THROTTLE_RATES": dict.fromkeys(("anon", "user", "failed_token", "failed_share", "share"), "100000/min"),
}
