"""Nothing of a row is told to whoever may not open the data before it was found how it may be."""

import math
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import OperationalError, connection
from django.db.models import QuerySet
from structlog.testing import capture_logs

from analytics.domain.audit.possibilities import Known
from analytics.domain.telling_levels import FINEST, NOTHING
from analytics.models import Dataset, DeclaredCohort, Feed, MeasureResult, TellingLease
from analytics.queries.audit import everything_told
from analytics.queries.metric_runs import version_of
from analytics.services.deleting import discard_dataset
from analytics.services.telling import FIRST_PAUSE, LEASE, MOST_TRIES, LeaseLost, Limits, tell_in_the_background, tell_waiting
from carejourneys.common.clock import now, stopped_at
from carejourneys.common.ids import uuid7
from stakeholders.models import Economy
from stakeholders.services.economies import raise_threshold
from tests.analytics.queries.test_all_releases_together import FOUR_WAYS, FULL_TO_THE_BRIM, HEARD
from tests.factories import make_cast, make_map
from tests.many_releases import Kept, Some, World

pytestmark = pytest.mark.django_db
MANY = World((Some(40, HEARD),))
AT_ONCE = Limits(seconds=0)


def as_long_as_it_takes() -> None:
    tell_waiting(Limits(seconds=math.inf))


def waiting(world: World = MANY, cast=None) -> Kept:
    """A world of which nothing was looked at yet."""
    cast = cast or make_cast()
    return Kept(world, make_map(cast), cast.ana, lambda: None)


def rows(there: Kept) -> list[QuerySet]:
    journey = there.map.journey
    return [Dataset.objects.filter(journey=journey), MeasureResult.objects.filter(dataset__journey=journey)]


def levels(there: Kept) -> set[int | None]:
    return {level for of in rows(there) for level in of.values_list("told_level", flat=True)}


def test_what_gives_nobody_away_is_told_as_finely_as_can_be():
    there = waiting()
    assert levels(there) == {None}
    as_long_as_it_takes()
    assert levels(there) == {FINEST} and not any(of.filter(told_since=None) for of in rows(there))


def test_what_would_newly_bound_somebody_is_told_more_coarsely_and_what_was_told_stays():
    cast = make_cast()
    there = Kept(FULL_TO_THE_BRIM, make_map(cast), cast.ana, as_long_as_it_takes)
    first, second = there.newest.feed.versions.order_by("version")
    told = {one.told_level for version in (first, second) for one in (version, *version.results.all())}
    assert {first.told_level, *first.results.values_list("told_level", flat=True)} == {FINEST} and max(told) > FINEST


def test_who_was_bounded_before_keeps_nothing_back():
    """A row is judged by whom it newly bounds."""
    cast = make_cast()
    there = Kept(FULL_TO_THE_BRIM, make_map(cast), cast.ana)
    assert levels(there) == {FINEST}
    other = there.map.journey.datasets.get(name="Council")
    other.results.update(told_level=None)
    as_long_as_it_takes()
    assert levels(there) == {FINEST}


def test_who_reads_less_learns_no_more_from_a_row_than_who_was_told_the_same_before():
    """The newest version was brought before, for an organisation alone."""
    cast = make_cast()
    there = Kept(FULL_TO_THE_BRIM, make_map(cast), cast.ana)
    before = there.newest
    results = [*before.results.all()]
    feed = Feed.objects.create(journey=before.journey, name="For some", uploaded_by=cast.ana, uploaded_at=now())
    before.pk, before.feed, before.version, before.changes = uuid7(), feed, 1, {}
    before.save(force_insert=True)
    before.readers.add(cast.economy.organisations.first())
    for one in results:
        one.pk, one.dataset = uuid7(), before
        one.save(force_insert=True)
    after = there.map.journey.datasets.get(feed__name="Hospital", version=2)
    told_nothing_of = there.map.journey.datasets.exclude(feed__in=[feed, after.feed])
    MeasureResult.objects.filter(dataset__in=told_nothing_of).update(told_level=NOTHING)
    told_nothing_of.update(told_level=NOTHING)
    Dataset.objects.filter(pk=after.pk).update(told_level=None)
    after.results.update(told_level=None)
    as_long_as_it_takes()
    after.refresh_from_db()
    assert max(after.told_level, *after.results.values_list("told_level", flat=True)) > FINEST


def test_versions_are_held_against_each_other_through_one_of_which_nothing_is_told():
    cast = make_cast()
    world = World((*(Some(8, way) for way in FOUR_WAYS), Some(1, ("a",), since=3)), versions=3)
    there = Kept(world, make_map(cast), cast.ana)
    second, third = there.newest.feed.versions.order_by("version")[1:]
    for version, level in ((second, NOTHING), (third, None)):
        Dataset.objects.filter(pk=version.pk).update(told_level=level)
        version.results.update(told_level=level)
    as_long_as_it_takes()
    third.refresh_from_db()
    assert max(third.told_level, *third.results.values_list("told_level", flat=True)) > FINEST


