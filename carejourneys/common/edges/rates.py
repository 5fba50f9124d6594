"""How often the API may be asked, said in every answer: RateLimit-Limit, -Remaining and -Reset (seconds)."""

from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle


class _Told(SimpleRateThrottle):
    """Puts into the answer what is left. Of a limit that does not concern the caller nothing is said."""

    history: list[float]
    num_requests: int
    duration: int

    def allow_request(self, request, view) -> bool:
        allowed = super().allow_request(request, view)
        if self.get_cache_key(request, view) is not None:
            oldest = self.history[-1] if self.history else self.now
            view.headers["RateLimit-Limit"] = str(self.num_requests)
            view.headers["RateLimit-Remaining"] = str(max(0, self.num_requests - len(self.history)))
            view.headers["RateLimit-Reset"] = str(max(0, round(oldest + self.duration - self.now)))
        return allowed


class UserRate(_Told, UserRateThrottle):
    """Of somebody signed in, or of a token's owner."""


class AnonRate(_Told, AnonRateThrottle):
    """Of an address."""
