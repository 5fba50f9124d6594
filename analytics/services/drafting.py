"""A first map out of event data, for a group to correct: drafted in a job, put there by one command, matched and measured at once."""

from collections.abc import Callable, Sequence
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from analytics.domain.map_draft import (
    Activity,
    Chosen,
    DraftedLink,
    Ways,
    chosen,
    drafted_links,
    hands_on_minutes,
    lane_of,
    ways_over,
)
from analytics.domain.map_measures import as_json
from analytics.engine.log_outline import outline_of
from analytics.engine.map_measuring import measure_map
from analytics.engine.refusal import LogRefused
from analytics.models import Dataset, Job
from analytics.queries.tellings import threshold_of
from carejourneys.common.errors import RuleBroken
from carejourneys.common.ids import uuid7
from carejourneys.common.words import one_line
from journeys.domain.accounts import empty_figure, figure_of, make_account
from journeys.domain.commands.reading import read_text
from journeys.domain.elements import LINE, Element, new_element
from journeys.models import Map
from journeys.services.journeys import LONGEST, create_drafted_map
from journeys.services.put_away import refuse_if_put_away
from stakeholders.domain.permissions import Permission
from stakeholders.models import Economy, User
from stakeholders.queries.access import check
from stakeholders.queries.economies import organisations_in
from stakeholders.services.audit import record

from .jobs import Cancelled, Progress, runner, start_job
from .measuring import match_activities

DRAFT = "map.draft"
MOST_STEPS, FEWEST_STEPS = 60, 2


@transaction.atomic
def draft_map(*, actor: User, dataset: Dataset, title: str, steps: int, least: int, end_activities: Sequence[str]) -> Job:
    """Starts the job. steps: at most so many activities become steps; least: a way is drawn when so many per cent of those who leave a step
    take it. RuleBroken names the field: what cannot be drafted from; data that not everybody who reads the map may see.
    """
    check(actor, dataset.journey.economy_id, Permission.UPLOAD_DATA)
    refuse_if_put_away(dataset.journey)
    title = read_text(title, "title", max_length=LONGEST, required=True)
    found = Dataset.objects.select_for_update().filter(pk=dataset.pk, state=Dataset.READY).first()
    if found is None:
        raise RuleBroken(_("These data have not been read yet."))
    _refuse_if_not_told(found)
    _refuse_if_for_some(dataset)
    if any(title.casefold() == other.casefold() for other in dataset.journey.maps.filter(archived_at=None).values_list("title", flat=True)):
        raise RuleBroken(_("This journey has a map of that name already. Choose another."), field="title")
    if not FEWEST_STEPS <= steps <= MOST_STEPS:
        words = _("A map drafted from data has %(few)s to %(most)s steps.")
        raise RuleBroken(words % {"few": FEWEST_STEPS, "most": MOST_STEPS}, field="steps")
    if not 0 <= least <= 50:
        raise RuleBroken(_("Choose between 0 and 50 per cent."), field="least")
    if not end_activities or not set(end_activities) <= {name for name, _n in dataset.activities}:
        raise RuleBroken(_("Choose at least one activity that ends a journey."), field="end_activities")
    asked = {"title": title, "steps": steps, "least": least, "ends": sorted(set(end_activities))}
    record(actor=actor, economy=dataset.journey.economy, action="map.draft_asked", subject=dataset, details=dataset.in_record)
    args = {"dataset": str(dataset.pk), "map": str(uuid7()), "asked": asked}
    return start_job(actor=actor, economy=dataset.journey.economy, kind=DRAFT, args=args)


def _refuse_if_for_some(dataset: Dataset) -> None:
    if dataset.readers.exists():
        raise RuleBroken(_("These data are for some organisations alone, and a map is read by everybody. Open them to all first."))


def _refuse_if_not_told(dataset: Dataset) -> None:
    if dataset.is_told:
        return
    if dataset.is_kept_back:
        raise RuleBroken(_("Nothing of these data is told, so that nobody can be recognised, and a map is read by everybody."))
    raise RuleBroken(_("These data are still being checked so that nobody can be recognised on a map. Try again in a few minutes."))


