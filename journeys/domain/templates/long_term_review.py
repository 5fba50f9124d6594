"""Review of a long-term condition: from the reminder to a plan that is shared. No figures: those are the group's to find."""

from carejourneys.common.wording import Words as _
from journeys.domain.templates.sketch import Lane, Link, Sketch, Step, Template

LONG_TERM_REVIEW = Template(
    slug="long-term-condition-review",
    title=_("Review of a long-term condition"),
    for_whom=_("People living with one or more long-term conditions"),
    starts_with=_("A review is due"),
    ends_with=_("A plan the person holds and everyone can see"),
    current=Sketch(
        title=_("As it is today"),
        unit_of_flow=_("person due a review"),
        phases=((_("Invite"), 2), (_("Test"), 2), (_("Review"), 2), (_("Plan"), 2)),
        lanes=(
            Lane("person", _("Person"), "", "person"),
            Lane("carer", _("Carer"), "", "carer"),
            Lane("gp", _("GP cluster"), organisation_kind="gp_cluster"),
            Lane("lab", _("Acute hospital"), _("Pathology and eye screening"), organisation_kind="acute_trust"),
            Lane("pharmacy", _("Community pharmacy"), organisation_kind="pharmacist"),
            Lane("community", _("Community health"), _("Specialist nurses"), organisation_kind="community_trust"),
            Lane("voluntary", _("Voluntary organisation"), _("Peer support"), organisation_kind="voluntary"),
        ),
        steps=(
            Step("due", _("See who is due"), "gp", 1),
            Step("invite", _("Invite the person"), "gp", 2, {"kind": "decision", "split": "choice"}),
            Step("bloods", _("Take bloods and measurements"), "gp", 3),
            Step("test", _("Test and report"), "lab", 4),
            Step("review", _("Review together"), "gp", 5, {"kind": "decision", "split": "choice"}),
            Step("nurse", _("See the specialist nurse"), "community", 6),
            Step("medicines", _("Review medicines"), "pharmacy", 7),
            Step("plan", _("Agree and share the plan"), "gp", 8),
            Step("group", _("Join a peer group"), "voluntary", 8),
            Step("lost", _("No answer"), "gp", 3, {"kind": "event"}),
        ),
        links=(
            Link("due", "invite"),
            Link("invite", "bloods", fields={"label": _("comes")}),
            Link("invite", "lost", fields={"label": _("no answer")}),
            Link("bloods", "test"),
            Link("test", "review"),
            Link("review", "nurse", fields={"label": _("needs the specialist")}),
            Link("review", "bloods", "rework", {"label": _("result missing, taken again")}),
            Link("review", "medicines", fields={"label": _("medicines first")}),
            Link("nurse", "medicines"),
            Link("medicines", "plan"),
            Link("plan", "group", "information", {"channel": _("Letter"), "carries": "information"}),
        ),
        start="due",
        end="plan",
    ),
)
