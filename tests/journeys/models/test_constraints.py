"""What the tables of journeys and maps hold, whoever writes to them: each constraint refuses a row that breaks it."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.db.models import F

from carejourneys.common.clock import now
from journeys.models import Baseline, Journey, Lane, Link, Map, MapCommandLog, MapSnapshot, Note, Phase, Redaction, Share, Step
from journeys.queries.snapshots import snapshot_of
from journeys.services.baselines import name_baseline
from journeys.services.redactions import ask_for_redaction
from journeys.services.sharing import make_share
from tests.constraints import again, named_in, refused
from tests.factories import REDACTIONS_PAGE, Cast, SmallMap, make_cast, make_small_map, new_id, send

pytestmark = pytest.mark.django_db


@dataclass
class Stored:
    cast: Cast
    small: SmallMap
    redaction: Redaction

    def rows(self, model, **where):
        """The rows of the map, as a queryset to write past every service with."""
        return model.objects.filter(map=self.small.map, **where)

    @property
    def log(self):
        return self.rows(MapCommandLog)

    @property
    def map(self):
        return Map.objects.filter(pk=self.small.map.pk)


@pytest.fixture
def stored() -> Stored:
    cast = make_cast()
    small = make_small_map(cast)
    send(cast.eddie, small.map, "phase.add", phase=new_id(), title="Refer")
    send(cast.eddie, small.map, "problem.add", problem=new_id(), on=small.steps[1], text="Letters come back")
    send(cast.eddie, small.map, "idea.add", idea=new_id(), on=small.steps[1], text="One page")
    snapshot_of(small.map)
    MapSnapshot.objects.get_or_create(map=small.map, revision=small.map.revision, defaults={"elements": b"[]"})
    name_baseline(actor=cast.freya, of=small.map, revision=1, name="Agreed")
    make_share(actor=cast.freya, of=small.map, label="For the board", days=7)
    return Stored(cast, small, ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text="surgery", reason="A test"))


def logged(stored: Stored, **values) -> object:
    """One more log row: all as in the newest, but for these values."""
    newest = stored.log.latest("revision")
    return again(newest, **{"revision": newest.revision + 1, "command_id": new_id(), **values})


BREAKS: dict[str, Callable[[Stored], object]] = {
    "journey_slug_once_an_economy": lambda w: again(w.small.map.journey, pk=new_id()),
    "journey_has_a_title": lambda w: Journey.objects.filter(pk=w.small.map.journey_id).update(title=""),
    "map_kind_known": lambda w: w.map.update(kind="past"),
    "map_hours_of_a_day": lambda w: w.map.update(hours_per_day=25),
    "map_days_of_a_week": lambda w: w.map.update(days_per_week=0),
    "map_not_based_on_itself": lambda w: w.map.update(based_on=w.small.map.pk),
    "lane_kind_known": lambda w: w.rows(Lane).update(kind="swimming"),
    "lane_has_a_title": lambda w: w.rows(Lane).update(title=""),
    "phase_has_a_title": lambda w: w.rows(Phase).update(title=""),
    "step_kind_known": lambda w: w.rows(Step).update(kind="dance"),
    "step_split_known": lambda w: w.rows(Step).update(split="half"),
    "link_not_to_itself": lambda w: w.rows(Link, pk=w.small.links[0]).update(target=w.small.steps[0]),
    "link_kind_known": lambda w: w.rows(Link).update(kind="chain"),
    "link_carries_known": lambda w: w.rows(Link).update(carries="water"),
    "note_type_known": lambda w: w.rows(Note, type="idea").update(type="praise"),
    "note_on_one_thing": lambda w: w.rows(Note).update(on_link=w.small.links[0]),
    "note_kind_known": lambda w: w.rows(Note, type="idea").update(kind="rework"),
    "note_has_a_text": lambda w: w.rows(Note).update(text=""),
    "log_revision_once_a_map": lambda w: logged(w, revision=w.log.latest("revision").revision),
    "log_command_once_a_map": lambda w: logged(w, command_id=w.log.latest("revision").command_id),
    "log_revision_from_one": lambda w: logged(w, revision=0),
    "log_base_before_revision": lambda w: logged(w, base_revision=w.log.latest("revision").revision + 1),
    "snapshot_once_a_revision": lambda w: again(w.rows(MapSnapshot).latest("revision")),
    "baseline_once_a_revision": lambda w: again(w.rows(Baseline).get()),
    "baseline_of_a_revision": lambda w: w.rows(Baseline).update(revision=0),
    "baseline_has_a_name": lambda w: w.rows(Baseline).update(name=""),
    "redaction_takes_two_people": lambda w: w.rows(Redaction).update(agreed_at=now(), answered_by=w.cast.freya),
    "redaction_agreed_before_done": lambda w: w.rows(Redaction).update(done_at=now(), text=""),
    "redaction_text_gone_when_settled": lambda w: w.rows(Redaction).update(declined_at=now()),
    "redaction_has_a_reason": lambda w: w.rows(Redaction).update(reason=""),
    "share_has_a_purpose": lambda w: w.rows(Share).update(label=""),
    "share_runs_out": lambda w: w.rows(Share).update(expires_at=F("made_at")),
    "share_of_two_maps": lambda w: w.rows(Share).update(other=F("map")),
    "share_withdrawn_by_somebody": lambda w: w.rows(Share).update(withdrawn_at=now()),
}

IMPLIED_BY = {"note_type_known": "note_kind_known", "log_revision_from_one": "log_base_before_revision"}  # whichever is looked at first


def test_every_constraint_has_a_row_that_breaks_it():
    assert named_in("journeys") == BREAKS.keys()


@pytest.mark.parametrize("name", BREAKS)
def test_the_database_refuses(name, stored):
    refused(lambda: BREAKS[name](stored), name, IMPLIED_BY.get(name, name))
