"""Finding out how rows of figures may be told to whoever may not open the data, and keeping it: nothing is told of a row before.

It plays the attacker who holds everything told of a journey so far. Where the row would newly bound few people beside that, it is told more
coarsely, and at last not at all. It computes outside any transaction, and one at a time looks at an economy (a lease that runs out when
its holder gives no more signs of life).
"""

import threading
import time
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog
from celery import current_app
from django.db import Error as DatabaseUnwell
from django.db import InterfaceError, OperationalError, connection, transaction
from django.db.models import F, Q, QuerySet

from analytics.domain.audit.judging import Told, Untrue, forgotten, newly_bounded, not_understood, without
from analytics.domain.audit.knowledge import Everything
from analytics.domain.audit.possibilities import Known, TooBig
from analytics.domain.map_measures import CODE_VERSION
from analytics.domain.telling_levels import FINEST, NOTHING, threshold_at
from analytics.models import Dataset, MeasureResult, TellingLease
from analytics.queries.audit import MOST_KEPT, everything_told, measured_of_everybody, of_the_same_people
from analytics.queries.tellings import Row
from carejourneys.common.clock import now
from carejourneys.common.ids import uuid7
from carejourneys.common.outbox import after_commit
from journeys.models import Journey
from stakeholders.models import Economy

log = structlog.get_logger(__name__)
TASK = "analytics.tell"
SECONDS = 600.0  # for each question whether rows may be told
LEASE = timedelta(minutes=2)  # whoever is silent for longer is gone
BEAT = 20.0  # seconds between two signs of life
MOST_TRIES = 5  # of a row of which it was not found out in time
FIRST_PAUSE = timedelta(minutes=10)  # before it is tried again; twice as long each time
PASSING = (InterfaceError, OperationalError)  # a database that is busy, or was away
NOT_TOLD = {"told_level": None, "told_since": None, "told_tries": 0, "told_again_at": None}


@dataclass(frozen=True)
class Limits:
    """seconds: for each question. kept: letters of what is kept of a journey. size: counts and terms; None: as the audit has it.
    beat: seconds between two signs of life.
    """

    seconds: float = SECONDS
    kept: int = MOST_KEPT
    size: int | None = None
    beat: float = BEAT


def look_soon() -> None:
    """After the commit a worker hears that there are figures to look at."""
    after_commit(current_app.send_task, TASK)


def tell_waiting(limits: Limits = Limits(), economy: Economy | None = None) -> None:
    """Looks at everything that waits, economy by economy, or of one economy; those that somebody else looks at now are left to them."""
    there = Economy.objects.filter(pk__in=[*_waiting_economies()]).order_by("pk")
    for one in list(there if economy is None else there.filter(pk=economy.pk)):
        try:
            with _leased(one) as lease:
                if lease is not None:
                    with _beating(lease, every=limits.beat):
                        _tell_economy(one, lease, limits)
        except LeaseLost:
            log.warning("telling_lease_lost", economy=str(one.pk))
        except PASSING as trouble:
            _interrupted(trouble, economy=str(one.pk))
        except Exception:  # the next economy is looked at all the same
            log.exception("telling_failed", economy=str(one.pk))


def _interrupted(trouble: Exception, **of: str) -> None:
    """The database was busy or away: that is no fault of a row, and what waits is looked at again."""
    log.warning("telling_interrupted", trouble=type(trouble).__name__, **of)
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def try_again(journeys: QuerySet[Journey] | set[UUID]) -> None:
    """Rows of journeys whose data changed, of which it was not found out in time how they may be told: they are looked at once more."""
    given_up = {"told_level": NOTHING, "told_again_at": None, "told_tries__gte": MOST_TRIES}
    again = {"told_again_at": now(), "told_tries": 0}
    Dataset.objects.filter(journey__in=journeys, **given_up).update(**again)
    MeasureResult.objects.filter(dataset__journey__in=journeys, **given_up).update(**again)


def _waits() -> Q:
    return Q(told_level=None) | Q(told_again_at__lte=now())


def _waiting_data() -> QuerySet[Dataset]:
    return Dataset.objects.filter(_waits(), state=Dataset.READY)


def _waiting_results() -> QuerySet[MeasureResult]:
    return measured_of_everybody().filter(_waits(), dataset__state=Dataset.READY, data_hash=F("dataset__content_hash"))


def _waiting_groups() -> QuerySet[MeasureResult]:
    groups = MeasureResult.objects.filter(_waits(), code_version=CODE_VERSION, dataset__state=Dataset.READY)
    return groups.exclude(cohort=None)


