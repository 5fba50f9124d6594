"""Steps and links of two maps by their words, and what would change for them, in sentences."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journeys.domain.comparing.comparison import Comparison
from journeys.domain.comparing.matching import Match
from journeys.domain.elements import Element
from journeys.domain.state import MapState
from journeys.queries.outline_rows import step_label


@dataclass(frozen=True)
class Step:
    """A step by its words, and where it stands: the id `element` on the map "before" or "after"."""

    words: str
    map: str
    element: str


@dataclass(frozen=True)
class Doing:
    """What would change for some steps: "Goes, GP cluster:" and which."""

    heading: str
    steps: tuple[Step, ...]


HEADINGS = {
    "merged": gettext_lazy("Become one:"),
    "divided": gettext_lazy("Divided:"),
    "regrouped": gettext_lazy("Arranged anew:"),
    "moved": gettext_lazy("To another lane:"),
    "removed": gettext_lazy("Goes, %s:"),
    "added": gettext_lazy("New, %s:"),
}


def named(comparison: Comparison, match: Match) -> str:
    """The steps or links of a match by what they are called on the map before; what is new, by what it is called after."""
    state, ids = (comparison.before, match.before) if match.before else (comparison.after, match.after)
    return _and([label(state, id) for id in ids])


def label(state: MapState, id: str) -> str:
    """A step in quotation marks; a link by both its ends."""
    element = state[id]
    if element["type"] == "step":
        return _("“%s”") % step_label(state, element)
    ends = {end: step_label(state, state[element[end]]) for end in ("source", "target")}
    return _("“%(source)s” to “%(target)s”") % ends


def phase_of(comparison: Comparison, match: Match) -> tuple[str | None, str]:
    """(id, title) of the phase it stands in on the map before; of what is new, of the phase after, where it can be the same."""
    if match.before:
        return _phase(comparison.before, match.before[0])
    id, title = _phase(comparison.after, match.after[0])
    same = comparison.phases.of_after(id).before if id is not None else ()
    return (same[0], comparison.before[same[0]]["title"]) if same else (id, title)


def _phase(state: MapState, id: str) -> tuple[str | None, str]:
    element = state[id]
    step = element if element["type"] == "step" else state[element["target"]]
    phase = state.get(state[step["column"]]["phase"])
    return (phase["id"], phase["title"]) if phase is not None else (None, "")


def what_changes(comparison: Comparison) -> list[Doing]:
    """Steps that become one, are divided or pass to another lane, then those that go and those that come, by lane: services first."""
    found: dict[tuple[bool, int, str], list[Step]] = {}
    for match in comparison.steps.all:
        for kind, lane, step in _doing(comparison, match):
            own = match.kind in ("removed", "added") and _is_persons(comparison, match)
            found.setdefault((own, list(HEADINGS).index(kind), lane), []).append(step)
    headings = list(HEADINGS.values())
    in_order = sorted(found, key=lambda one: one[:2])
    return [
        Doing(str(headings[place]) % (lane,) if lane else str(headings[place]), tuple(found[own, place, lane]))
        for own, place, lane in in_order
    ]


def _is_persons(comparison: Comparison, match: Match) -> bool:
    state, id = (comparison.before, match.before[0]) if match.before else (comparison.after, match.after[0])
    return state.is_persons_side(state[id])


def _doing(comparison: Comparison, match: Match) -> Iterator[tuple[str, str, Step]]:
    """(kind, lane where it belongs to the heading, step)."""
    before, after = comparison.before, comparison.after
    if match.kind in ("removed", "added"):
        state, id = (before, match.before[0]) if match.before else (after, match.after[0])
        if state[id]["kind"] != "gateway":
            side = "before" if match.before else "after"
            yield match.kind, state[state[id]["lane"]]["title"], Step(label(state, id), side, id)
    elif match.kind == "kept":
        yield from _kept(comparison, before[match.before[0]], after[match.after[0]])
    else:
        words = {"before": _labels(before, match.before), "after": _labels(after, match.after)}
        yield match.kind, "", Step(_("%(before)s become %(after)s") % words, "after", match.after[0])


def _kept(comparison: Comparison, old: Element, new: Element) -> Iterator[tuple[str, str, Step]]:
    before, after = comparison.before, comparison.after
    if before.agency_of(old) != comparison.agency(after.agency_of(new)):
        lanes = {"before": before[old["lane"]]["title"], "after": after[new["lane"]]["title"]}
        words = _("%(step)s, from %(before)s to %(after)s") % {"step": label(after, new["id"]), **lanes}
        yield "moved", "", Step(words, "after", new["id"])


def _labels(state: MapState, ids: Iterable[str]) -> str:
    return _and([label(state, id) for id in ids])


def _and(words: list[str]) -> str:
    if len(words) == 1:
        return words[0]
    return _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
