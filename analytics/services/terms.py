"""The terms of event data: whose they are, what for, who may see them, and until when."""

from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from analytics.domain.terms import Terms, check_parts, check_terms
from analytics.models import Dataset, Feed
from analytics.queries.datasets import terms_of
from carejourneys.common.clock import now
from carejourneys.common.errors import NotFound, RuleBroken
from carejourneys.common.words import one_line
from stakeholders.domain.permissions import Permission
from stakeholders.models import Economy, Organisation, User
from stakeholders.queries.access import check
from stakeholders.queries.economies import organisations_in
from stakeholders.services.audit import record

from .feed_lock import locked_feed


@transaction.atomic
def change_terms(*, actor: User, dataset: Dataset, terms: Terms) -> Feed:
    """Other terms from now on, for all versions of the feed. RuleBroken names the field that will not do; NotFound when they are gone."""
    economy = dataset.journey.economy
    check(actor, economy.pk, Permission.UPLOAD_DATA)
    check_economys_terms(economy, terms)
    feed = locked_feed(dataset.feed_id)
    if feed is None or not Dataset.objects.filter(pk=dataset.pk).exists():
        raise NotFound
    _check_joined(feed, terms)
    take_over(feed, terms)
    feed.save(update_fields=["purpose", "controller", "delete_by"])
    readers = list(readers_of(feed, terms))
    feed.readers.set(readers)
    feed.versions.update(purpose=feed.purpose, controller=feed.controller_id, delete_by=feed.delete_by)
    for version in feed.versions.all():
        version.readers.set(readers)
    details = {"feed": str(feed.pk), "data": feed.name, **terms_as_details(terms)}
    record(actor=actor, economy=economy, action="dataset.terms_changed", subject=dataset, details=details)
    return feed


def _check_joined(feed: Feed, terms: Terms) -> None:
    """RuleBroken where joined data would go beyond a part: be they the feed's own, or those that it is a part of."""
    check_parts(terms, {part.name: found for part in feed.parts.all() if (found := terms_of(part)) is not None})
    for whole in feed.joined_in.all():
        theirs = terms_of(whole)
        if theirs is not None:
            _check_whole(whole, theirs, terms)


def _check_whole(whole: Feed, theirs: Terms, part: Terms) -> None:
    try:
        check_parts(theirs, {whole.name: part})
    except RuleBroken as refusal:
        words = _("“%(name)s” is joined from these data and would go beyond that. Change its terms first.") % {"name": whole.name}
        raise RuleBroken(words, field=refusal.field) from refusal


def check_economys_terms(economy: Economy, terms: Terms) -> None:
    """RuleBroken naming the field that will not do, today, in this economy."""
    check_terms(terms, today=localdate(now()), organisations={str(one.pk) for one in organisations_in(economy)})


def take_over(feed: Feed, terms: Terms) -> None:
    """The feed's terms but for its readers, which need it to be stored."""
    feed.purpose, feed.controller_id, feed.delete_by = one_line(terms.purpose), UUID(terms.controller), terms.delete_by


def readers_of(feed: Feed, terms: Terms) -> QuerySet[Organisation]:
    """The organisations that terms name."""
    return organisations_in(feed.journey.economy).filter(pk__in=terms.readers)


def terms_as_details(terms: Terms) -> dict[str, Any]:
    """For the audit."""
    return {"controller": terms.controller, "delete_by": terms.delete_by.isoformat(), "readers": sorted(terms.readers)}
