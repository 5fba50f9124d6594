"""Every address of the product. Each one stands in the permission matrix (tests/permissions)."""

from django.urls import include, path

from carejourneys.common.edges.health import healthz
from carejourneys.pages.web.health import readyz
from stakeholders.web.strong_sign_in import ActivateApp, AddKey

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("readyz", readyz, name="readyz"),
    path("accounts/2fa/totp/activate/", ActivateApp.as_view(), name="mfa_activate_totp"),  # ours before the library's
    path("accounts/2fa/webauthn/add/", AddKey.as_view(), name="mfa_add_webauthn"),
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("carejourneys.api_urls")),
    path("", include("stakeholders.web.urls")),
    path("", include("journeys.web.urls")),
    path("", include("analytics.web.urls")),
    path("", include("carejourneys.pages.web.data_urls")),
    path("", include("carejourneys.pages.web.urls")),
]

handler404 = "carejourneys.common.edges.http.not_found"
handler500 = "carejourneys.common.edges.http.server_error"