def _waiting_economies() -> set[UUID]:
    found = set(_waiting_data().values_list("journey__economy", flat=True))
    for results in (_waiting_results(), _waiting_groups()):
        found.update(results.values_list("dataset__journey__economy", flat=True))
    return found


def _tell_economy(economy: Economy, lease: "Lease", limits: Limits) -> None:
    waiting = set(_waiting_data().filter(journey__economy=economy).values_list("journey", flat=True))
    waiting |= set(_waiting_results().filter(dataset__journey__economy=economy).values_list("dataset__journey", flat=True))
    seen: set[UUID] = set()
    for journey in list(Journey.objects.filter(pk__in=waiting).select_related("economy").order_by("pk")):
        if journey.pk not in seen:
            seen |= of_the_same_people(journey)
            _tell_journey(journey, lease, limits)
    _tell_groups(economy, lease)


def _tell_journey(journey: Journey, lease: "Lease", limits: Limits) -> None:
    teller = _Teller(journey, lease, limits)
    try:
        teller.tell()
    except LeaseLost:
        raise
    except PASSING as trouble:
        _interrupted(trouble, journey=str(journey.pk))
    except Exception:  # the next journey is looked at all the same
        log.exception("telling_failed", journey=str(journey.pk))
        teller.put_off_all()
    finally:
        teller.give_back()


class LeaseLost(Exception):
    """Somebody else looks at this economy now."""


@dataclass(frozen=True)
class Lease:
    economy: UUID
    holder: UUID

    def renew(self) -> None:
        """LeaseLost when somebody else has it."""
        mine = TellingLease.objects.filter(economy=self.economy, holder=self.holder)
        if not mine.update(until=now() + LEASE):
            raise LeaseLost

    def keep(self, rows: QuerySet, values: Mapping[str, Any]) -> bool:
        """Whether the rows are still as they were looked at, and now told so. LeaseLost; nobody can take it until this is written."""
        with transaction.atomic():
            if TellingLease.objects.select_for_update().filter(economy=self.economy, holder=self.holder).first() is None:
                raise LeaseLost
            return bool(rows.update(**values))


@contextmanager
def _leased(economy: Economy) -> Iterator[Lease | None]:
    """None while somebody else holds it."""
    lease = Lease(economy.pk, uuid7())
    TellingLease.objects.get_or_create(economy=economy, defaults={"until": now()})
    free = TellingLease.objects.filter(Q(holder=None) | Q(until__lt=now()), economy=economy)
    if not free.update(holder=lease.holder, until=now() + LEASE):
        yield None
        return
    try:
        yield lease
    finally:
        TellingLease.objects.filter(economy=economy, holder=lease.holder).update(holder=None, until=now())


