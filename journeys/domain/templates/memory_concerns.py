"""Memory concerns to support at home: the worked example's current state, with its figures.

Fictional, modelled on published work; the figures are those of the worked example that the product's documentation computes.
"""

from carejourneys.common.wording import Words as _
from journeys.domain.templates.sketch import Lane, Link, Note, Sketch, Step, Template

WHEN = "2026-06-01"
ROOM = "The workshop"


def room(value: float, unit: str) -> dict:
    """What the workshop agreed on."""
    return {"value": value, "unit": unit, "source": "workshop", "who": ROOM, "when": WHEN}


def seen(value: float, unit: str, who: str, n: int) -> dict:
    """What somebody timed or counted."""
    return {"value": value, "unit": unit, "source": "observed", "who": who, "when": WHEN, "n": n}


def told(value: float, unit: str, who: str, n: int) -> dict:
    """What people told."""
    return {"value": value, "unit": unit, "source": "told", "who": who, "when": WHEN, "n": n}


def _step(key, title, lane, column, pt, value, owner="", clinical="", **fields) -> Step:
    figures = {"pt": room(pt, "min"), "value": room(value, "min")}
    return Step(key, title, lane, column, {"process_owner": owner, "clinically_responsible": clinical, **fields}, figures)


def _own(key, title, lane, column, minutes, value) -> Step:
    who = "People who told us" if lane == "person" else "Carers who told us"
    return Step(key, title, lane, column, {}, {"pt": told(minutes, "min", who, 40), "value": told(value, "min", who, 40)})


def _link(source, target, wait=None, share=None, caa=None, kind="flow", label="", channel="", holds="", carries="person") -> Link:
    figures = {}
    if wait is not None:
        figures["wait"] = room(wait, "d")
    if share is not None:
        figures["share"] = room(share, "%")
    if caa is not None:
        figures["caa"] = room(caa, "%")
    return Link(source, target, kind, {"label": label, "channel": channel, "holds": holds, "carries": carries}, figures)


