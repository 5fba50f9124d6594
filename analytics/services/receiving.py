"""Event data are received: the file lies on disk, with a row, until its columns are confirmed and it is read."""

import hmac
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.domain.events.log import LARGEST
from analytics.domain.terms import Terms
from analytics.models import Dataset, Feed
from analytics.models.dataset import INCOMING, private_folder
from analytics.queries.column_pages import first_look
from carejourneys.common.clock import now
from carejourneys.common.errors import RuleBroken
from carejourneys.common.words import one_line
from journeys.models import Journey
from journeys.services.put_away import refuse_if_put_away
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check
from stakeholders.services.audit import record

from .terms import check_economys_terms, readers_of, take_over, terms_as_details

SUFFIXES = (".csv", ".csv.gz", ".xes", ".xes.gz", ".parquet")


def receive_log(
    *, actor: User, journey: Journey, name: str, filename: str, chunks: Iterable[bytes], terms: Terms, synthetic: bool = False
) -> Dataset:
    """The first version of a new feed. Keeps the file until its columns are confirmed. RuleBroken names the field: a file that cannot be
    read, is too large or empty; terms that will not do; a journey that was put away. Nothing of what is refused is kept.
    """
    check(actor, journey.economy_id, Permission.UPLOAD_DATA)
    refuse_if_put_away(journey)
    check_economys_terms(journey.economy, terms)
    feed = Feed(journey=journey, name=one_line(name), synthetic=synthetic, last_version=1, uploaded_by=actor, uploaded_at=now())
    take_over(feed, terms)
    dataset = new_version(feed, filename, version=1, by=actor)
    with receiving(dataset, chunks):
        look, trouble = first_look(dataset)
        if look is None:
            raise RuleBroken(_("This file cannot be read. %(why)s.") % {"why": trouble.rstrip(".")}, field="file")
        with transaction.atomic():
            feed.save(force_insert=True)
            feed.readers.set(readers_of(feed, terms))
            keep_version(dataset, actor, details=terms_as_details(terms))
    return dataset


def new_version(feed: Feed, filename: str, *, version: int, by: User) -> Dataset:
    """A dataset that is not stored yet, on the terms of its feed. RuleBroken for a kind of file that cannot be read."""
    suffix = next((one for one in sorted(SUFFIXES, key=len, reverse=True) if filename.lower().endswith(one)), None)
    if suffix is None:
        raise RuleBroken(_("This kind of file cannot be read. It can be: %(kinds)s.") % {"kinds": ", ".join(SUFFIXES)}, field="file")
    terms = {"purpose": feed.purpose, "controller_id": feed.controller_id, "delete_by": feed.delete_by}
    about = {"journey": feed.journey, "name": feed.name, "synthetic": feed.synthetic, **terms}
    return Dataset(feed=feed, version=version, suffix=suffix, uploaded_by=by, uploaded_at=now(), **about)


@contextmanager
def receiving(dataset: Dataset, chunks: Iterable[bytes]) -> Iterator[None]:
    """Inside, the file lies on disk and its mark is known; what raises there leaves no file behind."""
    key = bytes(dataset.journey.economy.case_key)
    try:
        dataset.file_mark = _write(dataset.raw, chunks, key)
        yield
    except BaseException:
        dataset.raw.unlink(missing_ok=True)
        raise


def keep_version(dataset: Dataset, actor: User, *, details: Mapping[str, Any]) -> None:
    """Stores a version that was received; inside the transaction that stores what else there is to it."""
    dataset.save(force_insert=True)
    dataset.readers.set(dataset.feed.readers.all())
    said = {"kind": dataset.suffix, **dataset.in_record, **details}
    record(actor=actor, economy=dataset.journey.economy, action="dataset.received", subject=dataset, details=said)


def _for_us_alone(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _write(path: Path, chunks: Iterable[bytes], key: bytes) -> str:
    """Streams the file to disk; its mark: who knows the file and not the key cannot tell that it was here."""
    private_folder(INCOMING)
    size, mark = 0, hmac.new(key, digestmod="sha256")
    with open(path, "xb", opener=_for_us_alone) as file:
        for chunk in chunks:
            size += len(chunk)
            if size > LARGEST:
                raise RuleBroken(_("This file is too large: at most 2 GB. Compress it with gzip, or bring a Parquet file."), field="file")
            file.write(chunk)
            mark.update(chunk)
    if not size:
        raise RuleBroken(_("This file is empty."), field="file")
    return mark.hexdigest()
