"""What can go wrong, in words for the person it happens to. Edges translate each once per protocol."""

from carejourneys.common.wording import Words as _


class AppError(Exception):
    """A refusal. `message` says what, where and what to do; `field` names the input it is about, if any."""

    status = 400
    title: str = _("This could not be done")

    def __init__(self, message: object = "", *, field: str | None = None):
        words = message or self.title
        self.message: str = words if isinstance(words, str) else str(words)
        super().__init__(self.message)
        self.field = field


class RuleBroken(AppError):
    """The input is understood and breaks a rule of the domain."""

    status = 422
    title: str = _("That is not possible")


class NotAllowed(AppError):
    """A member without the permission. Strangers get NotFound instead: they must not learn that a thing exists."""

    status = 403
    title: str = _("You cannot do this")


class NotFound(AppError):
    """There is no such thing, or it is not for this person to know."""

    status = 404
    title: str = _("Not found")


class TooMany(AppError):
    """Asked too often of late."""

    status = 429
    title: str = _("Too many tries")


class Conflict(AppError):
    """Somebody changed the same thing first. `details` carries both sides, so that a person can choose."""

    status = 409
    title: str = _("Somebody changed this first")

    def __init__(self, message: object = "", *, field: str | None = None, details: dict | None = None):
        super().__init__(message, field=field)
        self.details = details or {}