@runner(DRAFT)
def _draft(job: Job, progress: Progress) -> None:
    dataset = Dataset.objects.select_related("journey__economy").filter(pk=job.args["dataset"]).first()
    if dataset is None:
        raise Cancelled
    if Map.objects.filter(pk=job.args["map"]).exists():  # an earlier run of the job made it
        return
    _refuse_if_not_told(dataset)
    progress(0, 0, _("Reading what people did"))
    try:
        drafted = _Drafted(dataset, job.args["asked"], progress)
    except LogRefused:
        if not Dataset.objects.filter(pk=dataset.pk).exists():  # its files went while they were read
            raise Cancelled from None
        raise
    with transaction.atomic():
        now_there = Dataset.objects.select_for_update().filter(pk=dataset.pk).first()
        if now_there is None:
            raise Cancelled
        _refuse_if_for_some(dataset)
        if now_there.merges != dataset.merges:
            raise RuleBroken(_("Names of activities were changed while the map was being drafted. Nothing was made: draft it again."))
        _refuse_if_not_told(now_there)
        progress.hold()
        made = create_drafted_map(
            actor=job.actor, journey=dataset.journey, id=UUID(job.args["map"]), title=job.args["asked"]["title"], **drafted.as_map()
        )
        ends = job.args["asked"]["ends"]
        match_activities(actor=job.actor, dataset=dataset, of=made, matches=drafted.steps, end_activities=ends)


class _Drafted:
    """What the data say, as elements of a map. RuleBroken where there is not enough to draw. steps: {activity: step id}."""

    def __init__(self, dataset: Dataset, asked: dict[str, Any], progress: Progress):
        self._dataset, self._asked, self._t = dataset, asked, threshold_of(dataset, dataset.journey.economy)
        self._chosen = chosen(outline_of(dataset.folder, merges=dataset.merges, progress=_part(progress, 0, 20)), asked["steps"], self._t)
        if len(self._chosen.activities) < FEWEST_STEPS:
            raise RuleBroken(_("Fewer than two activities were done by enough people to draw them: there is nothing to draft from."))
        self._order = [one.name for one in self._chosen.activities]
        moved = self._measured([], _part(progress, 20, 60))
        self._ways = ways_over(self._order, moved, least=asked["least"], t=self._t)
        kept = self._measured(list(self._ways.links), _part(progress, 60, 100))
        self._links, self._left = drafted_links(self._order, self._ways, kept, self._t)
        self._minutes = {name: hands_on_minutes(kept, name, self._t) for name in self._order}
        self.steps = {name: str(uuid7()) for name in self._order}

    def _measured(self, pairs: list[tuple[str, str]], progress: Callable[[int, int], None]) -> dict[str, Any]:
        """With each activity as a step of its own."""
        steps = {name: [name] for name in self._order}
        of, ends = self._dataset, self._asked["ends"]
        times = measure_map(of.folder, steps=steps, pairs=pairs, end_activities=ends, merges=of.merges, progress=progress)
        return as_json(times, {str(place): pair for place, pair in enumerate(pairs)})

    def as_map(self) -> dict[str, Any]:
        """What create_drafted_map takes."""
        lanes = _lanes(self._chosen, self._dataset.journey.economy, self._t)
        elements: list[Element] = [*lanes.values()]
        for one in self._chosen.activities:
            column = new_element("column", str(uuid7()))
            elements += [column, self._step(one, lanes[lane_of(one, self._t)]["id"], column["id"])]
        elements += self._leavings(elements[0]["id"])
        elements += [self._link(link) for link in self._links]
        ends = {"start": self.steps[self._ways.start], "end": self.steps[self._ways.end]}
        return {"elements": elements, "note": _note(self._dataset, self._chosen, self._ways, self._links), **ends}

    def _step(self, one: Activity, lane: str, column: str) -> Element:
        minutes = self._minutes[one.name]
        mean = make_account(value=_rounded(minutes), unit="min", source="measured", who=_("mean")) if minutes else None
        pt = figure_of(mean) if mean else empty_figure()
        several = sum(link.source == one.name for link in self._links) + (one.name in self._left) > 1
        split = "choice" if several else None
        return new_element("step", self.steps[one.name], title=_title(one.name), lane=lane, column=column, split=split, pt=pt)

    def _link(self, link: DraftedLink) -> Element:
        wait = empty_figure()
        if link.wait is not None:
            note, mean = _("mean of the waits that are over"), _("mean")  # beside it the map shows their median
            wait = figure_of(make_account(value=_rounded(link.wait), unit="d", source="measured", who=mean, n=link.n, note=note))
        kind, source, target = "rework" if link.rework else "flow", self.steps[link.source], self.steps[link.target]
        return new_element("link", str(uuid7()), kind=kind, wait=wait, share=_share(link.share), source=source, target=target)

    def _leavings(self, lane: str) -> list[Element]:
        """A place outside, where those go who leave before the end."""
        if not self._left:
            return []
        column, outside = new_element("column", str(uuid7())), str(uuid7())
        elements: list[Element] = [
            column,
            new_element("step", outside, title=_("Ends before the last step"), kind="event", lane=lane, column=column["id"]),
        ]
        for name, share in self._left.items():
            elements.append(new_element("link", str(uuid7()), source=self.steps[name], target=outside, share=_share(share)))
        return elements


