"""A person who signs in, by email address."""

from collections.abc import Iterator
from uuid import UUID

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from carejourneys.common.ids import uuid7


class UserManager(BaseUserManager["User"]):
    def create_user(self, email: str, password: str | None = None, **fields) -> "User":
        """A new person; without a password they sign in by an emailed code."""
        user = self.model(email=self.normalize_email(email).lower(), **fields)
        if password:
            user.set_password(password)
        else:
            user.set_unusable_password()
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email=(username or "").lower())


class User(AbstractBaseUser):  # type: ignore[django-manager-missing]
    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    email = models.EmailField(_("email address"), unique=True)
    name = models.CharField(_("your name"), max_length=120, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)  # signs in only in demo mode
    sessions_ended = models.PositiveIntegerField(default=0)  # counting it up ends every session of the person, wherever it is kept
    created_at = models.DateTimeField(auto_now_add=True)

    # Set for one request by the API's token authentication: the only economy that request may see. None: all they belong to.
    confined_to: UUID | None = None

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    objects = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="user_email_once_whatever_its_case")]

    def __str__(self) -> str:
        return self.name or self.email

    def get_session_auth_hash(self) -> str:
        """What a session must carry to be theirs: changes with the password and with `sessions_ended`."""
        return self._session_hash(settings.SECRET_KEY)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under secrets that are being retired."""
        return (self._session_hash(secret) for secret in settings.SECRET_KEY_FALLBACKS)

    def _session_hash(self, secret: str | bytes) -> str:
        words = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("stakeholders.User.session", words, secret=secret, algorithm="sha256").hexdigest()

    def has_perm(self, perm, obj=None) -> bool:
        """Django's own permissions are not used: what a person may do stands in stakeholders.domain.permissions."""
        return False
