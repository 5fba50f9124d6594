"""Sign-in by allauth, bent to our rules: nobody signs up uninvited, demo accounts only in demo mode, no last second factor is taken off."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.stagekit import clear_login
from allauth.core.internal.httpkit import clean_client_ip
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest

from stakeholders.queries.sign_in import SECOND_FACTORS, may_sign_in, must_keep_second_factor
from stakeholders.services.second_factors import seal, unseal


class SignInBackend(AuthenticationBackend):
    """Asked at sign-in and again for every request of a session."""

    def user_can_authenticate(self, user) -> bool:
        return may_sign_in(user)


class AccountAdapter(DefaultAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """People come by invitation."""
        return False

    def pre_login(self, request: HttpRequest, user, **kwargs):
        """Whatever the way in (password, code, passkey, provider): an account that may not sign in is told so, and nothing else happens."""
        if not may_sign_in(user):
            clear_login(request)
            return self.respond_user_inactive(request, user)
        return super().pre_login(request, user, **kwargs)

    def get_client_ip(self, request: HttpRequest) -> str:
        """By which limits count. A header that names no address is passed over for the other end of the line, and keeps nobody out."""
        try:
            return super().get_client_ip(request)
        except (PermissionDenied, ImproperlyConfigured):
            return clean_client_ip(request.META.get("REMOTE_ADDR", "")) or "0.0.0.0"  # noqa: S104 - all who cannot be told apart, no place to listen


class ProviderAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request: HttpRequest, sociallogin) -> bool:
        """A provider's account opens the one that was invited under its verified address; it makes none."""
        return False


class SecondFactorAdapter(DefaultMFAAdapter):
    def can_delete_authenticator(self, authenticator: Authenticator) -> bool:
        """Not the last one of somebody whose role demands one."""
        return authenticator.type not in SECOND_FACTORS or not must_keep_second_factor(authenticator.user)

    def encrypt(self, text: str) -> str:
        """Secrets of authenticator apps and recovery codes are not readable in a copy of the database."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text)