@contextmanager
def just_before(table: str, change: Callable[[], object]) -> Iterator[None]:
    """The change comes between what is looked at and its first outcome that is kept there."""
    waits = [change]

    def execute(run, sql, params, many, context):
        if waits and sql.startswith("UPDATE") and f'"{table}" SET "told_level"' in sql:
            waits.pop()()
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        yield
    assert not waits


MEANWHILE = {
    "names treated as one": ("analytics_dataset", lambda there: rows(there)[0].update(merges={"a": "b"})),
    "other data": ("analytics_dataset", lambda there: rows(there)[0].update(content_hash="another")),
    "measured anew": ("analytics_measureresult", lambda there: rows(there)[1].update(measured_at=now() + timedelta(days=1))),
    "told by somebody else": ("analytics_dataset", lambda there: rows(there)[0].update(told_level=2, told_tries=0)),
    "the threshold raised": ("analytics_dataset", lambda there: Economy.objects.update(small_number_threshold=12)),
}


@pytest.mark.parametrize("meanwhile", MEANWHILE)
def test_what_changed_while_it_was_looked_at_is_looked_at_anew(meanwhile):
    there, (table, change) = waiting(), MEANWHILE[meanwhile]
    of = rows(there)[table == "analytics_measureresult"]
    with just_before(table, lambda: change(there)):
        as_long_as_it_takes()
    assert set(of.values_list("told_level", flat=True)) == ({2} if meanwhile == "told by somebody else" else {None})
    assert tries(there) == {0}
    if meanwhile == "other data":
        return  # of which nothing was measured
    rows(there)[0].update(merges={})
    as_long_as_it_takes()
    assert None not in levels(there)


def test_paths_wait_with_the_times_they_stand_beside_where_these_changed_meanwhile():
    cast = make_cast()
    there = Kept(FULL_TO_THE_BRIM, make_map(cast), cast.ana)
    second = there.newest
    Dataset.objects.filter(pk=second.pk).update(told_level=None)
    second.results.update(told_level=None)
    times = second.results.filter(code_version="7").order_by("measured_at", "pk").first()
    paths = second.results.filter(result__beside=times.question_hash)
    anew = MeasureResult.objects.filter(pk=times.pk)
    with just_before("analytics_measureresult", lambda: anew.update(measured_at=now() + timedelta(days=1))):
        as_long_as_it_takes()
    assert [*paths.values_list("told_level", "told_tries", "told_again_at")] == [(None, 0, None)]
    assert second.results.exclude(told_level=None).exists()


TROUBLES = {
    "a busy database, while data are read": (OperationalError("database is locked"), "LENGTH("),
    "a busy database, while groups are looked for": (OperationalError("database is locked"), '"cohort_id" IS NULL)'),
    "a busy database, before anything": (OperationalError("database is locked"), 'INSERT INTO "analytics_tellinglease"'),
    "a fault of ours": (RuntimeError("ours"), 'INSERT INTO "analytics_tellinglease"'),
    "a lease that is lost at last": (LeaseLost(), '"cohort_id" IS NULL)'),
}


@pytest.mark.parametrize("trouble", TROUBLES)
def test_a_passing_trouble_is_no_try_and_starves_nobody(trouble):
    both, (error, at) = [waiting(), waiting(cast=make_cast())], TROUBLES[trouble]
    held = TellingLease.objects.exclude(holder=None)
    waits = [error]

    def execute(run, sql, params, many, context):
        if waits and at in sql and (sql.startswith("INSERT") or (sql.startswith("SELECT") and held.exists())):
            raise waits.pop()
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        as_long_as_it_takes()
    assert not waits and {FINEST} in map(levels, both)
    assert [*map(tries, both)] == [{0}, {0}]
    as_long_as_it_takes()
    assert [*map(levels, both)] == [{FINEST}, {FINEST}]


def test_what_ends_its_worker_counts_as_tried():
    there, at, left = waiting(), now(), []

    def execute(run, sql, params, many, context):
        if not left and "LENGTH(" in sql:
            left.append([])
            left[:] = [[*of.values("pk", "told_level", "told_tries", "told_again_at")] for of in rows(there)]
        return run(sql, params, many, context)

    with stopped_at(at), connection.execute_wrapper(execute):
        as_long_as_it_takes()
    assert levels(there) == {FINEST} and tries(there) == {0}
    for of, as_left in zip(rows(there), left, strict=True):
        for one in as_left:
            of.filter(pk=one.pop("pk")).update(**one)
    with stopped_at(at):
        as_long_as_it_takes()
    assert levels(there) == {NOTHING} and tries(there) == {1}
    with stopped_at(at + FIRST_PAUSE + timedelta(seconds=1)):
        as_long_as_it_takes()
    assert levels(there) == {FINEST} and tries(there) == {0}


