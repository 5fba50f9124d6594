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

from analytics.domain.events.log import DateOrder
from analytics.domain.events.quality import KINDS, OF_WHAT_MEETS, REASONS
from analytics.domain.map_fit import FIT_VERSION
from analytics.domain.map_measures import CODE_VERSION
from analytics.domain.told import few_changed, told_change, told_count
from analytics.domain.version_changes import KINDS as KINDS_OF_CHANGE
from analytics.models import Dataset, EndActivity, Feed, Job
from analytics.queries.activity_names import Alike, AsOne, naming_of, offered, shown, treated_as_one
from analytics.queries.datasets import new_and_unmatched, reading_of
from analytics.queries.tellings import is_told_to, may_read_exactly, threshold_for
from carejourneys.common.small_numbers import hidden_cells, hide_average, hide_count
from journeys.models import Map
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import permissions_in


@dataclass(frozen=True)
class Line:
    """A line of the quality report: how many, of what, where."""

    count: str
    words: str
    where: str = ""


READ_ALREADY, BEING_READ, NOT_READABLE, TO_BE_CONFIRMED, STOPPED = "read", "being read", "not readable", "to be confirmed", "stopped"
BEING_CHECKED, KEPT_BACK = "being checked", "kept back"  # for those who may not open the data
NOT_TOLD_WORDS = {
    BEING_CHECKED: (
        gettext_lazy("being checked"),
        gettext_lazy("These figures are being checked so that nobody can be recognised. They come by themselves."),
    ),
    KEPT_BACK: (
        gettext_lazy("kept back"),
        gettext_lazy("Nothing of these data is told, so that nobody can be recognised beside what was told before. An analyst sees all."),
    ),
}
NOT_READ = (NOT_READABLE, STOPPED)


def how_far(dataset: Dataset, *, being_read: bool, exact: bool) -> str:
    """What became of the file so far: one of the seven. Of a feed whose columns are known nobody has to confirm them, and a file that is
    there can be read when it is brought again. exact: for somebody who may open the data.
    """
    if dataset.state == Dataset.READY:
        if is_told_to(dataset, exact=exact):
            return READ_ALREADY
        return KEPT_BACK if dataset.is_kept_back else BEING_CHECKED
    if being_read:
        return BEING_READ
    if not dataset.raw.exists():
        return NOT_READABLE
    if dataset.feed.options:
        return STOPPED
    return NOT_READABLE if dataset.trouble else TO_BE_CONFIRMED


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
    alike: activity names that may be treated as one, as_one: those that are, naming: the job that changes them; for those who may.
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
    alike: list[Alike] = field(default_factory=list)
    as_one: list[AsOne] = field(default_factory=list)
    naming: Job | None = None
    unmatched: list[str] = field(default_factory=list)
    fits: list[Map] = field(default_factory=list)

    @classmethod
    def of(cls, user: User, dataset: Dataset) -> "DatasetPage":
        economy = dataset.journey.economy
        may = permissions_in(user, economy.pk)
        exact = may_read_exactly(may)
        if dataset.state != Dataset.READY:
            reading, may_bring = reading_of(dataset), Permission.UPLOAD_DATA in may
            far = how_far(dataset, being_read=reading is not None, exact=exact)
            why = why_not_readable(dataset) if may_bring and far in NOT_READ else ""
            asks = may_bring and dataset.uploaded_by_id == user.pk and reading is None and not dataset.feed.options
            return cls(False, reading if may_bring else None, asks, far, why)
        if not is_told_to(dataset, exact=exact):
            return cls(False, far=how_far(dataset, being_read=False, exact=exact))
        may_match = exact and Permission.UPLOAD_DATA in may
        t = threshold_for(dataset, economy, exact=exact)
        said = _said_under(t)
        return cls(
            ready=True,
            exact=exact,
            facts=_facts(user, dataset, said, exact),
            findings=[
                *_findings(dataset, said, exact),
                *_still_open(dataset, said, t),
                *([] if exact else _left_out(dataset, said)),
            ],
            rejected=_rejected(dataset) if exact else [],
            activities=activities_said(dataset, t, exact=exact),
            maps=_maps(dataset),
            alike=offered(dataset) if may_match else [],
            as_one=treated_as_one(dataset) if may_match else [],
            naming=naming_of(dataset) if may_match else None,
            unmatched=new_and_unmatched([dataset])[dataset.pk] if may_match else [],
            fits=_fits(dataset),
        )


