"""What goes when data are deleted, for whoever is about to."""

from collections.abc import Collection
from dataclasses import dataclass

from analytics.models import Dataset, MeasureResult
from journeys.models import Map
from stakeholders.models import User


@dataclass(frozen=True)
class WhatGoes:
    """Beside the data themselves. joined: what the data are called that were joined from them and the person may see, by name and version;
    unseen: how many more there are. maps: titles of maps that lose what was measured with any of them, in the order of the journey.
    """

    joined: list[str]
    unseen: int
    maps: list[str]


def what_goes_with(user: User, datasets: Collection[Dataset]) -> WhatGoes:
    """With these data together. Three queries."""
    wholes = Dataset.objects.filter(joined_from__in=datasets).distinct()
    seen = list(wholes.filter(pk__in=Dataset.objects.seen_by(user).values("pk")).only("name", "version").order_by("name", "version"))
    going = {one.pk for one in datasets} | set(wholes.values_list("pk", flat=True))
    measured = MeasureResult.objects.filter(dataset__in=going).values("map")
    maps = Map.objects.filter(pk__in=measured).order_by("kind", "created_at", "id").values_list("title", flat=True)
    return WhatGoes([one.called for one in seen], len(going) - len(datasets) - len(seen), list(maps))
