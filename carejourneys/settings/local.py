"""Embedded: one machine, nothing to install beside Python. SQLite, one web process, one supervised child worker over a folder."""

import secrets

from carejourneys import env

from .base import *  # noqa: F403
from .base import VAR_DIR

VAR_DIR.mkdir(parents=True, exist_ok=True)
VAR_DIR.chmod(0o700)  # database, mail with sign-in codes, event data: for the account that runs it alone


def _own_secret() -> str:
    """A secret made once for this installation and kept beside its database, readable by its owner alone."""
    path = VAR_DIR / "secret-key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()


DEBUG = env.flag("DEBUG", False)
DEMO = env.flag("DEMO", False)
DEMO_PASSWORD = env.text("DEMO_PASSWORD", "care-journeys-demo") if DEMO else ""
SECRET_KEY = env.text("SECRET_KEY", _own_secret())
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"])
DATA_DIR = VAR_DIR / "data"
STATIC_ROOT = VAR_DIR / "static"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": env.text("SQLITE_PATH", str(VAR_DIR / "care-journeys.sqlite3")),
        "OPTIONS": {
            "timeout": 20,
            "transaction_mode": "IMMEDIATE",
            # what is deleted or replaced is overwritten: words taken out of a map are not left in the file
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA foreign_keys=ON; PRAGMA secure_delete=ON;",
        },
    }
}
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "carejourneys.common.static_storage.HashedStaticFilesStorage"},
}
SERVESTATIC_USE_FINDERS = DEBUG
SERVESTATIC_AUTOREFRESH = DEBUG
if DEBUG:
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    SERVESTATIC_USE_FINDERS = True

EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = VAR_DIR / "mail"
DEFAULT_FROM_EMAIL = "Care journeys <no-reply@localhost>"

QUEUE_DIR = VAR_DIR / "queue"
for _folder in ("in", "control"):
    (QUEUE_DIR / _folder).mkdir(parents=True, exist_ok=True)
CELERY_BROKER_URL = "folder://localhost"
CELERY_BROKER_TRANSPORT_OPTIONS = {
    "data_folder_in": str(QUEUE_DIR / "in"),
    "data_folder_out": str(QUEUE_DIR / "in"),
    "control_folder": str(QUEUE_DIR / "control"),
    "polling_interval": 0.05,
}
REDIS_URL = ""