def quality_report(page: DatasetPage) -> Iterator[tuple[str, str, str, str]]:
    """What the page of a dataset says of its quality, as lines of a file: (part, how many or which row, what, where); their names first."""
    yield _("part"), _("how many"), _("what"), _("where")
    if page.far in NOT_TOLD_WORDS:
        short, why = NOT_TOLD_WORDS[page.far]
        yield str(short), "", str(why), ""
    for fact in page.facts:
        yield _("these data"), fact["value"], fact["key"], ""
    for part, lines in ((_("to know"), page.findings), (_("row left out"), page.rejected)):
        for line in lines:
            yield part, line.count, line.words, line.where
    for name, n in page.activities:
        yield _("activity"), n, name, ""


Said = Callable[..., str]  # of how many, and to how many people it happened, where that is known


def _said_under(t: int) -> Said:
    """t: the threshold under which the data are told; 0: exactly."""
    return partial(_roughly, t=t) if t else _exactly


def _exactly(n: int, people: int | None = None) -> str:
    return f"{n:,}"


def _roughly(n: int, people: int | None = None, *, t: int) -> str:
    """Events, rows and people are told together here, and activities exclude or follow one another in ways the data do not say: no cell
    to hide would be enough, so all are rounded.
    """
    told = told_count(n, t, people)
    if told is not None:
        return _about(told)
    return _("fewer than %(t)s") % {"t": t} if n < t else _("hidden")


def _about(told: int) -> str:
    return _("about %(n)s") % {"n": f"{told:,}"} if told else "0"


CHANGE_WORDS = {"added": gettext_lazy("Added"), "changed": gettext_lazy("Changed"), "gone": gettext_lazy("Gone")}


def changes_said(dataset: Dataset, *, exact: bool) -> dict[str, str]:
    """{added, changed, gone: how many rows, of how many people} since the version before; empty where there was none. Who may not open the
    data hears nothing of rows of few people, and round numbers of the others; nothing while the data are not told.
    """
    if not is_told_to(dataset, exact=exact):
        return {}
    t = threshold_for(dataset, dataset.journey.economy, exact=exact)
    return {kind: _change_said(dataset.changes[kind], t) for kind in KINDS_OF_CHANGE if kind in dataset.changes}


def _change_said(change: Mapping[str, int], t: int) -> str:
    if not change["rows"]:
        return _("none")
    rows, people = told_change(change, t)
    if rows is None or people is None:
        return _("rows of fewer than %(t)s people") % {"t": few_changed(t)}
    said = _about if t else _exactly
    of_rows = ngettext("%(n)s row", "%(n)s rows", rows) % {"n": said(rows)}
    of_people = ngettext("%(n)s person", "%(n)s people", people) % {"n": said(people)}
    return _("%(rows)s, of %(people)s") % {"rows": of_rows, "people": of_people}


def _meeting(user: User, joined: Mapping[str, Any] | None, said: Said, t: int) -> list[dict[str, str]]:
    """How the people of the parts meet; none for data that were not joined. Each is in one line: a few are hidden with a further line."""
    if not joined:
        return []
    seen = {
        str(pk)
        for pk in Dataset.objects.seen_by(user).filter(pk__in=[part["dataset"] for part in joined["alone"]]).values_list("pk", flat=True)
    }
    named, other = _("Only in “%(name)s”"), _("Only in a part that is not for you")
    alone = [(named % {"name": part["name"]} if part["dataset"] in seen else other, part["alone"]) for part in joined["alone"]]
    lines = [(_("In all parts"), joined["in_all"]), *alone]
    some = joined["cases"] - sum(n for _words, n in lines)
    if len(alone) > 2:
        lines.append((_("In some of the parts"), some))
    hidden = hidden_cells([n for _words, n in lines], t) if t else frozenset()
    return [{"key": words, "value": _("hidden") if place in hidden else said(n)} for place, (words, n) in enumerate(lines)]


