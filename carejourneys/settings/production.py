"""In service: PostgreSQL, Redis, HTTPS in front. Every secret and place comes from the environment."""

import tempfile
from pathlib import Path

from carejourneys import env

from .base import *  # noqa: F403
from .base import REST_FRAMEWORK

SECRET_KEY = env.text("SECRET_KEY")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS")
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS", [f"https://{host}" for host in ALLOWED_HOSTS])
DATABASES = {"default": {**env.database("DATABASE_URL"), "CONN_MAX_AGE": 60, "CONN_HEALTH_CHECKS": True}}
REDIS_URL = env.text("REDIS_URL")
CACHES = {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
CELERY_BROKER_URL = REDIS_URL
CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 6 * 3600}
DATA_DIR = Path(env.text("DATA_DIR"))  # event data; shared by web and worker
FILE_UPLOAD_TEMP_DIR = DATA_DIR / "uploads"  # on the same disk as what they become: /tmp may be a little memory only
FILE_UPLOAD_TEMP_DIR.mkdir(mode=0o700, parents=True, exist_ok=True)
tempfile.tempdir = str(FILE_UPLOAD_TEMP_DIR)  # where Django keeps a body while it arrives, for which it has no setting
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "carejourneys.common.static_storage.HashedStaticFilesStorage"},
}

EMAIL_URL_PARTS = env.email("EMAIL_URL")
vars().update(EMAIL_URL_PARTS)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL")

BEHIND_PROXY = env.flag("BEHIND_PROXY", True)
# How many proxies of ours write X-Forwarded-For: limits count by the address that the outermost of them saw, whatever else the header says.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 1 if BEHIND_PROXY else 0)
REST_FRAMEWORK = {**REST_FRAMEWORK, "NUM_PROXIES": ALLAUTH_TRUSTED_PROXY_COUNT}

SECURE_SSL_REDIRECT = env.flag("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
SECURE_HSTS_SECONDS = env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SESSION_COOKIE_SECURE = True
CSRF_COOKIE_SECURE = True
