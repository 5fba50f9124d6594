"""How often one may ask, said in every answer: RateLimit-Limit, -Remaining and -Reset (seconds)."""

from rest_framework.throttling import AnonRateThrottle, SimpleRateThrottle, UserRateThrottle


class ToldRate(SimpleRateThrottle):
    """Puts into the answer of an API view what is left; other views ask `told()`. Of a limit that does not concern the caller nothing is
    said.
    """

    history: list[float]
    num_requests: int
    duration: int

    def allow_request(self, request, view) -> bool:
        allowed = super().allow_request(request, view)
        if view is not None and self.get_cache_key(request, view) is not None:
            view.headers.update(self.told())
        return allowed

    def told(self) -> dict[str, str]:
        """The headers, once allow_request was asked."""
        oldest = self.history[-1] if self.history else self.now
        return {
            "RateLimit-Limit": str(self.num_requests),
            "RateLimit-Remaining": str(max(0, self.num_requests - len(self.history))),
            "RateLimit-Reset": str(max(0, round(oldest + self.duration - self.now))),
        }


class UserRate(ToldRate, UserRateThrottle):
    """Of somebody signed in, or of a token's owner."""


class AnonRate(ToldRate, AnonRateThrottle):
    """Of an address."""
