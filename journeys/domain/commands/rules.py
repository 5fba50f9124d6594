"""What must hold on every map after every command, whoever sent it: the last look before a change is let through.

Each rule looks at the elements a command changes, so the cost follows the size of the edit, not of the map.
`faults` is the same, asked of a whole map: what tests hold every map to.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from carejourneys.common.errors import RuleBroken
from carejourneys.common.wording import Words as _
from journeys.domain.accounts import TIME_UNITS, account_of
from journeys.domain.commands.reading import wrong_type
from journeys.domain.elements import TYPE_WORDS, Element, Value, fields_of
from journeys.domain.ordering import is_key
from journeys.domain.state import MapState

NAMELESS = ("gateway", "event")  # kinds of step that may go without words
_MINUTES = {"min": 1, "h": 60}  # only units that need no calendar


class Fault(RuleBroken):
    """A rule that one element breaks; `element` is its id."""

    element = ""


def check(state: MapState, over: Mapping[str, Element | None]) -> None:
    """RuleBroken, a Fault where one element is at fault, when the state with these changes would not hold together."""

    def get(id: str) -> Element | None:
        return over[id] if id in over else state.get(id)

    for id, after in over.items():
        if after is not None:
            for broken in _faults_of(after, get):
                fault = Fault(broken.message, field=broken.field)
                fault.element = id
                raise fault
        elif state.get(id) is not None:
            _check_gone(state, over, id)


def faults(state: MapState) -> list[str]:
    """Everything on the map that breaks a rule, in words; empty when all is well."""
    found = [
        f"{element['type']} {element['id']}: {fault}" for element in state.elements.values() for fault in _faults_of(element, state.get)
    ]
    found += [f"map: there are {n} map elements" for n in [len([e for e in state.elements.values() if e["type"] == "map"])] if n != 1]
    return found


def _faults_of(element: Element, get: Callable[[str], Element | None]) -> Iterable[RuleBroken]:
    for name, spec in fields_of(element["type"]).items():
        value = element[name]
        if spec.value is Value.ELEMENT and value is not None:
            found = get(value)
            if found is None:
                needed = {"thing": _(TYPE_WORDS[element["type"]]), "what": _(spec.label)}
                yield RuleBroken(_("What this %(thing)s needs is not on the map any more: %(what)s.", **needed), field=name)
            elif found["type"] not in spec.refers:
                yield wrong_type(spec.refers, found, name)
        elif value is None and not spec.null and spec.value is not Value.ORDER:
            yield RuleBroken(_("This cannot be left empty."), field=name)
        elif spec.value is Value.ORDER and not is_key(value):
            yield RuleBroken(_("This element has no place."), field=name)
        if spec.required and not value and not (element["type"] == "step" and name == "title" and element["kind"] in NAMELESS):
            yield RuleBroken(_("Please write something here."), field=name)
    if element["type"] == "link" and element["source"] == element["target"]:
        yield RuleBroken(_("A link leads from one step to another, not back to itself."), field="target")
    if element["type"] == "step":
        yield from _value_within_work(element)


def _value_within_work(step: Element) -> Iterable[RuleBroken]:
    """Time of value is part of hands-on time. Only one person's own two numbers are compared: different people may differ."""
    for worth in step["value"]["accounts"]:
        work = account_of(step["pt"], worth["key"])
        if work is None:
            continue
        if worth["unit"] == work["unit"]:
            more = worth["value"] > work["value"]
        else:
            more = {worth["unit"], work["unit"]} <= _MINUTES.keys() and (
                worth["value"] * _MINUTES[worth["unit"]] > work["value"] * _MINUTES[work["unit"]]
            )
        if more:
            yield RuleBroken(
                _(
                    "Time of value (%(worth)s) cannot be more than the hands-on time (%(work)s) of the same account.",
                    worth=_says(worth),
                    work=_says(work),
                ),
                field="value",
            )


def _says(account: Mapping[str, Any]) -> str:
    return _("%(number)s %(unit)s", number=f"{account['value']:g}", unit=_(TIME_UNITS.get(account["unit"], account["unit"])))


def _check_gone(state: MapState, over: Mapping[str, Element | None], id: str) -> None:
    """Nothing that stays may still point at what goes."""
    was = state[id]
    match was["type"]:
        case "step":
            users: Iterable[Element] = (*state.links_of(id), *state.notes_on(id), state.map)
        case "link":
            users = state.notes_on(id)
        case "lane":
            users = state.steps_of_lane(id)
        case "column":
            users = state.steps_of_column(id)
        case "phase":
            users = state.columns_of_phase(id)
        case "map":
            raise RuleBroken(_("The map itself cannot be taken away."), field="map")
        case _:
            users = ()
    left = [user for user in users if user["id"] not in over and id in _points_at(user)]
    if left:
        names = ", ".join(sorted({str(_(TYPE_WORDS[user["type"]])) for user in left}))
        words = _("This %(thing)s is still used on the map (by: %(users)s).", thing=_(TYPE_WORDS[was["type"]]), users=names)
        raise RuleBroken(words, field=was["type"])


def _points_at(element: Element) -> set[str]:
    return {element[name] for name, spec in fields_of(element["type"]).items() if spec.value is Value.ELEMENT and element[name] is not None}
