"""The request that a view behind `login_required` is handed."""

from typing import Generic, TypeVar

from django.http import HttpRequest

Person = TypeVar("Person")


class SignedInRequest(HttpRequest, Generic[Person]):
    """Its user is one of ours, never anonymous: SignedInRequest[User], for the annotations of views alone."""

    user: Person  # type: ignore[assignment]
