"""/healthz: the process answers. What /readyz asks of database and Redis; its page joins more (carejourneys/pages/web/health.py)."""

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.http import require_safe


@require_safe
def healthz(request: HttpRequest) -> JsonResponse:
    """200 as long as the process can answer at all."""
    return JsonResponse({"status": "ok"})


def needs() -> dict[str, str]:
    """{what the process needs: "ok" or "no answer"}."""
    return {"database": _database()} | ({"redis": _redis()} if settings.REDIS_URL else {})


def _database() -> str:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return "no answer"
    return "ok"


def _redis() -> str:
    try:
        redis.Redis.from_url(settings.REDIS_URL, socket_timeout=2).ping()
    except redis.RedisError:
        return "no answer"
    return "ok"
