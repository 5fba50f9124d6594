"""Side effects that wait for the commit: an email, a job, a word to a socket. None happens for a transaction that was rolled back."""

from collections.abc import Callable

from django.db import transaction


def after_commit(effect: Callable[..., object], *args, **kwargs) -> None:
    """Calls `effect(*args, **kwargs)` once the surrounding transaction is committed, or at once where there is none.

    An effect that fails is logged by Django and keeps neither the fact nor the other effects from standing.
    """

    def call() -> None:  # a function and not a partial: Django logs a failure under its __qualname__
        effect(*args, **kwargs)

    transaction.on_commit(call, robust=True)
