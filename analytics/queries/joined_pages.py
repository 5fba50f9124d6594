"""What the pages of joined data show of their parts: how each was read, whether anybody meets, what is new since."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils.translation import gettext as _

from analytics.models import Dataset, Feed
from analytics.queries.dataset_pages import reading_said
from analytics.queries.feeds import being_read, newer_parts, newest_read
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import permissions_in


@dataclass(frozen=True)
class PartRead:
    """A part as its own report tells it. facts: rows {key, value}. dataset: None, without facts, where it is not for the person."""

    dataset: Dataset | None
    facts: list[dict[str, str]]


@dataclass(frozen=True)
class JoinedPage:
    """parts: none for data that were read from a file. apart: nobody is in two parts or more, for those who may open the data.
    newer: what the parts have that these data do not hold, a sentence each. joins: whether the person can join them anew now.
    """

    parts: list[PartRead]
    apart: bool
    newer: list[str]
    joins: bool

    @classmethod
    def of_dataset(cls, user: User, dataset: Dataset) -> "JoinedPage":
        """Of one version; only of the newest it is said what is newer."""
        parts = list(dataset.joined_from.select_related("feed", "journey__economy").order_by("name"))
        may = permissions_in(user, dataset.journey.economy_id)
        exact = Permission.VIEW_RAW_DATA in may
        seen = _seen(user, parts)
        read = [PartRead(one, reading_said(one, exact=exact)) if one.pk in seen else PartRead(None, []) for one in parts]
        newest = newest_read(dataset.feed) if parts else None
        newer = newer_said(dataset.feed, user) if newest is not None and newest.pk == dataset.pk else []
        joins = Permission.UPLOAD_DATA in may and bool(newer) and being_read(dataset.feed) is None
        return cls(read, exact and _nobody_meets(dataset), newer, joins)


def _nobody_meets(dataset: Dataset) -> bool:
    joined = dataset.quality.get("joined")
    return bool(joined) and joined["cases"] == sum(part["alone"] for part in joined["alone"])


def _seen(user: User, parts: Iterable[Dataset]) -> set[UUID]:
    return set(Dataset.objects.seen_by(user).filter(pk__in=[one.pk for one in parts]).values_list("pk", flat=True))


def newer_said(feed: Feed, user: User) -> list[str]:
    """Of each part that has a newer version than the newest joined data hold, which they hold and which is there; of parts that are not for
    the person, once, no more than that there is something.
    """
    both = _("They hold version %(held)s of “%(part)s”; version %(there)s is there.")
    new = _("They hold nothing of “%(part)s”; version %(there)s is there.")
    newer = newer_parts(feed)
    seen = _seen(user, [there for _held, there in newer])
    said = [
        (both if held else new) % {"held": held, "part": there.name, "there": there.version} for held, there in newer if there.pk in seen
    ]
    return said if len(said) == len(newer) else [*said, _("There is something newer of a part that is not for you.")]
