"""Which steps of a map the data are matched to."""

from collections.abc import Collection

from django.db.models import Count

from analytics.models import ActivityMatch


def activities_on(map_id: str, steps: Collection[str]) -> dict[str, int]:
    """{step id: how many activities are it, a name in all data once}; steps without any are left out. One query."""
    rows = (
        ActivityMatch.objects.filter(map_id=map_id, step__in=steps).order_by().values("step").annotate(n=Count("activity", distinct=True))
    )
    return {str(row["step"]): row["n"] for row in rows.order_by("step")}
