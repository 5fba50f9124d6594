"""Writes what a batch of commands changed into the rows: one insert, one update and one delete a table, however many elements."""

from collections import defaultdict
from collections.abc import Collection

from journeys.domain.state import MapState
from journeys.models import Map
from journeys.models.rows import TABLES, columns_to_write, map_values, row_of


def write_rows(*, of: Map, before: MapState, after: MapState, ids: Collection[str]) -> list[str]:
    """Makes the rows of these elements say what `after` says. Returns the columns of the map's own row that changed (set, not saved).

    IntegrityError when a new element's id was taken on another map meanwhile: a new row is inserted and never written over another.
    """
    links = {link["id"] for link in after.of_type("link")} if any(_is_note(after, id) for id in ids) else set()
    new, old, gone = defaultdict(list), defaultdict(list), defaultdict(list)
    own: list[str] = []
    for id in ids:
        was, now = before.get(id), after.get(id)
        if now is not None and now["type"] == "map":
            own = _set_own(of, now)
            continue
        stood, stands = (TABLES[one["type"]] if one is not None else None for one in (was, now))
        if now is not None and stands is not None:
            (old if stands is stood else new)[stands].append(row_of(str(of.pk), now, links))
        if stood is not None and stands is not stood:
            gone[stood].append(id)
    for model in dict.fromkeys(TABLES.values()):
        table = model._default_manager
        if new[model]:
            table.bulk_create(new[model], batch_size=500)
        if old[model]:
            table.bulk_create(
                old[model], update_conflicts=True, unique_fields=["id"], update_fields=columns_to_write(model), batch_size=500
            )
    for model in reversed(dict.fromkeys(TABLES.values())):
        if gone[model]:
            going = model._default_manager.filter(map_id=of.pk, id__in=gone[model])
            going._raw_delete(going.db)  # type: ignore[attr-defined]  # nothing cascades: commands take away what hangs on an element themselves
    return own


def _is_note(state: MapState, id: str) -> bool:
    element = state.get(id)
    return element is not None and element["type"] in ("problem", "idea")


def _set_own(of: Map, element) -> list[str]:
    values = map_values(element)
    for column, value in values.items():
        setattr(of, column, value)
    return [column.removesuffix("_id") for column in values]
