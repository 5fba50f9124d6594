"""Future A of the worked example, "One assessment, one named person": the edits that turn a copy of the current map into it.

Edits, not a drawing of its own: so every step knows what it was derived from, and the two maps can be compared in meaning.
"""

from collections.abc import Iterator
from typing import Any

from journeys.domain.elements import Element
from journeys.domain.state import MapState
from journeys.domain.templates.memory_concerns import ROOM
from journeys.domain.templates.sketch import Command, NewId

TITLE = "Future A: one assessment, one named person"
WHEN = "2026-06-09"
NURSE, MANAGER = "Named nurse", "Memory service manager"


def planned(value: float, unit: str) -> dict[str, Any]:
    """What the group plans."""
    return {"value": value, "unit": unit, "source": "planned", "who": ROOM, "when": WHEN}


def _instead(figure: Element, value: float | None, unit: str) -> list[dict[str, Any]]:
    """The plan in place of every account of how it is today."""
    back = [{"value": None, "source": account["source"], "who": account["who"]} for account in figure["accounts"]]
    return back if value is None else [planned(value, unit), *back]


def future_a(state: MapState, new_id: NewId) -> Iterator[Command]:
    """The commands, for a map freshly derived from the current one. KeyError when it is not that map."""
    services = {step["title"]: step for step in state.steps if not state.is_persons_side(step)}
    person = {step["title"]: step for step in state.steps if state[step["lane"]]["kind"] == "person"}
    carer = [step for step in state.steps if state[step["lane"]]["kind"] == "carer"]
    lanes = {lane["title"]: lane["id"] for lane in state.lanes}
    columns = [column["id"] for column in state.columns]
    links = {(state[link["source"]]["title"], state[link["target"]]["title"]): link for link in state.links}
    contact, listen, write = services["Contact surgery"], services["Listen, first memory test"], services["Write referral"]
    triage, scan, assess = services["Triage referral"], services["Scan and bloods"], services["Specialist assessment"]
    needs, support = services["Assess needs again"], services["Support starts at home"]

    def times(step: Element, pt: float, value: float, **fields: Any) -> Command:
        figures = {"pt": _instead(step["pt"], pt, "min"), "value": _instead(step["value"], value, "min")}
        return {"kind": "step.set", "step": step["id"], "fields": {**figures, **fields}}

    def rename(step: Element, title: str) -> Command:
        return {"kind": "step.rename", "step": step["id"], "title": title}

    def move(step: Element, column: int) -> Command:
        return {"kind": "step.move", "step": step["id"], "column": columns[column - 1]}

    def way(link: Element, wait: float, caa: float | None, **fields: Any) -> Command:
        figures = {
            "wait": _instead(link["wait"], wait, "d"),
            "caa": _instead(link["caa"], caa, "%"),
            "share": _instead(link["share"], None, "%"),
        }
        return {"kind": "link.set", "link": link["id"], "fields": {**figures, "label": "", "channel": "Shared record", **fields}}

    def add_step(step: str, title: str, lane: str, column: int, **fields: Any) -> Command:
        return {"kind": "step.add", "step": step, "title": title, "lane": lanes[lane], "column": columns[column - 1], "fields": fields}

    def add_link(source: str, target: str, wait: float, caa: float | None = None) -> Command:
        figures = {"wait": planned(wait, "d")} | ({} if caa is None else {"caa": planned(caa, "%")})
        return {"kind": "link.add", "link": new_id(), "source": source, "target": target, "fields": {"channel": "Shared record", **figures}}

    yield {"kind": "map.set", "fields": {"title": TITLE}}
    for problem in state.problems:
        yield {"kind": "problem.remove", "problem": problem["id"]}

    yield times(contact, 6, 5)
    yield way(links["Contact surgery", "Listen, first memory test"], 4, None, channel="Phone")
    yield {"kind": "link.remove", "link": links["Triage referral", "Write referral"]["id"]}
    yield {"kind": "step.merge", "steps": [listen["id"], write["id"]], "into": listen["id"], "title": "Listen, test, one-page referral"}
    yield times(listen, 30, 24)
    yield way(links["Write referral", "Triage referral"], 2, 93, holds="The nurse's name and number")

    yield rename(triage, "Phone triage, named nurse")
    yield times(triage, 15, 8, kind="task", split="parallel", process_owner=MANAGER, clinically_responsible=NURSE)
    yield move(triage, 3)
    yield way(links["Triage referral", "Scan and bloods"], 7, 97, holds="A date for the scan")
    yield times(scan, 25, 20, process_owner="Imaging manager")
    yield move(scan, 4)
    talk = new_id()
    yield add_step(
        talk,
        "Home conversation, named nurse",
        "Memory service",
        4,
        process_owner=MANAGER,
        clinically_responsible=NURSE,
        pt=planned(40, "min"),
        value=planned(34, "min"),
    )
    yield add_link(triage["id"], talk, 4)

    ready, agreed = new_id(), new_id()
    yield add_step(ready, "Scan and conversation are done", "Memory service", 5, kind="gateway", split="parallel")
    yield add_step(agreed, "Plan agreed", "Memory service", 7, kind="gateway")
    scan_to_assess = links["Scan and bloods", "Specialist assessment"]
    yield {"kind": "link.reroute", "link": scan_to_assess["id"], "target": ready}
    yield way(scan_to_assess, 4, 95, holds="A date for the visit")
    yield add_link(talk, ready, 4, 98)

    yield {"kind": "step.remove", "step": services["Not dementia: advice given"]["id"]}
    yield {"kind": "step.remove", "step": services["Read and file letters"]["id"]}
    yield {"kind": "step.remove", "step": services["Read and file start notice"]["id"]}
    yield rename(assess, "Assessment and plan, one visit")
    yield times(assess, 90, 80, split=None)
    yield add_link(ready, assess["id"], 0)
    yield rename(needs, "Needs and carer questions, same visit")
    yield times(needs, 30, 20, clinically_responsible=NURSE)
    yield move(needs, 6)
    yield add_link(ready, needs["id"], 0)
    assess_to_needs = links["Specialist assessment", "Assess needs again"]
    yield {"kind": "link.reroute", "link": assess_to_needs["id"], "target": agreed}
    yield way(assess_to_needs, 0, None)
    needs_to_support = links["Assess needs again", "Support starts at home"]
    yield {"kind": "link.reroute", "link": needs_to_support["id"], "target": agreed}
    yield way(needs_to_support, 0, 95)
    yield add_link(agreed, support["id"], 7, 93)
    yield times(support, 60, 52)

    for step in carer:
        yield {"kind": "step.remove", "step": step["id"]}
    yield {"kind": "step.remove", "step": person["Forms for four agencies"]["id"]}
    for old, new, column, minutes, value in (
        ("Phone surgery, 4 calls", "Phone surgery, 1 call", 1, 15, 5),
        ("See GP", "See GP", 2, 60, 35),
        ("Travel, two buses", "Scan, travel included", 4, 90, 0),
        ("Chase and explain again", "Chase", 5, 20, 0),
        ("Assessment", "Assessment, travel included", 6, 120, 80),
        ("First visit at home", "First visit at home", 8, 60, 45),
    ):
        if new != old:
            yield rename(person[old], new)
        yield move(person[old], column)
        yield times(person[old], minutes, value)
    for title, column, minutes, value in (("Triage call", 3, 15, 10), ("Home conversation", 4, 40, 35)):
        yield add_step(new_id(), title, "Person", column, pt=planned(minutes, "min"), value=planned(value, "min"))
