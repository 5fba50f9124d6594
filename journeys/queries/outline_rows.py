"""The outline as the page shows it: the map's steps in reading order under their phases, each with all that stands at it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journeys.domain.accounts import used_account
from journeys.domain.elements import Element, fields_of
from journeys.domain.figures.flow import NOT_WORK
from journeys.domain.figures.score import find_gaps
from journeys.domain.ports import Beside
from journeys.domain.state import MapState

from .words import GAP_WORDS, LINK_KIND_WORDS, SOURCE_WORDS, STEP_KIND_WORDS, account_in_words

AllBeside = Mapping[str, Mapping[str, Beside]]
NOTHING: AllBeside = {}


@dataclass(frozen=True)
class Said:
    """A figure in a cell: its headline and how many accounts stand beside it."""

    words: str
    source: str
    source_words: str
    others: int


@dataclass(frozen=True)
class LinkLine:
    """One way out of a step."""

    link: Element
    target: str
    kind: str
    wait: Said | None
    share: Said | None
    caa: Said | None
    problems: int
    ideas: int
    wants_wait: bool
    measured: Beside | None = None


@dataclass(frozen=True)
class Row:
    """One step."""

    step: Element
    number: str
    title: str
    lane: str
    column: str
    kind: str
    time: Said | None
    gaps: tuple[str, ...]
    links: tuple[LinkLine, ...]
    problems: int
    ideas: int
    is_start: bool
    is_end: bool
    wants_time: bool
    measured: Beside | None = None


@dataclass
class Section:
    """The steps under one phase (or between phases: no title)."""

    phase: Element | None
    rows: list[Row] = field(default_factory=list)


def said(figure: Mapping[str, Any]) -> Said | None:
    """What heads a figure; None when nobody has said."""
    head = used_account(figure)
    if head is None:
        return None
    return Said(account_in_words(head), head["source"], str(SOURCE_WORDS[head["source"]]), len(figure["accounts"]) - 1)


def title_of(element: Element) -> str:
    """What an element is called, a step without words by its kind."""
    return (
        element.get("title") or element.get("text") or element.get("label") or str(STEP_KIND_WORDS.get(element.get("kind", ""), "")) or "–"
    )


def step_label(state: MapState, step: Element) -> str:
    """Number and words: "4A Triage"."""
    return f"{state.step_numbers.get(step['id'], '')} {title_of(step)}".strip()


def column_label(state: MapState, column: Element) -> str:
    """Its place and heading: "3 Triage", "3"."""
    place = next(n for n, one in enumerate(state.columns, 1) if one["id"] == column["id"])
    return f"{place} {column['title']}".strip()


def sections(state: MapState, *, words: str = "", lane: str = "", beside: AllBeside = NOTHING) -> list[Section]:
    """The steps in reading order under their phases; only those with these words, or of this lane, when asked. beside: what data say."""
    found: list[Section] = []
    for row in _rows(state, _wanted(state, words.casefold().strip(), lane), beside):
        phase = state.get(state[row.step["column"]]["phase"])
        if not found or found[-1].phase != phase:
            found.append(Section(phase))
        found[-1].rows.append(row)
    return found


def _wanted(state: MapState, words: str, lane: str) -> Iterator[Element]:
    for step in state.steps:
        texts = (step["title"], step["note"], step["process_owner"], step["clinically_responsible"], step["location"])
        if (not lane or step["lane"] == lane) and (not words or any(words in text.casefold() for text in texts)):
            yield step


def _rows(state: MapState, steps: Iterable[Element], beside: AllBeside) -> Iterator[Row]:
    gaps = {gap.step: tuple(str(GAP_WORDS[kind]) for kind in gap.kinds) for gap in find_gaps(state)}
    columns = {column["id"]: f"{n} {column['title']}".strip() for n, column in enumerate(state.columns, 1)}
    for step in steps:
        yield Row(
            step=step,
            number=state.step_numbers.get(step["id"], ""),
            title=title_of(step),
            lane=state[step["lane"]]["title"],
            column=columns[step["column"]],
            kind=str(STEP_KIND_WORDS[step["kind"]]),
            time=said(step["pt"]),
            gaps=gaps.get(step["id"], ()),
            links=tuple(link_line(state, link, beside=beside) for link in state.links_from(step["id"])),
            problems=len(state.problems_on(step["id"])),
            ideas=len(state.ideas_on(step["id"])),
            is_start=state.map["start"] == step["id"],
            is_end=state.map["end"] == step["id"],
            wants_time=step["kind"] not in NOT_WORK,
            measured=beside.get(step["id"], {}).get("pt"),
        )


def link_line(state: MapState, link: Element, *, other: str = "target", beside: AllBeside = NOTHING) -> LinkLine:
    """A link as one line, naming the step at its other end."""
    return LinkLine(
        link,
        step_label(state, state[link[other]]),
        str(LINK_KIND_WORDS[link["kind"]]),
        said(link["wait"]),
        said(link["share"]),
        said(link["caa"]),
        len(state.problems_on(link["id"])),
        len(state.ideas_on(link["id"])),
        link["kind"] != "information",
        beside.get(link["id"], {}).get("wait"),
    )


def lane_lines(state: MapState) -> list[tuple[Element, str, int]]:
    """Each lane with whose it is in words, and how many steps it holds."""
    words = dict(fields_of("lane")["kind"].choices)
    return [(lane, _(words[lane["kind"]]), len(state.steps_of_lane(lane["id"]))) for lane in state.lanes]


def column_lines(state: MapState) -> list[tuple[Element, int, str, int]]:
    """Each column with its place, the phase it stands under and how many steps it holds."""
    phases = {phase["id"]: phase["title"] for phase in state.phases}
    return [
        (column, place, phases.get(column["phase"], ""), len(state.steps_of_column(column["id"])))
        for place, column in enumerate(state.columns, 1)
    ]


def in_short(state: MapState) -> str:
    """How big the map is and what is open, in a sentence."""
    gaps = len(find_gaps(state))
    parts = {
        "steps": ngettext("%(n)d step", "%(n)d steps", len(state.steps)) % {"n": len(state.steps)},
        "lanes": ngettext("%(n)d lane", "%(n)d lanes", len(state.lanes)) % {"n": len(state.lanes)},
        "columns": ngettext("%(n)d column", "%(n)d columns", len(state.columns)) % {"n": len(state.columns)},
    }
    lack = ngettext("%(n)d step lacks someone responsible.", "%(n)d steps lack someone responsible.", gaps) % {"n": gaps}
    return _("%(steps)s in %(lanes)s and %(columns)s.") % parts + (f" {lack}" if gaps else "")
