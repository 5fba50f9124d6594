"""Where the numbers come from that a figure is made of: seen, measured, told, estimated or planned. Kinds are never mixed in silence."""

from collections.abc import Iterable, Mapping

from journeys.domain.accounts import SOURCES, used_account
from journeys.domain.elements import Element
from journeys.domain.figures.walk import Walk
from journeys.domain.state import MapState

_TIMES = ("pt", "pause", "wait")
# figure: the numbers it is computed from, beside the shares of the ways; of the lead time's longest way, or of all services on the way
_LONGEST = {
    "lead_time": _TIMES,
    "going_round": _TIMES,
    "touch": ("pt",),
    "flow_efficiency": _TIMES,
    "flow_efficiency_working": _TIMES,
    "process_cycle_efficiency": (*_TIMES, "value"),
}
_SERVICES = {"value": ("value",), "value_share": ("pt", "value"), "effort": ("pt", "staff"), "right_first_time": ("caa",)}
_SHARES_ALONE = ("hand_offs", "hand_off_kinds", "contacts", "decisions", "agencies", "reach")
_OWN = {"time": ("pt",), "value_share": ("pt", "value")}


def sources_by_figure(state: MapState, found: Walk | None) -> Mapping[str, tuple[str, ...]]:
    """{figure: the sources of the accounts it rests on, in the order of SOURCES}; () where it rests on how the map is drawn alone.

    Accounts that stand beside the one that heads a number are not used, and not counted. found None: nothing is computed yet but the
    person's and the carer's own time.
    """
    by_figure: dict[str, set[str]] = {"gaps": set()}
    for kind in ("person", "carer"):
        own = [step for lane in state.lanes if lane["kind"] == kind for step in state.steps_of_lane(lane["id"])]
        by_figure |= {f"{kind}_{name}": _sources(own, numbers) for name, numbers in _OWN.items()}
    if found is not None:
        shares = _sources((state[way.link] for way in found.flow.all_ways() if way.link is not None), ("share",))
        longest = [state[id] for id, times in found.critical.items() if times > 0]
        met = [state[id] for counted in (found.visits, found.taken) for id, times in counted.items() if times > 0]
        services = [element for element in met if element["type"] == "link" or not state.is_persons_side(element)]
        by_figure |= {name: shares | _sources(longest, numbers) for name, numbers in _LONGEST.items()}
        by_figure |= {name: shares | _sources(services, numbers) for name, numbers in _SERVICES.items()}
        by_figure |= dict.fromkeys(_SHARES_ALONE, shares)
    return {name: tuple(source for source in SOURCES if source in sources) for name, sources in by_figure.items()}


def _sources(elements: Iterable[Element], numbers: tuple[str, ...]) -> set[str]:
    heads = (used_account(element[name]) for element in elements for name in numbers if name in element)
    return {head["source"] for head in heads if head is not None}
