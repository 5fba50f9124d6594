"""/readyz: the database answers, Redis where it is used; and how long the oldest job has waited for a worker."""

from datetime import timedelta

from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe

from analytics.queries.jobs import queue_age
from carejourneys.common.edges.health import needs

SLOW = timedelta(minutes=5)


@require_safe
def readyz(request: HttpRequest) -> JsonResponse:
    """200 when what the process needs answers, 503 naming what does not. A slow queue is said; pages are served all the same."""
    checks = needs()
    ready = all(state == "ok" for state in checks.values())
    said: dict = {"status": "ok" if ready else "not ready", "checks": checks}
    if checks["database"] == "ok":
        age = queue_age()
        checks["queue"] = "ok" if age <= SLOW else "slow"
        said["queue_age_seconds"] = int(age.total_seconds())
    return JsonResponse(said, status=200 if ready else 503)