def tries(there: Kept) -> set[int]:
    return {n for of in rows(there) for n in of.values_list("told_tries", flat=True)}


def test_one_economy_can_be_looked_at_alone():
    there, elsewhere = waiting(), waiting(cast=make_cast())
    tell_waiting(Limits(seconds=math.inf), there.map.journey.economy)
    assert (levels(there), levels(elsewhere)) == ({FINEST}, {None})


def test_whose_lease_went_to_somebody_else_keeps_nothing():
    there = waiting()
    with just_before("analytics_dataset", lambda: TellingLease.objects.update(holder=uuid7())):
        as_long_as_it_takes()
    assert len({*rows(there)[0].values_list("told_level", flat=True)} - {None}) <= 1 and None in levels(there)


def test_one_at_a_time_looks_at_an_economy_until_its_time_runs_out():
    there, elsewhere = waiting(), waiting(cast=make_cast())
    lease = TellingLease.objects.create(economy=there.map.journey.economy, holder=uuid7(), until=now() + LEASE)
    as_long_as_it_takes()
    assert levels(there) == {None} and levels(elsewhere) == {FINEST}
    TellingLease.objects.filter(pk=lease.pk).update(until=now() - timedelta(seconds=1))
    as_long_as_it_takes()
    assert levels(there) == {FINEST} and TellingLease.objects.get(pk=lease.pk).holder is None


@pytest.mark.django_db(transaction=True)
def test_who_looks_for_long_gives_signs_of_life():
    there, asked = waiting(), []

    def execute(run, sql, params, many, context):
        if not asked and "analytics_measureresult" in sql and TellingLease.objects.exclude(holder=None).exists():
            asked.append(until := TellingLease.objects.get().until)
            end = time.monotonic() + 60
            while TellingLease.objects.get().until == until and time.monotonic() < end:
                time.sleep(0.05)
            assert TellingLease.objects.get().until > until
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        tell_waiting(Limits(seconds=math.inf, beat=0.05))
    assert levels(there) == {FINEST} and asked


def test_of_what_took_too_long_the_log_says_how_much_there_is():
    there = waiting()
    with capture_logs() as logs:
        tell_waiting(Limits(size=10, seconds=math.inf))
    (said,) = [one for one in logs if one["event"] == "telling_took_too_long"]
    n = sum(of.count() for of in rows(there))
    assert (said["versions"], said["rows"], said["asked"]) == (rows(there)[0].count(), n, n)


@pytest.mark.django_db(transaction=True)
def test_nothing_is_held_while_it_is_read_and_computed():
    there, held = waiting(), []

    def execute(run, sql, params, many, context):
        if connection.in_atomic_block:
            held.append(sql)
        return run(sql, params, many, context)

    with connection.execute_wrapper(execute):
        as_long_as_it_takes()
    assert levels(there) == {FINEST} and held
    touched = ("analytics_tellinglease", 'SET "told_level"', 'SET "told_tries"', "SAVEPOINT", "BEGIN", "COMMIT")
    assert not [sql for sql in held if not any(name in sql for name in touched)]


@pytest.mark.parametrize("limits", [AT_ONCE, Limits(kept=10), Limits(size=10, seconds=math.inf)], ids=["time", "letters", "size"])
def test_what_could_not_be_found_out_is_not_told_for_now_and_tried_again_some_times(limits):
    there, at = waiting(), now()
    for n in range(1, MOST_TRIES + 1):
        with stopped_at(at):
            tell_waiting(limits)
            tell_waiting(limits)
        assert levels(there) == {NOTHING}, "once each time"
        assert tries(there) == {n}
        at += FIRST_PAUSE * 2 ** (n - 1) + timedelta(seconds=1)
    assert all(of.exclude(told_again_at=None).count() == 0 for of in rows(there))
    with stopped_at(at + timedelta(days=99)):
        as_long_as_it_takes()
    assert levels(there) == {NOTHING}


def test_it_is_told_when_it_could_be_found_out_later():
    there, at = waiting(), now()
    with stopped_at(at):
        tell_waiting(AT_ONCE)
    assert levels(there) == {NOTHING} and not any(one.is_kept_back for of in rows(there) for one in of)
    with stopped_at(at + FIRST_PAUSE + timedelta(seconds=1)):
        as_long_as_it_takes()
    assert levels(there) == {FINEST}