def _lanes(of: Chosen, economy: Economy, t: int) -> dict[str, Element]:
    """One for each organisation, in the order people come to them; what is of none stands in a lane of its own, the last."""
    known = {organisation.name.casefold(): str(organisation.pk) for organisation in organisations_in(economy)}
    names = dict.fromkeys(lane_of(one, t) for one in of.activities)
    return {
        name: new_element("lane", str(uuid7()), title=_title(name) or _("Services"), organisation=known.get(name.casefold()))
        for name in sorted(names, key=lambda name: name == "")
    }


def _note(dataset: Dataset, of: Chosen, ways: Ways, links: Sequence[DraftedLink]) -> str:
    """What it was made from and what was left out; no count of people."""
    said = [_("Drafted from the data “%(name)s”, for people who know the work to correct.") % {"name": dataset.name}]
    for n, words in (
        (of.rare, ngettext("%(n)d rarer activity is left out.", "%(n)d rarer activities are left out.", of.rare)),
        (of.few, ngettext("%(n)d activity of very few people is left out.", "%(n)d activities of very few people are left out.", of.few)),
        (of.personal, _("%(n)d with a name that could tell who somebody is are left out.")),
        (ways.dropped, ngettext("%(n)d rarer way is left out.", "%(n)d rarer ways are left out.", ways.dropped)),
    ):
        said += [words % {"n": n}] * (n > 0)
    if ways.again:
        names = ", ".join(f"“{_title(name)}”" for name in ways.again)
        said.append(_("People do these again at once, for which a map has no arrow: %(names)s.") % {"names": names})
    said.append(_("Data do not say what is done side by side: ways out are drawn as a choice."))
    if any(link.rework for link in links):
        back = _(
            "A way to a step that most people come to earlier is drawn as sent back, also for those who do the steps in another order."
        )
        said += [back, _("So this map can show more going round than was measured.")]
    return " ".join(said)


def _title(name: str) -> str:
    """A name from the data as the name of a step or a lane."""
    line = one_line(name)
    return line if len(line) <= LINE else f"{line[: LINE - 1]}…"


def _share(per_cent: int | None) -> Any:
    return empty_figure() if per_cent is None else figure_of(make_account(value=per_cent, unit="%", source="measured"))


def _rounded(number: float) -> float:
    """Three digits are what a mean says."""
    return float(f"{number:.3g}")


def _part(progress: Progress, low: int, high: int) -> Callable[[int, int], None]:
    return lambda done, total: progress(low + (high - low) * done // total, 100)