@contextmanager
def _beating(lease: Lease, *, every: float) -> Iterator[None]:
    """Signs of life from a thread of its own: one question may take much longer than a lease."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(every):
            try:
                lease.renew()
            except LeaseLost:  # whoever looks notices when something is to be kept
                break
            except DatabaseUnwell as trouble:  # a beat is missed; the database may be well again at the next
                log.warning("telling_beat_missed", economy=str(lease.economy), trouble=type(trouble).__name__)
                connection.close()
        connection.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=2)


@dataclass(frozen=True)
class _Taken:
    """A row that is being looked at. before, since: how it is told, before it was taken and now."""

    kind: type[Row]
    before: Mapping[str, Any]
    since: Mapping[str, Any]


class _Teller:
    """Looks at what waits of a journey, and of those that hold the same data. What it takes counts as tried already: a row that ends its
    worker every time (too little memory) is not looked at for ever.
    """

    def __init__(self, journey: Journey, lease: Lease, limits: Limits):
        self._journey, self._lease, self._limits = journey, lease, limits
        self._t = journey.economy.small_number_threshold
        self._taken: dict[str, _Taken] = {}
        self._changed: set[str] = set()

    def tell(self) -> None:
        self._lease.renew()
        self._try_again_beside_what_is_new()
        self._take()
        known = Known(until=self._until())
        try:
            self._there = there = everything_told(self._journey, known, self._limits.kept)
        except TooBig:
            log.warning("telling_too_big", journey=str(self._journey.pk))
            self.put_off_all()
            return
        self._put_off_rows(there.put_aside)
        self._every, self._told = there.every, dict(there.told)
        self._runs = {str(paths.id): str(paths.run.id) for paths in there.every.paths}
        waiting = [id for id, row in there.rows.items() if self._is_taken(id, row)]
        try:
            self._tell_all(waiting)
        except (LookupError, TypeError, ValueError, AttributeError, ArithmeticError, Untrue) as fault:
            self._tell_what_is_understood(waiting, fault)

    def _tell_what_is_understood(self, waiting: list[str], fault: Exception) -> None:
        try:
            bad = not_understood(self._every, self._t, until=self._until())
        except TooBig:
            self._log_took_too_long(len(waiting))
            self.put_off_all()
            return
        log.warning("telling_not_understood", journey=str(self._journey.pk), fault=type(fault).__name__, rows=sorted(map(str, bad)))
        if not bad:  # each is well alone, and they contradict one another
            raise fault
        self._put_off_rows(map(str, bad))
        self._every = without(self._every, bad)
        self._tell_all([id for id in waiting if id in self._taken and id not in self._changed])

    def _until(self) -> float:
        return time.monotonic() + self._limits.seconds

    def _take(self) -> None:
        journeys = of_the_same_people(self._journey)
        data = _waiting_data().filter(journey__in=journeys).defer("quality", "activities")
        results = _waiting_results().filter(dataset__journey__in=journeys).defer("result", "question")
        rows: list[Row] = [*data, *results]
        for row in rows:
            taken = _Taken(type(row), {name: getattr(row, name) for name in NOT_TOLD}, _tried(row.told_tries + 1))
            if self._lease.keep(_as_seen(row, self._t), taken.since):
                self._taken[str(row.pk)] = taken

    def _is_taken(self, id: str, row: Row) -> bool:
        """Also when it was read again."""
        return id in self._taken and all(getattr(row, name) == self._taken[id].since[name] for name in ("told_level", "told_tries"))

    def put_off_all(self) -> None:
        self._put_off_rows(list(self._taken))

    def give_back(self) -> None:
        """What was taken and is not settled waits as before, and no try is lost."""
        try:
            for id in list(self._taken):
                self._leave(id, self._taken[id].before)
        except PASSING as trouble:
            _interrupted(trouble, journey=str(self._journey.pk))

    def _leave(self, id: str, values: Mapping[str, Any]) -> None:
        """A row that is as it was taken is told so."""
        taken = self._taken.pop(id)
        as_taken = {name: taken.since[name] for name in ("told_level", "told_tries")}
        taken.kind._default_manager.filter(pk=id, **as_taken).update(**values)

    def _try_again_beside_what_is_new(self) -> None:
        journeys = of_the_same_people(self._journey)
        new = _waiting_data().filter(told_level=None, journey__in=journeys)
        measured = _waiting_results().filter(told_level=None, dataset__journey__in=journeys)
        if new.exists() or measured.exists():
            try_again(journeys)

    def _put_off_rows(self, rows: Iterable[str]) -> None:
        for id in rows:
            self._put_off(id)

    def _tell_all(self, waiting: list[str]) -> None:
        """All of them as finely as can be, where that gives nobody away; else one after the other."""
        finest = {id: self._finest(id, waiting) for id in waiting}
        for id in [id for id in waiting if finest[id] == NOTHING]:
            self._tell_nothing_of(id)
            del finest[id]
        if not finest:
            return
        try:
            if self._may_be_told(finest):
                for id, level in finest.items():
                    self._keep(id, level)
                return
        except TooBig:
            self._log_took_too_long(len(finest))
            self._put_off_rows(finest)
            return
        for id in finest:
            self._tell_one(id)

    def _tell_one(self, id: str) -> None:
        finest = self._finest(id, ())
        if finest == NOTHING:
            self._tell_nothing_of(id)
            return
        try:
            self._keep(id, next((level for level in range(finest, NOTHING) if self._may_be_told({id: level})), NOTHING))
        except TooBig:
            self._log_took_too_long(1)
            self._put_off(id)

    def _log_took_too_long(self, asked: int) -> None:
        """How many rows were asked about, beside how many versions and rows of the journey."""
        there = {"versions": len(self._every.data), "rows": len(self._there.rows)}
        log.warning("telling_took_too_long", journey=str(self._journey.pk), asked=asked, **there)

    def _tell_nothing_of(self, id: str) -> None:
        """Of paths, as of the times they stand beside; for as long as of these. Where these changed meanwhile, both wait."""
        if self._runs[id] in self._changed:
            return
        if self._beside(id).is_kept_back:
            self._keep(id, NOTHING)
        else:
            self._put_off(id)

    def _finest(self, id: str, together: Collection[str]) -> int:
        """The first level to be tried: paths are told no finer than the times of their map. together: rows that are tried with it."""
        if id not in self._runs or str(self._beside(id).pk) in together:
            return FINEST
        return self._beside(id).told_level or NOTHING

    def _beside(self, id: str) -> Row:
        return self._there.rows[self._runs[id]]

    def _may_be_told(self, levels: Mapping[str, int]) -> bool:
        self._lease.renew()
        more = {id: (threshold_at(level, self._t),) for id, level in levels.items()}
        return not self._bounds(self._every, self._told, more) and not self._bounds_for_all(more)

    def _bounds_for_all(self, more: Told) -> bool:
        """Whether somebody is newly bounded by what everybody reads alone: who reads less may learn more from a row."""
        some = self._there.for_some
        for_all = {id: under for id, under in more.items() if id not in some}
        told = {id: under for id, under in self._told.items() if id not in some}
        every = forgotten(self._every, some)
        less = len(told) < len(self._told) or any(data.told_before for data in self._every.data if data.row in some)
        return bool(for_all) and less and self._bounds(every, told, for_all)

    def _bounds(self, every: Everything, told: Told, more: Told) -> bool:
        return bool(newly_bounded(every, told, more, self._t, until=self._until(), size=self._limits.size))

    def _keep(self, id: str, level: int) -> None:
        """As long as the row is as it was looked at; else it waits, to be looked at anew. So do paths, with the times they stand beside."""
        if self._runs.get(id) in self._changed:
            return
        row = self._there.rows[id]
        since = now() if level < NOTHING else None
        if self._lease.keep(_as_seen(row, self._t), {**NOT_TOLD, "told_level": level, "told_since": since}):
            self._taken.pop(id, None)
            row.told_level, row.told_tries, row.told_again_at = level, 0, None
            if level < NOTHING:
                self._told[id] = (threshold_at(level, self._t),)
        else:
            self._changed.add(id)

    def _put_off(self, id: str) -> None:
        """What was taken; the pause begins now."""
        if id in self._taken:
            self._leave(id, _tried(self._taken[id].since["told_tries"]))


def _tried(tries: int) -> dict[str, Any]:
    """Nothing is told for now of what was tried so often; it is tried again, but not for ever."""
    again: datetime | None = now() + FIRST_PAUSE * 2 ** (tries - 1) if tries < MOST_TRIES else None
    return {"told_tries": tries, "told_level": NOTHING, "told_since": None, "told_again_at": again}


def _as_seen(row: Row, t: int) -> QuerySet:
    """The row, if it says what it said, is told as it was, and the threshold is what it was."""
    as_it_was = {"pk": row.pk, "told_level": row.told_level, "told_tries": row.told_tries}
    if isinstance(row, Dataset):
        of = {"journey__economy__small_number_threshold": t, "state": Dataset.READY}
        return Dataset.objects.filter(**as_it_was, **of, content_hash=row.content_hash, merges=row.merges)
    of = {"dataset__journey__economy__small_number_threshold": t, "dataset__content_hash": row.data_hash}
    return MeasureResult.objects.filter(**as_it_was, **of, question_hash=row.question_hash, measured_at=row.measured_at)


def _tell_groups(economy: Economy, lease: Lease) -> None:
    """Of a declared group no count is told: it is told as everybody beside it is."""
    for row in _waiting_groups().filter(dataset__journey__economy=economy):
        beside = measured_of_everybody().filter(dataset=row.dataset_id, map=row.map_id, data_hash=row.data_hash, code_version=CODE_VERSION)
        everybody = beside.order_by("-measured_at", "pk").first()
        if everybody is None or everybody.told_level is None:
            continue
        values = {name: getattr(everybody, name) for name in ("told_level", "told_tries", "told_again_at")}
        since = now() if everybody.is_told else None
        lease.keep(_as_seen(row, economy.small_number_threshold), {**values, "told_since": since})


_AT_IT, _ASKED = threading.Lock(), threading.Event()


def tell_in_the_background(limits: Limits = Limits()) -> None:
    """In a thread of its own, so that the worker goes on with other work; one a process, which looks again when it was asked meanwhile."""
    _ASKED.set()
    if _AT_IT.acquire(blocking=False):
        threading.Thread(target=_tell_while_asked, args=(limits,), daemon=True).start()


def _tell_while_asked(limits: Limits) -> None:
    try:
        while _ASKED.is_set():
            _ASKED.clear()
            tell_waiting(limits)
    except Exception:
        log.exception("telling_failed")
    finally:
        connection.close()
        _AT_IT.release()