CURRENT = Sketch(
    title=_("As it is today"),
    unit_of_flow=_("person referred"),
    phases=((_("Notice"), 2), (_("Refer"), 2), (_("Assess"), 2), (_("Support"), 2)),
    lanes=(
        Lane("person", _("Person"), _("in their own time"), "person"),
        Lane("carer", _("Carer"), _("in their own time"), "carer"),
        Lane("gp", _("GP cluster"), _("Surgeries of Eastvale North"), organisation_kind="gp_cluster"),
        Lane("acute", _("Acute hospital"), _("Imaging and pathology"), organisation_kind="acute_trust"),
        Lane("memory", _("Memory service"), _("Mental health trust"), organisation_kind="mental_health_trust"),
        Lane("council", _("Council"), _("Adult social care"), organisation_kind="council"),
        Lane("charity", _("Home support charity"), _("Befriending and practical help"), organisation_kind="voluntary"),
    ),
    steps=(
        _own("p1", _("Phone surgery, 4 calls"), "person", 1, 110, 5),
        _own("p2", _("See GP"), "person", 2, 50, 25),
        _own("p3", _("Chase and explain again"), "person", 4, 380, 0),
        _own("p4", _("Travel, two buses"), "person", 5, 190, 0),
        _own("p5", _("Assessment"), "person", 6, 120, 85),
        _own("p6", _("Forms for four agencies"), "person", 7, 240, 0),
        _own("p7", _("First visit at home"), "person", 8, 60, 45),
        _own("c1", _("Phone surgery, 4 calls"), "carer", 1, 90, 0),
        _own("c2", _("See GP"), "carer", 2, 50, 20),
        _own("c3", _("Chase and explain again"), "carer", 4, 620, 0),
        _own("c4", _("Travel, two buses"), "carer", 5, 190, 0),
        _own("c5", _("Assessment"), "carer", 6, 120, 70),
        _own("c6", _("Forms for four agencies"), "carer", 7, 430, 0),
        _own("c7", _("First visit at home"), "carer", 8, 60, 40),
        _step("1", _("Contact surgery"), "gp", 1, 6, 3, _("Practice manager"), "Duty GP"),
        _step("2", _("Listen, first memory test"), "gp", 2, 20, 14, _("Practice manager"), "Named GP"),
        _step("3", _("Write referral"), "gp", 3, 15, 3, _("Practice manager"), "Named GP"),
        _step("4", _("Triage referral"), "memory", 4, 10, 1, kind="decision", split="choice"),
        _step("5", _("Scan and bloods"), "acute", 5, 45, 27, "", "Consultant radiologist"),
        _step("6", _("Specialist assessment"), "memory", 6, 90, 80, _("Memory service manager"), "Consultant psychiatrist", split="choice"),
        _step("7", _("Assess needs again"), "council", 7, 75, 7, _("Social work team manager"), ""),
        _step("8", _("Support starts at home"), "charity", 8, 60, 50, _("Charity coordinator"), "Named GP"),
        Step(
            "x",
            _("Not dementia: advice given"),
            "memory",
            7,
            {"kind": "event", "process_owner": _("Memory service manager"), "clinically_responsible": _("Named GP")},
            {},
        ),
        Step(
            "letters",
            _("Read and file letters"),
            "gp",
            6,
            {"process_owner": _("Practice manager"), "clinically_responsible": _("Named GP")},
            {"pt": room(5, "min"), "value": room(0, "min")},
        ),
        Step(
            "notice",
            _("Read and file start notice"),
            "council",
            8,
            {"process_owner": _("Social work team manager"), "clinically_responsible": _("Named GP")},
            {"pt": room(5, "min"), "value": room(0, "min")},
        ),
    ),
    links=(
        _link("1", "2", 4, holds=_("A date for the appointment")),
        _link("2", "3", 1, caa=88),
        _link("3", "4", 9, caa=54, channel=_("Letter"), holds=_("Nothing")),
        _link("4", "3", 3, 46, kind="rework", label=_("sent back"), channel=_("Letter"), holds=_("Nothing")),
        _link("4", "5", 11, 54, 90, label=_("accepted"), channel=_("Request form"), holds=_("Nothing")),
        _link("5", "6", 7, caa=92, channel=_("Report"), holds=_("A date for the clinic")),
        _link("6", "7", 13, 80, 83, label=_("dementia"), channel=_("Letter"), holds=_("A leaflet")),
        _link("6", "x", 0, 20, label=_("not dementia")),
        _link("7", "8", 6, caa=95, channel=_("Referral form"), holds=_("A phone number")),
        _link("5", "letters", kind="information", channel=_("Letter"), carries="information"),
        _link("6", "letters", kind="information", channel=_("Letter"), carries="information"),
        _link("7", "letters", kind="information", channel=_("Letter"), carries="information"),
        _link("8", "notice", kind="information", channel=_("Email"), carries="information"),
    ),
    start="1",
    end="8",
    map_fields={"volume": {"n": 1000, "per": "year"}},
    notes=(
        Note("3", _("Nearly half of the letters come back: the test result or the medicines are missing."), "Memory service"),
        Note("3", _("The form asks for things the surgery cannot see."), "GP cluster"),
        Note("4", _("Nobody could say where we were in the queue."), "Carers", kind="failure_demand"),
        Note("4", _("No one owns the inbox on Fridays."), "Memory service"),
        Note("5", _("Two buses each way, and the bloods are taken again at the clinic."), "Carers"),
        Note("7", _("The same questions as at the clinic, two weeks later."), "Council", kind="failure_demand"),
        Note("3", _("One page, written with the person in the room."), "GP cluster", type="idea"),
        Note("4", _("A named nurse phones within two days."), "Memory service", type="idea"),
        Note("7", _("Ask the care needs questions at the clinic visit."), "Council", type="idea"),
    ),
)

MEMORY_CONCERNS = Template(
    slug="memory-concerns",
    title=_("Memory concerns to support at home"),
    for_whom=_("People worried about their memory, and those who care for them"),
    starts_with=_("The person contacts the surgery"),
    ends_with=_("Support starts at home"),
    current=CURRENT,
)