def test_of_paths_nothing_is_told_while_nothing_is_of_the_times_they_stand_beside():
    there, at = waiting(), now()
    times, paths = (rows(there)[1].filter(code_version__startswith=code) for code in ("7", "fit"))
    times.update(told_level=NOTHING, told_tries=1, told_again_at=at + FIRST_PAUSE)
    as_long_as_it_takes()
    assert {one.told_level for one in paths.all()} == {NOTHING} and not any(one.is_kept_back for one in paths.all())
    with stopped_at(at + 2 * FIRST_PAUSE):
        as_long_as_it_takes()
    assert levels(there) == {FINEST}
    paths.update(told_level=None)
    times.update(told_level=NOTHING)
    as_long_as_it_takes()
    assert all(one.is_kept_back for one in paths.all())
    paths.update(told_level=None)
    times.update(told_level=2)
    as_long_as_it_takes()
    assert {one.told_level for one in paths.all()} == {2}


def given_up(there: Kept) -> None:
    for of in rows(there):
        of.update(told_level=NOTHING, told_tries=MOST_TRIES)


def test_what_was_given_up_is_tried_again_when_something_new_comes():
    there = waiting()
    given_up(there)
    newest = rows(there)[1].last()
    rows(there)[1].filter(pk=newest.pk).update(told_level=None, told_tries=0)
    as_long_as_it_takes()
    as_long_as_it_takes()
    assert levels(there) == {FINEST}


def test_what_was_given_up_is_tried_again_when_data_are_deleted(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    cast = make_cast()
    there = waiting(cast=cast)
    given_up(there)
    discard_dataset(actor=cast.ana, dataset=rows(there)[0].get(name="Council"))
    as_long_as_it_takes()
    assert levels(there) == {FINEST}


BROKEN = {"unreadable": {"steps": 5}, "beside nothing": {"beside": "nothing"}, "too few": None}


@pytest.mark.parametrize("broken", BROKEN)
@pytest.mark.parametrize("level", [None, FINEST])
def test_one_row_that_cannot_be_understood_keeps_back_itself_alone(broken, level):
    cast = make_cast()
    there, elsewhere = waiting(cast=cast), waiting(cast=cast)
    bad = rows(there)[1].filter(code_version__startswith="fit").first() if broken == "beside nothing" else there.newest.results.first()
    result = BROKEN[broken] or {**bad.result, "moved": [["a", "b", -1, 40]]}
    MeasureResult.objects.filter(pk=bad.pk).update(result=result, told_level=level)
    as_long_as_it_takes()
    bad.refresh_from_db()
    others = rows(there)[1].exclude(pk=bad.pk).exclude(result__beside=bad.question_hash)
    assert set(others.values_list("told_level", flat=True)) == {FINEST} == levels(elsewhere)
    assert bad.told_level == (level or NOTHING)


def test_a_declared_group_is_told_as_everybody_beside_it_is():
    there = waiting()
    everybody = there.newest.results.filter(code_version="7").first()
    about = {
        "dataset": there.newest,
        "told": {},
        "people": 20,
        "smallest": 20,
        "declared_by": there.newest.uploaded_by,
        "declared_at": now(),
    }
    group = DeclaredCohort.objects.create(name="Older", **about)
    copied = {
        name: getattr(everybody, name) for name in ("dataset", "map", "data_hash", "code_version", "map_revision", "measured_at", "result")
    }
    of_group = MeasureResult.objects.create(cohort=group, question_hash="group", **copied)
    MeasureResult.objects.filter(dataset=there.newest, cohort=None).update(told_level=2)
    as_long_as_it_takes()
    of_group.refresh_from_db()
    assert of_group.told_level == 2 and of_group.told_since is not None


def test_under_a_raised_threshold_it_stays_known_what_was_told_under_the_lower_one():
    cast = make_cast()
    there = waiting(cast=cast)
    as_long_as_it_takes()
    raise_threshold(actor=cast.adi, economy=cast.economy, threshold=12)
    later = waiting(cast=cast)
    as_long_as_it_takes()

    def told(kept: Kept) -> set[tuple[int, ...]]:
        return {*everything_told(kept.map.journey, Known()).told.values()}

    assert told(there) == {(8, 12)} and told(later) == {(12,)}


def test_the_mark_of_an_answer_changes_with_how_it_is_told():
    cast = make_cast()
    there = waiting(cast=cast)
    run = there.newest.results.select_related("dataset__journey__economy").first()
    marks = set()
    for level in (1, 2, 3):
        run.told_level = level
        marks.add(version_of(cast.vic, run, "json"))
    assert len(marks) == 3 and version_of(cast.ana, run, "json") not in marks


@pytest.mark.django_db(transaction=True)
def test_a_worker_looks_beside_its_other_work():
    there = waiting()
    tell_in_the_background(Limits(seconds=math.inf))
    until_told(there)
    assert levels(there) == {FINEST}


def until_told(there: Kept) -> None:
    end = time.monotonic() + 300
    while levels(there) != {FINEST} and time.monotonic() < end:
        time.sleep(0.1)
