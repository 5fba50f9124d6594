"""What the pages of a dataset show: plain data, small numbers hidden from whoever may not open the data themselves."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from analytics.domain.events.log import DateOrder, Preview, ReadOptions
from analytics.domain.events.quality import KINDS, REASONS
from analytics.domain.events.roles import Role
from analytics.domain.map_fit import FIT_VERSION
from analytics.domain.matching import guesses
from analytics.domain.version_changes import KINDS as KINDS_OF_CHANGE
from analytics.engine.column_look import kinds_said, not_to_be_kept
from analytics.engine.log_preview import preview
from analytics.engine.refusal import LogRefused
from analytics.models import Dataset, EndActivity, Feed, Job
from analytics.queries.datasets import ends_of, map_of, matches_of, new_and_unmatched, reading_of
from carejourneys.common.errors import NotFound
from carejourneys.common.small_numbers import hidden_cells, hide_average, hide_count, rounded_inside
from journeys.domain.state import MapState
from journeys.models import Map
from journeys.queries.states import state_of
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import permissions_in

PAGE_ZONE = "Europe/London"
OFTEN_LAST = 10  # per cent of the cases


def first_look(dataset: Dataset) -> tuple[Preview | None, str]:
    """(what the head of the file shows, "") or (None, why it cannot be read)."""
    if not dataset.raw.exists():
        return None, why_not_readable(dataset)
    try:
        return preview(dataset.raw, dataset.file_name, ReadOptions(timezone=PAGE_ZONE)), ""
    except LogRefused as refusal:
        return None, refusal.message


def log_options(dataset: Dataset, look: Preview) -> ReadOptions:
    """How the file was looked at, for reading it the same way; but for its encoding, which shows for certain only once all is read."""
    return ReadOptions(timezone=PAGE_ZONE, delimiter=look.delimiter)


def refused_columns(look: Preview, roles: Mapping[Role, str]) -> dict[Role, str]:
    """{role: what its column seems to hold, in words} of the columns that may not be kept as they are."""
    return {role: kinds_said(kinds) for role, kinds in not_to_be_kept(look.personal, roles).items()}


def personal_columns_said(look: Preview) -> list[dict[str, str]]:
    """A row, {key, value}, for each column that tells who a person is: what it seems to hold, and what becomes of it."""
    keyed = _("seems to hold %(kinds)s: replaced by a key, if it stays the column that says whose event it is")
    left_out = _("seems to hold %(kinds)s: left out, nothing of it is kept")
    case = look.roles.get(Role.CASE)
    return [
        {"key": column, "value": (keyed if column == case else left_out) % {"kinds": kinds_said(kinds)}}
        for column, kinds in look.personal.items()
    ]


@dataclass(frozen=True)
class Line:
    """A line of the quality report: how many, of what, where."""

    count: str
    words: str
    where: str = ""


READ_ALREADY, BEING_READ, NOT_READABLE, TO_BE_CONFIRMED, STOPPED = "read", "being read", "not readable", "to be confirmed", "stopped"


def how_far(dataset: Dataset, *, being_read: bool) -> str:
    """What became of the file so far: one of the five. Of a feed whose columns are known nobody has to confirm them."""
    if dataset.state == Dataset.READY:
        return READ_ALREADY
    if being_read:
        return BEING_READ
    if dataset.trouble or not dataset.raw.exists():
        return NOT_READABLE
    return STOPPED if dataset.feed.options else TO_BE_CONFIRMED


def why_not_readable(dataset: Dataset) -> str:
    """For those who may bring data: it can name columns of the file."""
    if not dataset.raw.exists():
        return _("The file is no longer here: it was not confirmed within a day. Bring it again.")
    return dataset.trouble


@dataclass(frozen=True)
class DatasetPage:
    """facts: (name, value); findings, rejected: lines; activities: (name, times); maps: the journey's maps that can be measured.
    fits: maps the data were held against.
    reading: the job that is at it. asks_for_columns: whether the person is the one to confirm them, who alone sees rows of the file.
    far: see how_far. why: why it cannot be read, for those who may bring data.
    unmatched: activities that came with this version and belong to no step yet, for those who may match them.
    exact: for somebody who may open the data; else counts are rough, and rare activities have no name.
    """

    ready: bool
    reading: Job | None = None
    asks_for_columns: bool = False
    far: str = READ_ALREADY
    why: str = ""
    exact: bool = False
    facts: list[dict[str, str]] = field(default_factory=list)
    findings: list[Line] = field(default_factory=list)
    rejected: list[Line] = field(default_factory=list)
    activities: list[tuple[str, str]] = field(default_factory=list)
    maps: list[tuple[Map, int]] = field(default_factory=list)
    unmatched: list[str] = field(default_factory=list)
    fits: list[Map] = field(default_factory=list)

    @classmethod
    def of(cls, user: User, dataset: Dataset) -> "DatasetPage":
        economy = dataset.journey.economy
        may = permissions_in(user, economy.pk)
        if dataset.state != Dataset.READY:
            reading, may_bring = reading_of(dataset), Permission.UPLOAD_DATA in may
            far = how_far(dataset, being_read=reading is not None)
            why = why_not_readable(dataset) if may_bring and far == NOT_READABLE else ""
            asks = may_bring and dataset.uploaded_by_id == user.pk and reading is None and not dataset.feed.options
            return cls(False, reading if may_bring else None, asks, far, why)
        exact = Permission.VIEW_RAW_DATA in may
        said = _exactly if exact else partial(_roughly, t=economy.small_number_threshold)
        return cls(
            ready=True,
            exact=exact,
            facts=_facts(dataset, said, exact),
            findings=[
                *_findings(dataset, said, exact),
                *_still_open(dataset, said, 0 if exact else economy.small_number_threshold),
                *([] if exact else _left_out(dataset, said)),
            ],
            rejected=_rejected(dataset) if exact else [],
            activities=activities_said(dataset, economy.small_number_threshold, exact=exact),
            maps=_maps(dataset),
            unmatched=new_and_unmatched([dataset])[dataset.pk] if exact and Permission.UPLOAD_DATA in may else [],
            fits=_fits(dataset),
        )


def quality_report(page: DatasetPage) -> Iterator[tuple[str, str, str, str]]:
    """What the page of a dataset says of its quality, as lines of a file: (part, how many or which row, what, where); their names first."""
    yield _("part"), _("how many"), _("what"), _("where")
    for fact in page.facts:
        yield _("these data"), fact["value"], fact["key"], ""
    for part, lines in ((_("to know"), page.findings), (_("row left out"), page.rejected)):
        for line in lines:
            yield part, line.count, line.words, line.where
    for name, n in page.activities:
        yield _("activity"), n, name, ""


Said = Callable[[int], str]


def _exactly(n: int) -> str:
    return f"{n:,}"


def _roughly(n: int, t: int) -> str:
    """Events, rows and people are told together here, and activities exclude or follow one another in ways the data do not say: no cell
    to hide would be enough, so all are rounded.
    """
    if hide_count(n, t):
        return _("fewer than %(t)s") % {"t": t}
    return _("about %(n)s") % {"n": f"{rounded_inside(n, t):,}"} if n else "0"


CHANGE_WORDS = {"added": gettext_lazy("Added"), "changed": gettext_lazy("Changed"), "gone": gettext_lazy("Gone")}


def changes_said(dataset: Dataset, *, exact: bool) -> dict[str, str]:
    """{added, changed, gone: how many rows, of how many people} since the version before; empty where there was none. Who may not open the
    data hears nothing of rows of few people, and round numbers of the others.
    """
    t = dataset.journey.economy.small_number_threshold
    return {kind: _change_said(dataset.changes[kind], 0 if exact else t) for kind in KINDS_OF_CHANGE if kind in dataset.changes}


def _change_said(change: Mapping[str, int], t: int) -> str:
    rows, people = change["rows"], change["people"]
    if not rows:
        return _("none")
    if t and hide_count(people, t):
        return _("rows of fewer than %(t)s people") % {"t": t}
    said = partial(_roughly, t=t) if t else _exactly
    of_rows = ngettext("%(n)s row", "%(n)s rows", rows) % {"n": said(rows)}
    of_people = ngettext("%(n)s person", "%(n)s people", people) % {"n": said(people)}
    return _("%(rows)s, of %(people)s") % {"rows": of_rows, "people": of_people}


def _meeting(joined: Mapping[str, Any] | None, said: Said, t: int) -> list[dict[str, str]]:
    """How the people of the parts meet; none for data that were not joined. Each is in one line: a few are hidden with a further line."""
    if not joined:
        return []
    alone = [(_("Only in “%(name)s”") % {"name": part["name"]}, part["alone"]) for part in joined["alone"]]
    lines = [(_("In all parts"), joined["in_all"]), *alone]
    some = joined["cases"] - sum(n for _words, n in lines)
    if len(alone) > 2:
        lines.append((_("In some of the parts"), some))
    hidden = hidden_cells([n for _words, n in lines], t) if t else frozenset()
    return [{"key": words, "value": _("hidden") if place in hidden else said(n)} for place, (words, n) in enumerate(lines)]


def _since_before(dataset: Dataset, exact: bool) -> list[dict[str, str]]:
    since = _("since version %(n)s") % {"n": dataset.changes.get("against", "")}
    return [{"key": f"{CHANGE_WORDS[kind]} {since}", "value": words} for kind, words in changes_said(dataset, exact=exact).items()]


def _facts(dataset: Dataset, said: Said, exact: bool) -> list[dict[str, str]]:
    counts, quality = dataset.counts, dataset.quality
    zone = quality.get("zone")
    return [
        {"key": _("Cases"), "value": said(counts["cases"])},
        {"key": _("Things done"), "value": said(counts["activity_instances"])},
        {"key": _("Rows left out"), "value": _("%(n)s of %(rows)s") % {"n": said(counts["rows_rejected"]), "rows": said(counts["rows"])}},
        *_meeting(quality.get("joined"), said, 0 if exact else dataset.journey.economy.small_number_threshold),
        *_since_before(dataset, exact),
        {"key": _("From, until"), "value": days_said(dataset)},
        {"key": _("Dates in numbers"), "value": _date_order_said(quality.get("date_order", ""))},
        {"key": _("Times without a zone"), "value": _("read as %(zone)s") % {"zone": zone} if zone else _("none: each said its own")},
        *terms_said(dataset),
        {"key": _("Brought by"), "value": f"{dataset.uploaded_by}, {date_format(localtime(dataset.uploaded_at), 'j F Y H:i')}"},
        {"key": _("Mark of these data"), "value": dataset.content_hash[:16]},
    ]


def _date_order_said(order: str) -> str:
    orders: dict[str, str] = {DateOrder.DAY_FIRST: _("the day comes first"), DateOrder.MONTH_FIRST: _("the month comes first")}
    return orders.get(order, _("none: each says its own order"))


def terms_said(of: Dataset | Feed) -> list[dict[str, str]]:
    """Rows, {key, value}, of what data are for, whose they are, who may see them, until when."""
    readers = ", ".join(one.name for one in of.readers.order_by("name"))
    return [
        {"key": _("What for"), "value": of.purpose or _("not said")},
        {"key": _("Who answers for them"), "value": of.controller.name if of.controller else _("not said")},
        {"key": _("Who may see them"), "value": readers or _("everybody here who may see measures")},
        {"key": _("Deleted after"), "value": date_format(of.delete_by, "j F Y") if of.delete_by else _("not said")},
    ]


def days_said(dataset: Dataset) -> str:
    """By the clock of the place, as the list tells it."""
    return " – ".join(date_format(localtime(when), "j F Y") for when in (dataset.first_at, dataset.last_at) if when) or "–"


def _findings(dataset: Dataset, said: Said, exact: bool) -> list[Line]:
    found = [one for one in dataset.quality["findings"] if one["count"]]
    return [Line(said(one["count"]), _(KINDS.get(one["kind"], one["kind"])), _names(one) if exact else "") for one in found]


def _still_open(dataset: Dataset, said: Said, t: int) -> list[Line]:
    """For each map that ends were named for: who had not come to one. t (0: everything is told): not where they, or the others, are few."""
    ends: dict[str, set[str]] = {}
    for title, activity in EndActivity.objects.filter(dataset=dataset).values_list("map__title", "activity").order_by("map__created_at"):
        ends.setdefault(title, set()).add(activity)
    cases = dataset.counts["cases"]
    lines = []
    for title, activities in ends.items():
        ended = sum(n for activity, n in dataset.quality.get("end_activities", []) if activity in activities)
        if not t or not (hide_count(ended, t) or hide_count(cases - ended, t)):
            lines.append(Line(said(cases - ended), _("cases still open: their last event is none that ends a journey on this map"), title))
    return lines


def _rejected(dataset: Dataset) -> list[Line]:
    """Row by row, which says how many."""
    return [
        Line(_("row %(row)s") % {"row": one["row"]}, _(REASONS.get(one["reason"], one["reason"])), one["column"])
        for one in dataset.quality["rejected"]
    ]


def _left_out(dataset: Dataset, said: Said) -> list[Line]:
    reasons = dataset.quality.get("by_reason", {})
    return [Line(said(n), _("rows left out: %(why)s") % {"why": _(REASONS.get(reason, reason))}) for reason, n in reasons.items() if n]


def _activities(dataset: Dataset, said: Said, t: int) -> list[tuple[str, str]]:
    """Of fewer than t people (0: everything is told) an activity is not named: its name alone could say who. It may have been done often;
    what counts is for how many. Where the total of events would give their number away, the rarest of the others is hidden too.
    """
    people = dict(dataset.quality.get("activity_people", []))
    counts = [people.get(name, 0) for name, _n in dataset.activities]
    hidden = hidden_cells(counts, t)
    named = [
        (name, _("hidden") if place in hidden else said(n))
        for place, (name, n) in enumerate(dataset.activities)
        if not t or not hide_average(counts[place], t)
    ]
    if len(named) == len(dataset.activities):
        return named
    return [*named, (_("Others, each of fewer than %(t)s people") % {"t": t}, _("hidden"))]


def activities_said(dataset: Dataset, t: int, *, exact: bool) -> list[tuple[str, str]]:
    """(name, how often, in words) of a dataset's activities as its page tells them, the most frequent first. t: the economy's threshold."""
    return _activities(dataset, _exactly if exact else partial(_roughly, t=t), 0 if exact else t)


def _names(finding: Mapping[str, Any]) -> str:
    groups = [" / ".join(group) for group in finding["names"][:8]]
    rows = ", ".join(str(row) for row in finding["rows"][:10])
    return "; ".join(part for part in ("; ".join(groups), _("rows %(rows)s") % {"rows": rows} if rows else "") if part)


def _maps(dataset: Dataset) -> list[tuple[Map, int]]:
    """Each map in use with the number of activities matched to its steps."""
    maps = Map.objects.filter(journey_id=dataset.journey_id, archived_at=None, journey__archived_at=None, kind=Map.CURRENT).order_by(
        "created_at"
    )
    matched: dict[UUID, int] = {}
    known = [name for name, _n in dataset.activities]
    for map_id in dataset.matches.filter(activity__in=known).values_list("map_id", flat=True):
        matched[map_id] = matched.get(map_id, 0) + 1
    return [(one, matched.get(one.pk, 0)) for one in maps]


def _fits(dataset: Dataset) -> list[Map]:
    held_against = dataset.results.filter(code_version=FIT_VERSION, data_hash=dataset.content_hash).values("map")
    return list(Map.objects.filter(pk__in=held_against).order_by("created_at"))


@dataclass(frozen=True)
class MatchPage:
    """activities: (name, times); steps: (id, words) in reading order; chosen: {activity: step}; guessed: whose step is a guess."""

    of: Map
    activities: list[tuple[str, int]]
    steps: list[tuple[str, str]]
    chosen: dict[str, str]
    ends: list[str]
    guessed: frozenset[str]

    @classmethod
    def of_map(cls, dataset: Dataset, of: Map) -> "MatchPage":
        state = state_of(of)
        steps = {step["id"]: step["title"] for step in state.steps if step["kind"] != "gateway"}
        services = {step["id"]: step["title"] for step in state.steps if step["id"] in steps and not state.is_persons_side(step)}
        names = [name for name, _n in dataset.activities]
        said = {activity: step for activity, step in matches_of(dataset, of).items() if step in steps}
        new = dataset.changes.get("new_activities", [])
        guessed = guesses([name for name in names if name not in said and (name in new or not said)], services)
        chosen = {**guessed, **said}
        last = [name for name, _n in dataset.quality.get("end_activities", [])]
        end = [name for name in names if name in chosen and chosen[name] == state.map["end"]]
        return cls(
            of,
            [(name, n) for name, n in dataset.activities],
            [(id, _step_words(state, id)) for id in steps],
            chosen,
            ends_of(dataset, of) or end or last[:1],
            frozenset(guessed),
        )

    @classmethod
    def of_dataset(cls, dataset: Dataset, map_id: UUID) -> "MatchPage | None":
        """None while the data are not read. NotFound when the map is of another journey."""
        of = map_of(dataset, str(map_id))
        return cls.of_map(dataset, of) if of is not None and dataset.state == Dataset.READY else None


@dataclass(frozen=True)
class DraftPage:
    """What a map may be drafted from. activities: names, the most frequent first; ends: those that end a journey for many."""

    activities: list[str]
    ends: list[str]

    @classmethod
    def of(cls, dataset: Dataset) -> "DraftPage":
        """NotFound while the data are not read."""
        if dataset.state != Dataset.READY:
            raise NotFound
        last = [name for name, n in dataset.quality.get("end_activities", []) if 100 * n >= OFTEN_LAST * dataset.counts["cases"]]
        return cls([name for name, _n in dataset.activities], last)


def _step_words(state: MapState, id: str) -> str:
    """A step in a list of choices: "4 Triage referral (Memory service)"."""
    step = state[id]
    return f"{state.step_numbers.get(id, '')} {step['title']} ({state[step['lane']]['title']})".strip()
