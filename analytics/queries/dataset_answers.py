"""What programs are told of a dataset: counts in envelopes, small numbers hidden from whoever may not open the data; never a case."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from analytics.domain.events.merged_names import spellings
from analytics.domain.events.quality import KINDS, REASONS
from analytics.domain.metrics import METRICS
from analytics.domain.told import told_change, told_count
from analytics.domain.version_changes import KINDS as KINDS_OF_CHANGE
from analytics.models import Dataset, Feed, Job
from analytics.queries.dataset_pages import NOT_READ, how_far, quality_told, why_not_readable
from analytics.queries.datasets import jobs_at, new_and_unmatched, reading_of
from analytics.queries.feeds import being_read, newest_told
from analytics.queries.tellings import is_told_to, may_read_exactly, threshold_for
from carejourneys.common.envelope import Number
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import permissions_in


def dataset_answer(user: User, dataset: Dataset) -> dict[str, Any]:
    """JSON-ready. Whoever may open the data gets exact counts, everybody else round ones (rule S)."""
    may = permissions_in(user, dataset.journey.economy_id)
    reading, exact = reading_of(dataset), may_read_exactly(may)
    far = how_far(dataset, being_read=reading is not None, exact=exact)
    may_bring = Permission.UPLOAD_DATA in may
    readable = dataset.state == Dataset.READY and is_told_to(dataset, exact=exact)
    t = threshold_for(dataset, dataset.journey.economy, exact=exact) if readable else 0
    told = partial(_count, dataset, t)
    return {
        "id": str(dataset.pk),
        "feed": str(dataset.feed_id),
        "journey": str(dataset.journey_id),
        "version": dataset.version,
        "name": dataset.name,
        "synthetic": dataset.synthetic,
        "state": far.replace(" ", "_"),
        "why": why_not_readable(dataset) if may_bring and far in NOT_READ else "",
        "job": str(reading.pk) if reading and may_bring else None,
        "measuring": [str(job.args["map"]) for job in jobs_at(dataset) if "map" in job.args] if may_bring else [],
        "uploaded_by": str(dataset.uploaded_by),
        "uploaded_at": dataset.uploaded_at.isoformat(),
        "content_hash": dataset.content_hash if readable else "",
        "first_day": localdate(dataset.first_at).isoformat() if readable and dataset.first_at else None,
        "last_day": localdate(dataset.last_at).isoformat() if readable and dataset.last_at else None,
        "terms": terms_answer(dataset),
        "counts": _counts(dataset, told) if readable else None,
        "changes": _changes(dataset, t) if readable else None,
        "new_activities": new_and_unmatched([dataset])[dataset.pk] if exact and may_bring else [],
        "names_as_one": [{"name": name, "others": others} for name, others in spellings(dataset.merges).items()] if exact else [],
        "quality": _quality(dataset, told, exact) if readable else None,
    }


def feed_answer(user: User, feed: Feed) -> dict[str, Any]:
    """JSON-ready. How its files are read, for whoever may bring data."""
    reads = feed.options if Permission.UPLOAD_DATA in permissions_in(user, feed.journey.economy_id) else {}
    newest, reading = newest_told(feed, user), being_read(feed)
    return {
        "id": str(feed.pk),
        "journey": str(feed.journey_id),
        "name": feed.name,
        "synthetic": feed.synthetic,
        "terms": terms_answer(feed),
        "columns": [{"role": role, "column": column} for role, column in reads.get("columns", {}).items()],
        "timezone": reads.get("timezone", ""),
        "date_format": reads.get("date_format", ""),
        "last_version": feed.last_version,
        "newest": str(newest.pk) if newest else None,
        "being_read": str(reading.pk) if reading else None,
    }


def job_answer(job: Job) -> dict[str, Any]:
    """JSON-ready."""
    about = {name: job.args.get(name) for name in ("dataset", "map")}
    progress = {"state": job.state, "done": job.done, "total": job.total, "message": job.message}
    return {"id": str(job.pk), "kind": job.kind, **progress, **about, "created_at": job.created_at, "ended_at": job.ended_at}


def terms_answer(of: Dataset | Feed) -> dict[str, Any]:
    """On what terms data are here."""
    return {
        "purpose": of.purpose,
        "controller": str(of.controller_id) if of.controller_id else None,
        "readers": [str(one.pk) for one in of.readers.order_by("name")],
        "delete_by": of.delete_by.isoformat() if of.delete_by else None,
    }


def _count(dataset: Dataset, t: int, n: int, definition: str, people: int | None = None) -> dict[str, Any]:
    """A count in its envelope; t: the threshold, 0 for whoever may see all. people: to how many it happened, where that is known."""
    return _enveloped(dataset, t, told_count(n, t, people), definition)


def _enveloped(dataset: Dataset, t: int, told: int | None, definition: str) -> dict[str, Any]:
    """told: None where it is hidden."""
    method = _("counted, and rounded so that nobody can be made out") if t and told else _("counted")
    number = Number(told, METRICS[definition].unit, definition, period=_period(dataset), method=method)
    return (number.hidden(t) if told is None else number).as_dict()


def _period(dataset: Dataset) -> str:
    if dataset.first_at is None or dataset.last_at is None:
        return ""
    return "/".join(date_format(localdate(when), "Y-m-d") for when in (dataset.first_at, dataset.last_at))


def _counts(dataset: Dataset, told) -> dict[str, Any]:
    counts = dataset.counts
    people = dict.fromkeys(("activity_instances", "rows", "rows_rejected"), counts["cases"])
    return {name: told(counts[name], "counts", people.get(name)) for name in ("cases", "activity_instances", "rows", "rows_rejected")}


def _changes(dataset: Dataset, t: int) -> dict[str, Any] | None:
    if "against" not in dataset.changes:
        return None
    return {"against": dataset.changes["against"], **{kind: _change(dataset, t, dataset.changes[kind]) for kind in KINDS_OF_CHANGE}}


def _change(dataset: Dataset, t: int, change: Mapping[str, int]) -> dict[str, Any]:
    told = zip(("rows", "people"), told_change(change, t), strict=True)
    return {name: _enveloped(dataset, t, n, "version_changes") for name, n in told}


def _quality(dataset: Dataset, told, exact: bool) -> dict[str, Any]:
    quality, people = quality_told(dataset), dataset.counts["cases"]
    return {
        "zone": quality.get("zone", ""),
        "date_order": quality.get("date_order", ""),
        "findings": [
            {
                "kind": one["kind"],
                "words": _(KINDS.get(one["kind"], one["kind"])),
                "count": told(one["count"], "data_quality", people),
                "names": one["names"] if exact else [],
            }
            for one in quality["findings"]
        ],
        "rejected": [
            {"kind": reason, "words": _(REASONS.get(reason, reason)), "count": told(n, "data_quality", people)}
            for reason, n in quality.get("by_reason", {}).items()
            if n
        ],
    }
