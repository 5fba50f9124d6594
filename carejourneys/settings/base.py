"""What holds in every setting: applications, middleware, security, languages. Places and secrets come from the environment."""

from datetime import timedelta
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from carejourneys import env
from carejourneys.common import logs

BASE_DIR = Path(__file__).resolve().parent.parent.parent
VAR_DIR = Path(env.text("VAR_DIR", str(BASE_DIR / "var")))  # all that an embedded installation writes

SECRET_KEY_FALLBACKS = env.words("SECRET_KEY_FALLBACKS")  # keys being retired: docs/operations.md says how
DEBUG = False
DEMO = False  # demo accounts may sign in with the published password
DEMO_PASSWORD = ""

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.mfa",
    "allauth.usersessions",
    "rest_framework",
    "django_filters",
    "drf_spectacular",
    "drf_spectacular_sidecar",
    "knox",
    "channels",
    "template_partials",
    "carejourneys.common",
    "stakeholders",
    "journeys",
    "analytics",
    "carejourneys.pages",
]

MIDDLEWARE = [
    "carejourneys.common.edges.http.RequestIdMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "carejourneys.common.edges.http.PrivateMiddleware",
    "carejourneys.common.edges.kept_words.KeptWordsMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "stakeholders.web.strong_sign_in.StrongSignInMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "carejourneys.common.edges.http.ErrorsMiddleware",
]

ROOT_URLCONF = "carejourneys.urls"
ASGI_APPLICATION = "carejourneys.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "stakeholders.User"
AUTHENTICATION_BACKENDS = ["stakeholders.web.sign_in.SignInBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Sign-in: an emailed code or a password, then a second factor where a role demands one. Nobody signs up uninvited.
ACCOUNT_ADAPTER = "stakeholders.web.sign_in.AccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # strangers cannot have us write to strangers
ACCOUNT_EMAIL_NOTIFICATIONS = True  # a changed password or second factor is told to its owner
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600  # seconds: time to find the email
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_USER_DISPLAY = str
MFA_ADAPTER = "stakeholders.web.sign_in.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Care journeys"
MFA_TOTP_TOLERANCE = 1  # one step (30 seconds) either way: clocks of phones differ
SOCIALACCOUNT_ADAPTER = "stakeholders.web.sign_in.ProviderAdapter"
SOCIALACCOUNT_AUTO_SIGNUP = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True  # a provider the installation trusts speaks for the addresses it has verified
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
IDENTITY_PROVIDERS = env.identity_providers()
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"OAUTH_PKCE_ENABLED": True, "APPS": IDENTITY_PROVIDERS}}
USERSESSIONS_TRACK_ACTIVITY = False
INVITATION_DAYS = 14

LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"

LANGUAGE_CODE = "en-gb"
LANGUAGES = [("en-gb", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
TIME_ZONE = "Europe/London"
USE_I18N = True
USE_TZ = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"

# Nothing inline, nothing from elsewhere.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF, *(provider["settings"]["origin"] for provider in IDENTITY_PROVIDERS)],  # the redirect to sign in there
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "carejourneys.common.edges.kept_words.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.TemporaryFileUploadHandler"]  # uploads stream to disk
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000

REST_FRAMEWORK = {
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "carejourneys.common.edges.drf.problem",
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "carejourneys.common.edges.drf.FormatBeforeAccept",
    "DEFAULT_PARSER_CLASSES": ["carejourneys.common.edges.json_body.BoundedJSONParser"],
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "stakeholders.api.authentication.BearerAuthentication",  # first: its challenge makes "not signed in" a 401
        "rest_framework.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated", "stakeholders.api.authentication.WithinScope"],
    "DEFAULT_FILTER_BACKENDS": ["carejourneys.common.edges.list_filters.FilledInFilters"],
    "DEFAULT_PAGINATION_CLASS": "carejourneys.common.edges.paging.CursorPaging",
    "DEFAULT_THROTTLE_CLASSES": ["carejourneys.common.edges.rates.AnonRate", "carejourneys.common.edges.rates.UserRate"],
    "DEFAULT_THROTTLE_RATES": {"anon": "60/min", "user": "600/min", "failed_token": "20/min", "failed_share": "20/min", "share": "60/min"},
    "NUM_PROXIES": 0,  # what a request says about its own address counts for nothing, unless a proxy of ours wrote it
    "URL_FORMAT_OVERRIDE": None,  # `format` is ours: json, csv or parquet, by contract
}
KNOX_TOKEN_MODEL = "stakeholders.ApiToken"  # noqa: S105 - a model, no secret
MIGRATION_MODULES = {"knox": None}  # its own table, which ours replaces, is not made
REST_KNOX = {"AUTH_HEADER_PREFIX": "Bearer", "AUTO_REFRESH": False, "TOKEN_TTL": timedelta(days=30), "TOKEN_PREFIX": "cj_"}
SPECTACULAR_SETTINGS = {
    "TITLE": "Care journeys",
    "DESCRIPTION": "Journeys, their maps and their measures. Every number carries its meaning. In examples lists are cut short.",
    "VERSION": "1",
    "OAS_VERSION": "3.1.0",
    "POSTPROCESSING_HOOKS": [  # choices stay where they are used
        "carejourneys.common.edges.api_document.tell_of_refusals_and_headers",
        "carejourneys.pages.api.examples.show_examples",
    ],
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_PERMISSIONS": ["rest_framework.permissions.IsAuthenticated"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}

logs.configure()
LOGGING = logs.LOGGING

CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TIMEZONE = TIME_ZONE
HOUSEKEEPING_SECONDS = 60  # how often workers look for lost jobs and for files to throw away
