"""A map as it is drawn on paper, in the reader's language: its cards, its head with the score line, its legend and what figures mean."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from journeys.domain.accounts import used_account
from journeys.domain.drawing.letters import width_of
from journeys.domain.drawing.map_layout import (
    COLOURS,
    DASHES,
    MARKS,
    SMALL,
    SMALLEST,
    DrawnCard,
    DrawnLane,
    DrawnLink,
    DrawnMap,
    Grid,
    grid_of,
    text_block,
)
from journeys.domain.drawing.shapes import (
    AMBER,
    AMBER_EDGE,
    INK,
    LINE,
    NAVY,
    PERSON,
    PERSON_WASH,
    QUIET,
    RED,
    WHITE,
    Box,
    Drawing,
    Path,
    Shape,
    Text,
    stacked,
)
from journeys.domain.drawing.svg import svg_of
from journeys.domain.elements import Element
from journeys.domain.figures.definitions import DEFINITIONS
from journeys.domain.figures.durations import reading
from journeys.domain.figures.flow import clock_of
from journeys.domain.figures.said import in_words
from journeys.domain.figures.score import Score, score
from journeys.domain.figures.words import minutes_text
from journeys.domain.state import MapState
from journeys.models import Map, MapCommandLog

from .outline_rows import said, title_of
from .words import GAP_WORDS, STEP_KIND_WORDS, amount

HEADLINES = ("lead_time", "going_round", "touch", "flow_efficiency", "hand_offs", "right_first_time", "reach", "person_time")
_NARROWEST, _WIDEST = 760.0, 1100.0  # of head and foot, however many columns there are
_GAP = 18.0
TITLE_SIZE = 11.0


@dataclass(frozen=True)
class Paper:
    """A map drawn in three parts, one below the other. about: which map and when, for the edge of each sheet."""

    title: str
    about: str
    at: datetime
    head: Drawing
    grid: Grid
    foot: Drawing

    @property
    def whole(self) -> Drawing:
        """All of it as one."""
        return stacked((self.head, self.grid.drawing, self.foot), _GAP)


def paper_of(of: Map, state: MapState) -> Paper:
    """The map as it stands in `state`, its newest."""
    scored = score(state)
    grid = grid_of(_drawn(state, scored))
    width = min(_WIDEST, max(_NARROWEST, grid.drawing.width))
    at = _changed_at(of)
    about = _about(of, at)
    return Paper(state.map["title"], about, at, _head(of, state, scored, about, width), grid, _foot(scored, width))


def drawing_of(state: MapState, title: str, changed: Collection[str] = ()) -> str:
    """The grid alone, as SVG to stand in a page; title: what it is, for who cannot see it. changed: ids of cards to point out."""
    return svg_of(grid_of(_drawn(state, score(state), changed)).drawing, title)


def _changed_at(of: Map) -> datetime:
    return MapCommandLog.objects.filter(map_id=of.pk, revision=of.revision).values_list("at", flat=True).first() or of.created_at


def _about(of: Map, at: datetime) -> str:
    words = {"journey": of.journey.title, "n": of.revision, "when": date_format(localtime(at), "j F Y, H:i")}
    kind = _("How it is today") if of.kind == Map.CURRENT else _("A future")
    return kind + ". " + _("Journey: %(journey)s. Revision %(n)s of %(when)s.") % words


def _drawn(state: MapState, scored: Score, changed: Collection[str] = ()) -> DrawnMap:
    places = {column["id"]: place for place, column in enumerate(state.columns)}
    gaps = {gap.step: gap.kinds for gap in scored.gaps}
    return DrawnMap(
        [DrawnLane(lane["id"], lane["title"], lane["subtitle"], lane["kind"] != "organisation") for lane in state.lanes],
        [title_of(phase) if (phase := state.get(column["phase"])) else "" for column in state.columns],
        [column["title"] for column in state.columns],
        [_card(state, step, places[step["column"]], gaps.get(step["id"], ()), step["id"] in changed) for step in state.steps],
        [_link(state, link) for link in state.links],
    )


def _card(state: MapState, step: Element, column: int, gaps: tuple[str, ...], changed: bool) -> DrawnCard:
    number = state.step_numbers.get(step["id"], "")
    ends = step["id"] in (state.map["start"], state.map["end"])
    lines = [(words, bold, colour) for words, bold, colour in _lines(state, step, gaps) if words]
    lines += [(_("changed here"), True, NAVY)] * changed
    own = state.is_persons_side(step)
    return DrawnCard(step["id"], step["lane"], column, f"{number} {step['title']}".strip(), step["kind"], own, ends, tuple(lines), changed)


def _lines(state: MapState, step: Element, gaps: tuple[str, ...]) -> list[tuple[str, bool, str]]:
    time, problems, ideas = _time(state, step), len(state.problems_on(step["id"])), len(state.ideas_on(step["id"]))
    caa = next((head for link in state.links_from(step["id"], "flow") if (head := used_account(link["caa"]))), None)
    return [
        (str(STEP_KIND_WORDS[step["kind"]]), False, QUIET),
        (time, False, INK),
        (f"{_('C&A')} {amount(caa['value'], caa['unit'])}" if caa else "", False, INK),
        (step["process_owner"], False, QUIET),
        *((str(GAP_WORDS[kind]), True, RED) for kind in gaps),
        (ngettext("%(n)d problem", "%(n)d problems", problems) % {"n": problems} if problems else "", True, INK),
        (ngettext("%(n)d idea", "%(n)d ideas", ideas) % {"n": ideas} if ideas else "", False, INK),
    ]


def _time(state: MapState, step: Element) -> str:
    time, minutes = said(step["pt"]), reading(step["pt"], clock_of(state, step).work_minutes)
    if time is None or minutes is None:
        return ""
    if state.is_persons_side(step):
        return f"{minutes_text(minutes)} ({time.source_words})"
    return f"{_('Work')} {time.words} ({time.source_words})"


def _link(state: MapState, link: Element) -> DrawnLink:
    source, target = state[link["source"]], state[link["target"]]
    wait, share = used_account(link["wait"]), used_account(link["share"])
    parts = [amount(one["value"], one["unit"]) for one in (share, wait) if one is not None]
    hands_off = state.agency_of(source) != state.agency_of(target)
    return DrawnLink(source["id"], target["id"], link["kind"], " · ".join(parts), hands_off)


def _head(of: Map, state: MapState, scored: Score, about: str, width: float) -> Drawing:
    shapes, y = text_block(state.map["title"], 0, 0, 20, width, bold=True)
    more, y = text_block(about, 0, y + 2, 10, width, fill=QUIET)
    shapes += more
    if state.map["note"]:
        more, y = text_block(state.map["note"], 0, y + 2, SMALL, width)
        shapes += more
    tile, top, bottom = width / len(HEADLINES), y + 8, y
    for place, name in enumerate(HEADLINES):
        figure = scored[name]
        value = " ".join(word for word in (str(figure.qualifier), in_words(figure)) if word) if in_words(figure) else _("not yet known")
        label, at = text_block(_(DEFINITIONS[name].title), place * tile, top, SMALL, tile - 8, fill=QUIET)
        words, at = text_block(value, place * tile, at, 12, tile - 8, bold=True)
        shapes, bottom = [*shapes, *label, *words], max(bottom, at)
    return Drawing(width, bottom + 2, tuple(shapes))


def _foot(scored: Score, width: float) -> Drawing:
    """How to read the map, then what each figure of its head means."""
    legend = _legend(width)
    column = width / 4
    bottoms = [legend.height + 14.0] * 4
    shapes = [*legend.shapes, *text_block(_("What the figures mean"), 0, legend.height, TITLE_SIZE, width, bold=True)[0]]
    for name in HEADLINES:
        place = bottoms.index(min(bottoms))
        title, at = text_block(_(DEFINITIONS[name].title), place * column, bottoms[place] + 6, SMALL, column - 14, bold=True)
        words, at = text_block(_(DEFINITIONS[name].counts), place * column, at, SMALL, column - 14)
        shapes += [*title, *words]
        bottoms[place] = at
    return Drawing(width, max(bottoms) + 4, tuple(shapes))


def _legend(width: float) -> Drawing:
    entries: list[tuple[list[Shape], str]] = [
        ([Path(((0, 0), (30, 0)), COLOURS["flow"], 1.1)], _("The person's way on inside one agency.")),
        ([Path(((0, 0), (30, 0)), NAVY, 1.8)], _("A hand-off: from one agency to another.")),
        ([Path(((0, 0), (30, 0)), COLOURS["rework"], 1.1, DASHES["rework"])], _("Sent back, done again.")),
        (
            [Path(((0, 0), (30, 0)), COLOURS["information"], 1.1, DASHES["information"])],
            _("Only information is passed on: a letter, a message."),
        ),
        (_pill_sample(), _("On an arrow: the share that goes this way, and the wait, as people say it.")),
        ([Box(0, -5, 30, 10, PERSON_WASH, PERSON)], _("A person's own time.")),
        ([Box(0, -5, 30, 10, WHITE, INK, 1.4, 5)], _("The first step and the last.")),
        (_mark_sample("decision"), _("A decision is made, or ways part or meet.")),
        (_mark_sample("wait"), _("Waiting.")),
        (_mark_sample("event"), _("Something happens.")),
        (
            [Text(0, 3, _("C&A"), SMALL, 20, True)],
            _("Complete and accurate: the share the next team can use without correcting, adding or asking."),
        ),
    ]
    shapes: list[Shape] = [Path(((0, 0), (width, 0)), LINE), *text_block(_("How to read this map"), 0, 6, TITLE_SIZE, width, bold=True)[0]]
    column = width / 4
    bottoms = [22.0] * 4
    for place, (sample, words) in enumerate(entries):
        x, top = place % 4 * column, bottoms[place % 4] + 4
        block, at = text_block(words, x + 38, top, SMALL, column - 52)
        shapes += [*(shape.moved(x, top + 6) for shape in sample), *block]
        bottoms[place % 4] = max(at, top + 12)
    return Drawing(width, max(bottoms) + 8, tuple(shapes))


def _mark_sample(kind: str) -> list[Shape]:
    return [Path(MARKS[kind], edge=INK, fill=AMBER).moved(15, 0)]


def _pill_sample() -> list[Shape]:
    words = amount(9, "d")
    return [Box(0, -6, 30, 12, AMBER, AMBER_EDGE, 0.7, 6), Text(7, 3, words, SMALLEST, width_of(words, SMALLEST, bold=True), True)]
