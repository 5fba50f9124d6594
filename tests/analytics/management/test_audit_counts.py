"""The command that looks whether few people can be told from everything that is told."""

import io
from collections import Counter
from datetime import timedelta
from uuid import UUID

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from analytics.domain.audit.knowledge import Everything, cases, few_in, hang_together
from analytics.domain.audit.knowledge import Run as Asked
from analytics.domain.audit.possibilities import Known, TooBig, all_bounded
from analytics.domain.audit.telling import learn_all
from analytics.models import Dataset, MeasureResult
from analytics.queries.audit import audit_of, everything_told
from stakeholders.services.economies import raise_threshold
from tests.analytics.queries.test_all_releases_together import FULL_TO_THE_BRIM, HEARD, HIDDEN, WAYS, WORLDS
from tests.factories import make_cast, make_map
from tests.many_releases import MONDAY, Kept, Reader, Some, World, secrets
from tests.oracles.attacker import kept

pytestmark = pytest.mark.django_db
FEW_AFTER_A_FEW = World((Some(41, HEARD), Some(3, ("a", "d")), Some(2, ("a", "d"), since=2)), versions=2)
MANY = World((Some(40, HEARD),))


def audited(*arguments, otherwise: int = 0) -> tuple[str, bool]:
    """(what it prints, whether it ends with 1). otherwise: how it must end where nothing is bounded."""
    out = io.StringIO()
    try:
        call_command("audit_counts", *map(str, arguments), stdout=out)
    except CommandError as end:
        assert end.returncode in (1, otherwise)
        return out.getvalue(), end.returncode == 1
    assert otherwise == 0
    return out.getvalue(), False


def brought(world: World, cast=None, **more) -> Kept:
    cast = cast or make_cast()
    return Kept(world, make_map(cast, **more), cast.ana)


def test_it_finds_whom_one_can_bound_and_says_so_in_words():
    said, bounded = audited() if brought(FULL_TO_THE_BRIM) else ("", False)
    line = next(line for line in said.splitlines() if "people in all (Hospital, version 2), without" in line)
    assert bounded and line.split()[:2] == ["0", "3"]
    assert line.endswith("people in all (Hospital, version 2), without people in all (Hospital, version 1)")


def test_it_names_the_link_and_the_versions():
    brought(FEW_AFTER_A_FEW)
    of = "people who moved from “a” to “d”"
    line = next(
        line for line in audited()[0].splitlines() if line.endswith(f"{of} (Hospital, version 2), without {of} (Hospital, version 1)")
    )
    assert line.split()[:2] == ["0", "6"]


@pytest.mark.parametrize("world", HIDDEN)
def test_of_these_it_finds_nothing(world):
    cast = make_cast()
    brought(world, cast)
    said, bounded = audited()
    assert not bounded and "None was found" in said and "0 counts" not in said, said
    if world.raised:
        raise_threshold(actor=cast.adi, economy=cast.economy, threshold=world.raised)
        assert not audited()[1]


def everything_of(there: Kept) -> tuple[Everything, Known]:
    known = Known()
    return everything_told(there.map.journey, known).every, known


def found_by_audit(there: Kept, t: int = 8) -> set[frozenset]:
    every, known = everything_of(there)
    hang_together(known, every)
    few = few_in(known, every, learn_all(known, every, t), t)
    assert known.untrue() == []
    found = all_bounded(known, few)
    assert found.unknown == 0
    return {frozenset(one.of.items()) for one in found.bounded}


def as_the_audit_names_it(of: dict, there: Kept) -> frozenset:
    """A sum of the oracle's in the audit's names."""
    every, _known = everything_of(there)
    runs = {there.runs[pk]: run for run in every.runs for pk in there.runs if str(pk) == run.id}
    data = {there.versions[UUID(one.row)]: one for one in every.data if UUID(one.row) in there.versions}
    joined = next(one for one in every.data if one.joined)
    parts = {name: ("alone", part["dataset"]) for name, part in zip(("only here", "only there"), joined.joined["alone"], strict=True)}
    found = Counter()
    for name, times in of.items():
        if isinstance(name, str):
            found[joined.meet(*parts.get(name, ("in all",)))] += times
        elif name[0] == "new":
            found.update({cases(data[name[1]].id): times, cases(data[name[1] - 1].id): -times})
        elif name[0] == "has new":
            found[data[name[1]].changed("added")] += times
        else:
            found[_of_run(runs[name[0]], *name[1:])] += times
    return frozenset(found.items())


def _of_run(run: Asked, kind: str, *more) -> tuple:
    if kind == "cases":
        return cases(run.data)
    if kind in ("closed", "open"):
        return run.end(kind)
    if kind in ("finished", "set out"):
        week = (MONDAY + timedelta(weeks=more[0])).date().isoformat()
        return run.end(kind, week) if kind == "finished" else (run.data, kind, week)
    if kind == "not measured":
        return run.of_data(kind, *more)
    return run.way(kind, *more) if kind in ("link", "took", "begun", "visits", "more") else run.ended(kind, *more)


