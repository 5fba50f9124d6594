"""Commands, sources and gaps in words for people."""

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from journeys.domain.accounts import TIME_UNITS, Account
from journeys.domain.commands import KINDS
from journeys.domain.figures.words import amount_text

# kind of command: what one does (a heading, a button), what somebody did (after a name, in the history)
KIND_WORDS = {
    "step.add": (_("Add a step"), _("added a step")),
    "step.rename": (_("Rename the step"), _("renamed a step")),
    "step.set": (_("Change the step"), _("changed a step")),
    "step.move": (_("Move the step"), _("moved a step")),
    "step.split": (_("Split the step"), _("split a step")),
    "step.merge": (_("Merge steps"), _("merged steps")),
    "step.remove": (_("Remove the step"), _("removed a step")),
    "link.add": (_("Add a link"), _("added a link")),
    "link.set": (_("Change the link"), _("changed a link")),
    "link.reroute": (_("Lead the link elsewhere"), _("led a link elsewhere")),
    "link.remove": (_("Remove the link"), _("removed a link")),
    "lane.add": (_("Add a lane"), _("added a lane")),
    "lane.rename": (_("Rename the lane"), _("renamed a lane")),
    "lane.set": (_("Change the lane"), _("changed a lane")),
    "lane.move": (_("Move the lane"), _("moved a lane")),
    "lane.remove": (_("Remove the lane"), _("removed a lane")),
    "column.add": (_("Add a column"), _("added a column")),
    "column.set": (_("Change the column"), _("changed a column")),
    "column.move": (_("Move the column"), _("moved a column")),
    "column.remove": (_("Remove the column"), _("removed a column")),
    "phase.add": (_("Add a phase"), _("added a phase")),
    "phase.rename": (_("Rename the phase"), _("renamed a phase")),
    "phase.set": (_("Change or move the phase"), _("changed a phase")),
    "phase.remove": (_("Remove the phase"), _("removed a phase")),
    "problem.add": (_("Add a problem"), _("added a problem")),
    "problem.set": (_("Change the problem"), _("changed a problem")),
    "problem.remove": (_("Remove the problem"), _("removed a problem")),
    "idea.add": (_("Add an idea"), _("added an idea")),
    "idea.set": (_("Change the idea"), _("changed an idea")),
    "idea.remove": (_("Remove the idea"), _("removed an idea")),
    "map.set": (_("Change the map itself"), _("changed the map itself")),
    "map.paste": (_("Copy steps"), _("pasted a copy")),
    "map.tidy": (_("Tidy the map"), _("tidied the map")),
    "undo": (_("Take a change back"), _("took a change back")),
    "redo": (_("Do a change again"), _("did a change again")),
    "restore": (_("Set something back"), _("set something back")),
    "redact": (_("Take words out"), _("took words out of the map and its history")),
}
SOURCE_WORDS = {
    "observed": _("observed"),
    "measured": _("measured"),
    "told": _("told"),
    "workshop": _("workshop"),
    "planned": _("planned"),
}
GAP_WORDS = {"G1": _("no process owner"), "G2": _("no one clinically responsible")}
STEP_KIND_WORDS = {"task": "", "decision": _("decision"), "wait": _("wait"), "gateway": _("ways part or meet"), "event": _("event")}
LINK_KIND_WORDS = {"flow": "", "rework": _("sent back"), "information": _("information only")}
DOES_WORDS = {  # where the table of kinds speaks to programmers
    "step.remove": _("Takes the step away with its links. Problems and ideas go with it unless another step takes them over."),
    "problem.set": _("Changes the problem, or moves it to another step or link."),
    "idea.set": _("Changes the idea, or moves it to another step or link."),
    "restore": _(
        "It says again what it said then, also where others have changed it since. It stays where it stands now; "
        "if it is gone it comes back where it was."
    ),
    "map.paste": _("Puts copies of steps on the map, with the links between them."),
    "step.set": _("Say more about the step, or correct it."),
    "link.set": _("Say more about the link, or correct it."),
    "lane.set": _("Say more about the lane, or correct it."),
}
GROUP_WORDS = {
    "step": _("Steps"),
    "link": _("Links"),
    "problem": _("Problems"),
    "idea": _("Ideas"),
    "lane": _("Lanes"),
    "column": _("Columns"),
    "phase": _("Phases"),
    "map": _("The map as a whole"),
    "": _("Looking back"),
}


def to_do(kind: str) -> str:
    """What a kind of command does, as a heading."""
    return str(KIND_WORDS[kind][0]) if kind in KIND_WORDS else gettext(KINDS[kind].does)


def does(kind: str) -> str:
    """The same in a sentence."""
    return str(DOES_WORDS[kind]) if kind in DOES_WORDS else gettext(KINDS[kind].does)


def done(kind: str) -> str:
    """The same when somebody did it: follows their name."""
    return str(KIND_WORDS[kind][1]) if kind in KIND_WORDS else kind


def amount(value: float | None, unit: str) -> str:
    """A number with its unit, as it is typed: "20 min", "5 d", "40%"."""
    if value is None:
        return ""
    number = f"{value:,.10g}"
    if unit == "%":
        return f"{number}%"
    return amount_text(number, unit) if unit in TIME_UNITS else number


def account_in_words(account: Account | dict[str, Any]) -> str:
    """The number of an account with its range: "5 d (2 d to 9 d)"."""
    words, unit = amount(account["value"], account["unit"]), account["unit"]
    low, high = amount(account["low"], unit), amount(account["high"], unit)
    if low and high:
        return gettext("%(amount)s (%(low)s to %(high)s)") % {"amount": words, "low": low, "high": high}
    if low:
        return gettext("%(amount)s (at least %(bound)s)") % {"amount": words, "bound": low}
    if high:
        return gettext("%(amount)s (at most %(bound)s)") % {"amount": words, "bound": high}
    return words


def group_words(thing: str) -> str:
    """A heading over the kinds of command about one sort of thing; "" for those that look back."""
    return str(GROUP_WORDS.get(thing, thing))