def _since_before(dataset: Dataset, exact: bool) -> list[dict[str, str]]:
    since = _("since version %(n)s") % {"n": dataset.changes.get("against", "")}
    return [{"key": f"{CHANGE_WORDS[kind]} {since}", "value": words} for kind, words in changes_said(dataset, exact=exact).items()]


def _facts(user: User, dataset: Dataset, said: Said, exact: bool) -> list[dict[str, str]]:
    counts, quality = dataset.counts, dataset.quality
    return [
        {"key": _("Cases"), "value": said(counts["cases"])},
        {"key": _("Things done"), "value": said(counts["activity_instances"], counts["cases"])},
        *_meeting(user, quality.get("joined"), said, threshold_for(dataset, dataset.journey.economy, exact=exact)),
        *_since_before(dataset, exact),
        {"key": _("From, until"), "value": days_said(dataset)},
        *([] if quality.get("joined") else reading_said(dataset, exact=exact)),
        *terms_said(dataset),
        {"key": _("Brought by"), "value": f"{dataset.uploaded_by}, {date_format(localtime(dataset.uploaded_at), 'j F Y H:i')}"},
        {"key": _("Mark of these data"), "value": dataset.content_hash[:16]},
    ]


def reading_said(dataset: Dataset, *, exact: bool) -> list[dict[str, str]]:
    """Rows, {key, value}, of how the file was read; of joined data each part has its own. None while they are not told."""
    if not is_told_to(dataset, exact=exact):
        return []
    counts, zone = dataset.counts, dataset.quality.get("zone")
    said = _said_under(threshold_for(dataset, dataset.journey.economy, exact=exact))
    left_out, rows = (said(counts[name], counts["cases"]) for name in ("rows_rejected", "rows"))
    return [
        {"key": _("Rows left out"), "value": _("%(n)s of %(rows)s") % {"n": left_out, "rows": rows}},
        {"key": _("Dates in numbers"), "value": _date_order_said(dataset.quality.get("date_order", ""))},
        {"key": _("Times without a zone"), "value": _("read as %(zone)s") % {"zone": zone} if zone else _("none: each said its own")},
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


def quality_told(dataset: Dataset) -> Mapping[str, Any]:
    """What is told of the quality of data that were read, findings that were found alone. Of joined data: what shows only where the parts
    meet. How rows were read is told of each part, not of the table in between, which nobody has.
    """
    quality = dataset.quality
    found = [one for one in quality["findings"] if one["count"]]
    if not quality.get("joined"):
        return {**quality, "findings": found}
    meets = [{**one, "rows": ()} for one in found if one["kind"] in OF_WHAT_MEETS]
    return {**quality, "findings": meets, "rejected": [], "by_reason": {}, "zone": "", "date_order": ""}


def _findings(dataset: Dataset, said: Said, exact: bool) -> list[Line]:
    """Rows and cells, of which a person has several: told as what happened to all people of the data would be."""
    found, people = quality_told(dataset)["findings"], dataset.counts["cases"]
    return [Line(said(one["count"], people), _(KINDS.get(one["kind"], one["kind"])), _names(one) if exact else "") for one in found]


def _still_open(dataset: Dataset, said: Said, t: int) -> list[Line]:
    """For each map that ends were named for: who had not come to one. t (0: everything is told): not where they, or the others, are few,
    and not before what was measured with these ends is told as finely.
    """
    ends: dict[tuple[UUID, str], set[str]] = {}
    named = EndActivity.objects.filter(dataset=dataset).order_by("map__created_at")
    for of, title, activity in named.values_list("map", "map__title", "activity"):
        ends.setdefault((of, title), set()).add(activity)
    told = _ends_told(dataset) if t and ends else set()
    cases = dataset.counts["cases"]
    lines = []
    for (of, title), activities in ends.items():
        if t and (of, frozenset(activities)) not in told:
            continue
        ended = sum(n for activity, n in dataset.quality.get("end_activities", []) if activity in activities)
        if not t or not (hide_count(ended, t) or hide_count(cases - ended, t)):
            lines.append(Line(said(cases - ended), _("cases still open: their last event is none that ends a journey on this map"), title))
    return lines


def _ends_told(dataset: Dataset) -> set[tuple[UUID, frozenset[str]]]:
    """(map, activities that end a journey) of which others are told how many have finished."""
    measured = dataset.results.filter(cohort=None, code_version=CODE_VERSION, told_level__lte=dataset.told_level)
    return {(of, frozenset(asked.get("ends", ()))) for of, asked in measured.values_list("map", "question")}


def _rejected(dataset: Dataset) -> list[Line]:
    """Row by row, which says how many."""
    return [
        Line(_("row %(row)s") % {"row": _with_line(one["row"], one["line"])}, _(REASONS.get(one["reason"], one["reason"])), one["column"])
        for one in quality_told(dataset)["rejected"]
    ]


def _left_out(dataset: Dataset, said: Said) -> list[Line]:
    reasons, people = quality_told(dataset).get("by_reason", {}), dataset.counts["cases"]
    words = _("rows left out: %(why)s")
    return [Line(said(n, people), words % {"why": _(REASONS.get(reason, reason))}) for reason, n in reasons.items() if n]


def _activities(dataset: Dataset, said: Said, t: int) -> list[tuple[str, str]]:
    """Of fewer than t people (0: everything is told) an activity is not named: its name alone could say who. It may have been done often;
    what counts is for how many. Where the total of events would give their number away, the rarest of the others is hidden too.
    """
    people = dict(dataset.quality.get("activity_people", []))
    counts = [people.get(name, 0) for name, _n in dataset.activities]
    hidden = hidden_cells(counts, t)
    told = [
        (name, None if place in hidden else told_count(n, t, counts[place]), said(n, counts[place]))
        for place, (name, n) in enumerate(dataset.activities)
        if not t or not hide_average(counts[place], t)
    ]
    if t:  # the exact order would say more than the round numbers do
        told.sort(key=lambda one: (one[1] is None, -(one[1] or 0), one[0]))
    named = [(name, _("hidden") if n is None else words) for name, n, words in told]
    if len(named) == len(dataset.activities):
        return named
    return [*named, (_("Others, each of fewer than %(t)s people") % {"t": t}, _("hidden"))]


def activities_said(dataset: Dataset, t: int, *, exact: bool) -> list[tuple[str, str]]:
    """(name, how often, in words) of a dataset's activities as its page tells them, the most frequent first, and by name where
    they are told alike. t: the threshold under which they are told.
    """
    return _activities(dataset, _said_under(0 if exact else t), 0 if exact else t)


def _names(finding: Mapping[str, Any]) -> str:
    groups = [" / ".join(map(shown, group)) for group in finding["names"][:8]]
    lines = finding.get("lines") or [0] * len(finding["rows"])  # data read earlier have none
    rows = ", ".join(_with_line(row, line) for row, line in zip(finding["rows"], lines, strict=True))
    return "; ".join(part for part in ("; ".join(groups), _("rows %(rows)s") % {"rows": rows} if rows else "") if part)


def _with_line(row: int, line: int) -> str:
    """The first row is the one after the headings; a spreadsheet counts lines."""
    return _("%(row)s (line %(line)s)") % {"row": row, "line": line} if line else str(row)


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