def bounded_by_the_oracle(there: Kept, reader: Reader) -> list[frozenset]:
    truth, found = there.truth, []
    for _words, of in secrets(truth, 8):
        n = sum(times * truth.counts[name] for name, times in of.items())
        if not kept(n, *reader.attacker.least_and_most(of), 8):
            found.append(as_the_audit_names_it(of, there))
    return found


AT_AN_EDGE = st.builds(Some, people=st.sampled_from([1, 2, 3, 8, 8, 8, 15, 16]), way=WAYS, since=st.integers(1, 2), week=st.integers(0, 2))
EDGES = st.builds(World, some=st.lists(AT_AN_EDGE, min_size=4, max_size=8).map(tuple), others=st.integers(0, 9), versions=st.just(2))
TWENTY = settings(max_examples=20, suppress_health_check=list(HealthCheck), derandomize=True)


@TWENTY
@example(FULL_TO_THE_BRIM)
@example(FEW_AFTER_A_FEW)
@given(st.one_of(WORLDS, EDGES))
def test_whatever_the_oracle_can_bound_the_audit_finds(world):
    with transaction.atomic():
        cast = make_cast()
        there = brought(world, cast)
        reader = Reader(there, cast.vic)
        reader.read_all(8)
        by_the_oracle = bounded_by_the_oracle(there, reader)
        by_the_audit = found_by_audit(there)
        transaction.set_rollback(True)
    assert by_the_oracle or world not in (FULL_TO_THE_BRIM, FEW_AFTER_A_FEW)
    assert set(by_the_oracle) <= by_the_audit


def test_what_is_told_of_the_same_data_in_another_journey_is_told_of_the_same_people():
    cast = make_cast()
    here, there, apart = (brought(MANY, cast) for _journey in range(3))
    Dataset.objects.filter(journey=there.map.journey, name="Hospital").update(content_hash=here.newest.content_hash)
    every, known = everything_of(here)
    hang_together(known, every)
    assert {one.row for one in every.data if one.id == here.newest.content_hash} == {str(here.newest.pk), str(there.newest.pk)}
    assert {run.id for run in every.runs} >= {str(pk) for one in (here, there) for pk, of in one.runs.items() if of == (1, "last")}
    assert apart.newest.content_hash not in {one.id for one in every.data}
    assert len([name for name in known.truth if name[1] == "cases"]) == len({one.id for one in every.data})
    Dataset.objects.filter(pk=there.newest.pk).update(journey=brought(MANY, make_cast()).map.journey)
    assert len(everything_of(here)[0].data) == 3, "in another economy they have another key"


def test_it_reads_only():
    brought(FULL_TO_THE_BRIM)
    with CaptureQueriesContext(connection) as seen:
        audited()
    assert seen.captured_queries and all(one["sql"].lstrip().upper().startswith("SELECT") for one in seen.captured_queries)


def test_time_and_size_have_bounds_also_while_it_is_built():
    journey = brought(MANY).map.journey
    assert audit_of(journey, seconds=60).trouble == ""
    for bounds in ({"seconds": 0}, {"seconds": 60, "kept": 1000}, {"seconds": 60, "size": 100}):
        assert "too much" in audit_of(journey, **bounds).trouble
    with pytest.raises(TooBig):
        everything_told(journey, Known(), kept=1000)


def test_one_that_is_too_large_and_one_with_a_fault_do_not_stop_the_next():
    cast = make_cast()
    one, two, three = (brought(world, cast) for world in (MANY, MANY, FULL_TO_THE_BRIM))
    MeasureResult.objects.filter(map=one.map).update(result={"beside": "nothing"})
    Dataset.objects.filter(journey=two.map.journey).update(counts={"cases": -1, "activity_instances": 0})
    said, bounded = audited("--economy", cast.economy.slug)
    told = {line: said.splitlines()[place + 1] for place, line in enumerate(said.splitlines()) if " / " in line}
    assert bounded and [told[f"{cast.economy.name} / {one.map.journey.title}"] for one in (one, two, three)]
    assert "(KeyError)" in told[f"{cast.economy.name} / {one.map.journey.title}"]
    assert "does not hang together" in told[f"{cast.economy.name} / {two.map.journey.title}"]
    assert "looked at" in told[f"{cast.economy.name} / {three.map.journey.title}"]
    for unlooked in (one, two):
        said, bounded = audited("--journey", unlooked.map.journey.slug, otherwise=3)
        assert not bounded and unlooked.map.journey.title in said


def test_one_asks_for_one_journey():
    cast = make_cast()
    quiet, loud = brought(MANY, cast).map.journey, brought(FULL_TO_THE_BRIM, cast).map.journey
    assert not audited("--journey", quiet.slug)[1] and audited("--journey", loud.slug)[1]
    with pytest.raises(CommandError) as refusal:
        call_command("audit_counts", "--journey", "nowhere")
    assert refusal.value.returncode == 2
    with pytest.raises(CommandError):
        call_command("audit_counts", "--seconds", "0")


def test_what_a_terminal_obeys_is_not_printed():
    there = brought(FULL_TO_THE_BRIM)
    Dataset.objects.filter(journey=there.map.journey).update(name="Hos\x1b[2Jpital")
    said, bounded = audited()
    assert bounded and "\x1b" not in said and "Hos�[2Jpital" in said
