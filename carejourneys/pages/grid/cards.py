"""One step as a card: what stands on it, in words. static/js/journeys/cards.js draws the same card when the map changes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from journeys.domain.accounts import Account, is_known, used_account
from journeys.domain.elements import Element
from journeys.domain.figures.durations import reading
from journeys.domain.figures.flow import clock_of
from journeys.domain.figures.score import Gap
from journeys.domain.figures.words import minutes_text
from journeys.domain.state import MapState
from journeys.queries.outline_rows import Said, said, title_of
from journeys.queries.words import GAP_WORDS, LINK_KIND_WORDS, amount

GAPS_ON_CARDS = {**GAP_WORDS, "G1": gettext_lazy("no owner"), "G2": gettext_lazy("no clinical lead")}
SMALLEST_BOX = 66  # per cent of a cell: narrower, words no longer fit


@dataclass(frozen=True)
class Way:
    """One way out of a step, for readers without scripts: arrows say it to all others."""

    target: str
    title: str
    kind: str
    figures: str


@dataclass(frozen=True)
class Card:
    """gaps: in words. tagged: whether the time says its source (the usual one goes without).

    of_value, wide: per cent, of a box in a person's lane only; of_value None: not known.
    """

    id: str
    number: str
    title: str
    kind: str
    own: bool
    time: Said | None
    tagged: bool
    caa: str
    sent_back: str
    owner: str
    gaps: tuple[str, ...]
    problems: int
    failure_demand: bool
    ideas: int
    quote: str
    is_start: bool
    is_end: bool
    of_value: int | None
    wide: int
    ways: tuple[Way, ...]


@dataclass(frozen=True)
class Around:
    """What a card is seen against. gaps: {step id: kinds}. longest: minutes of the longest box of the people's lanes.

    usual: {own: source}, where most times of services (False) and of the people's own lanes (True) come from: said once, not on each card.
    waits: {link id: what the data say of it, in words}.
    """

    gaps: Mapping[str, tuple[str, ...]]
    longest: float
    usual: Mapping[bool, str]
    waits: Mapping[str, str]


def around(state: MapState, gaps: Iterable[Gap], waits: Mapping[str, str]) -> Around:
    """What the cards of this map are seen against."""
    own = [step for step in state.steps if state.is_persons_side(step)]
    longest = max((minutes_of(state, step) for step in own), default=0.0)
    return Around({gap.step: gap.kinds for gap in gaps}, longest, usual_sources(state), waits)


def usual_sources(state: MapState) -> dict[bool, str]:
    """{own: source} of most headline times; the table's order breaks ties."""
    counts: dict[bool, Counter[str]] = {False: Counter({"workshop": 0}), True: Counter({"told": 0})}
    for step in state.steps:
        head = used_account(step["pt"])
        if head is not None:
            counts[state.is_persons_side(step)][head["source"]] += 1
    return {own: max(found, key=lambda source: (found[source], source)) for own, found in counts.items()}


def card_of(state: MapState, step: Element, seen: Around) -> Card:
    """The card of a step."""
    own = state.is_persons_side(step)
    problems, time = state.problems_on(step["id"]), said(step["pt"])
    if time is not None and own:
        time = replace(time, words=minutes_text(minutes_of(state, step)))
    if time is not None:
        time = replace(time, words=_counted(used_account(step["pt"]), time.words))
    return Card(
        id=step["id"],
        number=state.step_numbers.get(step["id"], ""),
        title=title_of(step),
        kind=step["kind"],
        own=own,
        time=time,
        tagged=time is not None and time.source != seen.usual[own],
        caa=_first_share(state, step, "flow", "caa"),
        sent_back=_first_share(state, step, "rework", "share"),
        owner=step["process_owner"],
        gaps=tuple(str(GAPS_ON_CARDS[kind]) for kind in seen.gaps.get(step["id"], ())),
        problems=len(problems),
        failure_demand=any(problem["kind"] == "failure_demand" for problem in problems),
        ideas=len(state.ideas_on(step["id"])),
        quote=step["note"] if own else "",
        is_start=state.map["start"] == step["id"],
        is_end=state.map["end"] == step["id"],
        of_value=_of_value(state, step) if own else None,
        wide=_wide(minutes_of(state, step), seen.longest) if own else 100,
        ways=tuple(_way(state, link, seen.waits.get(link["id"], "")) for link in state.links_from(step["id"])),
    )


def _counted(account: Account | None, words: str) -> str:
    """Of what was measured, of how many: "5 d, n 34"."""
    if account is None or account["source"] != "measured":
        return words
    if account["n"] is None:
        return _("%(words)s, n not said") % {"words": words}
    return _("%(words)s, n %(n)s") % {"words": words, "n": f"{account['n']:,}"}


def minutes_of(state: MapState, step: Element) -> float:
    """Minutes of work or of somebody's own time; 0 when nobody said."""
    return reading(step["pt"], clock_of(state, step).work_minutes) or 0.0


def _wide(minutes: float, longest: float) -> int:
    return max(SMALLEST_BOX, round(100 * minutes / longest)) if longest else 100


def _of_value(state: MapState, step: Element) -> int | None:
    minutes = minutes_of(state, step)
    if not is_known(step["value"]) or minutes <= 0:
        return None
    value = reading(step["value"], clock_of(state, step).work_minutes) or 0.0
    return min(100, round(100 * value / minutes))


def _first_share(state: MapState, step: Element, kind: str, name: str) -> str:
    for link in state.links_from(step["id"], kind):
        head = used_account(link[name])
        if head is not None:
            return amount(head["value"], head["unit"])
    return ""


def _way(state: MapState, link: Element, measured: str) -> Way:
    wait, share = used_account(link["wait"]), used_account(link["share"])
    kind = str(LINK_KIND_WORDS[link["kind"]])
    figures = [kind, link["label"] if link["label"] != kind else ""]
    if share is not None:
        figures.append(amount(share["value"], share["unit"]))
    if wait is not None:
        figures.append(_("wait %s") % _counted(wait, amount(wait["value"], wait["unit"])))
    figures.append(measured)
    return Way(link["target"], title_of(state[link["target"]]), link["kind"], ", ".join(words for words in figures if words))
