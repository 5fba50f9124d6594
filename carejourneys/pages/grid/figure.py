"""The story of one figure of a map: its value, how sure it is, what it is made of, and which numbers nobody has said yet."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journeys.domain.accounts import is_known, used_account
from journeys.domain.elements import Element
from journeys.domain.figures.definitions import DEFINITIONS, Definition, Good
from journeys.domain.figures.flow import NOT_WORK
from journeys.domain.figures.handoffs import Pair
from journeys.domain.figures.ladder import Rung
from journeys.domain.figures.said import in_words, is_overfull
from journeys.domain.figures.score import Score
from journeys.domain.figures.words import days_text, figure_text, minutes_text, times_text
from journeys.domain.state import MapState
from journeys.queries.outline_rows import step_label
from journeys.queries.words import GAP_WORDS, account_in_words

from .cards import minutes_of
from .rungs import bars

GOOD_WORDS = {
    Good.LESS: gettext_lazy("less is better"),
    Good.MORE: gettext_lazy("more is better"),
    Good.NEITHER: gettext_lazy("neither more nor less is better"),
}


@dataclass(frozen=True)
class Table:
    """What a figure is made of. Each row begins with its name; the other cells are numbers in words. note: what was counted."""

    caption: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    note: str = ""


@dataclass(frozen=True)
class Unknown:
    """A number that nobody has said: which, and at which step."""

    step: str
    words: str


def _read(definition: Definition) -> Definition:
    """In the language of the reader. A template that translates a text of its own does not find those with a sign of per cent."""
    return replace(definition, counts=_(definition.counts), unknown=_(definition.unknown) if definition.unknown else "")


def figure_story(state: MapState, score: Score, name: str) -> dict[str, Any]:
    """definition, figure, value, low, high, good, tables, unknown, of one figure. overfull: what it means if more than its whole."""
    figure = score[name]
    working = DEFINITIONS["flow_efficiency_working"]
    return {
        "definition": _read(DEFINITIONS[name]),
        "figure": figure,
        "value": in_words(figure),
        "low": figure_text(name, figure.low) if figure.low is not None else "",
        "high": figure_text(name, figure.high) if figure.high is not None else "",
        "good": str(GOOD_WORDS[DEFINITIONS[name].good]),
        "overfull": _(working.counts) if name.startswith("flow_efficiency") and is_overfull(score[working.name]) else "",
        "tables": [table for table in MADE_OF.get(name, _nothing)(state, score) if table.rows],
        "unknown": list(_unknown(state, score, name)),
    }


def _nothing(state: MapState, score: Score) -> Iterator[Table]:
    yield from ()


def _ladder(state: MapState, score: Score) -> Iterator[Table]:
    total = sum(rung.days for rung in score.ladder)
    pairs = zip(bars(score.ladder), score.ladder, strict=False)
    rows = [(bar.says, _time_of(rung), f"{100 * rung.days / total:.1f}%") for bar, rung in pairs]
    yield Table(_("Where the days go"), (_("What"), _("Time"), _("Share")), rows)


def _time_of(rung: Rung) -> str:
    return minutes_text(rung.minutes) if rung.kind == "touch" and rung.minutes else days_text(rung.days)


def _work(state: MapState, score: Score) -> Iterator[Table]:
    rows = []
    for step in state.steps:
        times = score.visits.get(step["id"], 0.0)
        minutes = minutes_of(state, step)
        if times and minutes and not state.is_persons_side(step):
            rows.append((step_label(state, step), minutes_text(minutes), times_text(times), minutes_text(minutes * times)))
    yield Table(_("Work at each step"), (_("Step"), _("Once"), _("Times a person"), _("Together")), rows)


def _effort(state: MapState, score: Score) -> Iterator[Table]:
    rows = [(agency_name(state, agency), minutes_text(minutes)) for agency, minutes in score.effort_by_agency.items()]
    yield Table(_("Effort by agency"), (_("Agency"), _("For one person")), rows)
    yield from _work(state, score)


def _value(state: MapState, score: Score) -> Iterator[Table]:
    steps = [step for step in state.steps if not state.is_persons_side(step) and is_known(step["value"]) and is_known(step["pt"])]
    yield _time_and_value(state, steps, _("Step"))


def _hand_offs(state: MapState, score: Score) -> Iterator[Table]:
    if score.hand_offs is None:
        return
    for caption, pairs in (
        (_("The person passes on"), score.hand_offs.moving),
        (_("Only information passes on"), score.hand_offs.information),
        (_("Carried by the person"), score.hand_offs.carried),
    ):
        yield Table(caption, (_("From"), _("To"), _("Times a person")), _pairs(state, pairs))


def _pairs(state: MapState, pairs) -> Sequence[tuple[str, ...]]:
    ordered: list[tuple[Pair, float]] = sorted(pairs.items(), key=lambda pair: -pair[1])
    return [(agency_name(state, source), agency_name(state, target), times_text(times)) for (source, target), times in ordered]


def _caa(state: MapState, score: Score) -> Iterator[Table]:
    rows = []
    for link in state.links:
        head = used_account(link["caa"])
        if head is not None and link["kind"] == "flow":
            rows.append((_between(state, link), account_in_words(head)))
    yield Table(_("Complete and accurate, as the receiver judges"), (_("Handed over"), _("Share")), rows)


def _gaps(state: MapState, score: Score) -> Iterator[Table]:
    rows = [(step_label(state, state[gap.step]), ", ".join(str(GAP_WORDS[kind]) for kind in gap.kinds)) for gap in score.gaps]
    yield Table(_("Steps without someone responsible"), (_("Step"), _("What is missing")), rows)


def _own(kind: str) -> Callable[[MapState, Score], Iterator[Table]]:
    def rows(state: MapState, score: Score) -> Iterator[Table]:
        steps = [step for step in state.steps if state[step["lane"]]["kind"] == kind and is_known(step["pt"])]
        yield _time_and_value(state, steps, _("What it takes"))

    return rows


def _time_and_value(state: MapState, steps: list[Element], head: str) -> Table:
    rows = []
    for step in steps:
        value = used_account(step["value"])
        rows.append((step_label(state, step), minutes_text(minutes_of(state, step)), account_in_words(value) if value else _("not known")))
    return Table(_("Time, and how much of it is of value"), (head, _("Time"), _("Of value")), rows)


MADE_OF: dict[str, Callable[[MapState, Score], Iterator[Table]]] = {
    "lead_time": _ladder,
    "going_round": _ladder,
    "flow_efficiency": _ladder,
    "flow_efficiency_working": _ladder,
    "process_cycle_efficiency": _value,
    "touch": _work,
    "effort": _effort,
    "value": _value,
    "value_share": _value,
    "hand_offs": _hand_offs,
    "hand_off_kinds": _hand_offs,
    "agencies": _effort,
    "right_first_time": _caa,
    "gaps": _gaps,
    "person_time": _own("person"),
    "person_value_share": _own("person"),
    "carer_time": _own("carer"),
    "carer_value_share": _own("carer"),
}
_WAITS = ("lead_time", "going_round", "flow_efficiency", "flow_efficiency_working", "process_cycle_efficiency")
_TIMES = (*_WAITS, "touch", "effort")
_VALUES = ("value", "value_share", "process_cycle_efficiency")


def _unknown(state: MapState, score: Score, name: str) -> Iterator[Unknown]:
    for step in state.steps:
        worked = score.visits.get(step["id"]) and step["kind"] not in NOT_WORK and not state.is_persons_side(step)
        own = state[step["lane"]]["kind"] == name.split("_")[0]
        if ((worked and name in _TIMES) or own) and not is_known(step["pt"]):
            yield Unknown(step["id"], _("the time of “%s”") % step_label(state, step))
        if ((worked and name in _VALUES) or (own and name.endswith("share"))) and not is_known(step["value"]):
            yield Unknown(step["id"], _("the value of “%s”") % step_label(state, step))
    for link in state.links:
        if not score.taken.get(link["id"]) or link["kind"] == "information":
            continue
        if name in _WAITS and not is_known(link["wait"]) and state[link["target"]]["kind"] != "wait":
            yield Unknown(link["source"], _("the wait from %s") % _between(state, link))
        if name == "right_first_time" and link["kind"] == "flow" and not is_known(link["caa"]):
            yield Unknown(link["source"], _("what is complete and accurate from %s") % _between(state, link))


def _between(state: MapState, link: Element) -> str:
    return _("“%(source)s” to “%(target)s”") % {
        "source": step_label(state, state[link["source"]]),
        "target": step_label(state, state[link["target"]]),
    }


def agency_name(state: MapState, agency: str) -> str:
    """What people call an agency: the title of its lane, the first if it has several."""
    return next((lane["title"] for lane in state.lanes if agency in (lane["organisation"], lane["id"])), agency)
