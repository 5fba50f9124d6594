"""Urgent care to home: from a call for help to being settled at home again. No figures: those are the group's to find."""

from carejourneys.common.wording import Words as _
from journeys.domain.templates.sketch import Lane, Link, Sketch, Step, Template

URGENT_CARE = Template(
    slug="urgent-care-to-home",
    title=_("Urgent care to home"),
    for_whom=_("Older people who are suddenly unwell, and those who care for them"),
    starts_with=_("Somebody calls for help"),
    ends_with=_("Settled at home with support"),
    current=Sketch(
        title=_("As it is today"),
        unit_of_flow=_("person who needed urgent care"),
        phases=((_("Call"), 2), (_("Emergency department"), 2), (_("Ward"), 3), (_("Home"), 3)),
        lanes=(
            Lane("person", _("Person"), "", "person"),
            Lane("carer", _("Carer"), "", "carer"),
            Lane("ambulance", _("Ambulance service"), organisation_kind="ambulance"),
            Lane("acute", _("Acute hospital"), _("Emergency department and wards"), organisation_kind="acute_trust"),
            Lane("liaison", _("Liaison psychiatry"), _("Mental health trust"), organisation_kind="mental_health_trust"),
            Lane("council", _("Council"), _("Adult social care"), organisation_kind="council"),
            Lane("community", _("Community health"), _("Nursing and therapy at home"), organisation_kind="community_trust"),
        ),
        steps=(
            Step("call", _("Take the call and decide"), "ambulance", 1, {"kind": "decision"}),
            Step("crew", _("See and treat at home"), "ambulance", 2, {"kind": "decision", "split": "choice"}),
            Step("stays", _("Treated at home"), "ambulance", 3, {"kind": "event"}),
            Step("triage", _("Triage on arrival"), "acute", 3),
            Step("assess", _("Assess and treat"), "acute", 4, {"kind": "decision", "split": "choice"}),
            Step("mind", _("Assess memory and mood"), "liaison", 6),
            Step("ward", _("Care on the ward"), "acute", 5, {"kind": "decision", "split": "choice"}),
            Step("ready", _("Decide the person can go home"), "acute", 7, {"kind": "decision"}),
            Step("needs", _("Assess needs for home"), "council", 8),
            Step("package", _("Arrange support"), "council", 9),
            Step("home", _("First visit at home"), "community", 10),
            Step("gone", _("Home from the department"), "acute", 6, {"kind": "event"}),
        ),
        links=(
            Link("call", "crew"),
            Link("crew", "stays", fields={"label": _("can stay at home")}),
            Link("crew", "triage", fields={"label": _("taken to hospital")}),
            Link("triage", "assess"),
            Link("assess", "gone", fields={"label": _("can go home")}),
            Link("assess", "ward", fields={"label": _("admitted")}),
            Link("ward", "mind", fields={"label": _("worry about memory or mood")}),
            Link("mind", "ready"),
            Link("ward", "ready", fields={"label": _("no such worry")}),
            Link("ready", "needs"),
            Link("needs", "package"),
            Link("package", "home"),
        ),
        start="call",
        end="home",
    ),
)
