"""Copying a stretch of a map: the steps chosen, with the links among them, as whole elements to paste."""

from collections.abc import Callable, Collection
from typing import Any

from journeys.domain.state import MapState


def copies_of_steps(
    state: MapState, steps: Collection[str], new_id: Callable[[], str], *, lane: str | None = None, column: str | None = None
) -> list[dict[str, Any]]:
    """Copies in reading order, each derived from its original, then the links among them.

    lane: all go there (None: each stays in its own). column: the first goes there and the others keep their distance, as far as there
    are columns (None: each stays in its own).
    """
    chosen = [step for step in state.steps if step["id"] in steps]
    places = {one["id"]: place for place, one in enumerate(state.columns)}
    shift = places[column] - places[chosen[0]["column"]] if chosen and column is not None else 0
    new = {step["id"]: new_id() for step in chosen}
    copies = []
    for step in chosen:
        place = min(max(places[step["column"]] + shift, 0), len(places) - 1)
        where = {"lane": lane or step["lane"], "column": state.columns[place]["id"]}
        copies.append({**step, **where, "id": new[step["id"]], "derived_from": [step["id"]]})
    for link in state.links:
        if link["source"] in new and link["target"] in new:
            ends = {end: new[link[end]] for end in ("source", "target")}
            copies.append({**link, **ends, "id": new_id(), "derived_from": [link["id"]]})
    return copies
