"""Beginning a journey or a map from a form: once, however often the form is sent.

`id` is made with the form. Sent twice, the form leads to what it made. Opened anew with what was typed before (the browser's Back), it
is refused kindly: the name is taken, and what was typed stays to be changed.
"""

from dataclasses import replace
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from carejourneys.common.errors import RuleBroken
from journeys.domain.commands.reading import read_text
from journeys.models import Journey, Map
from stakeholders.domain.permissions import Permission
from stakeholders.models import Economy, User
from stakeholders.queries.access import check
from stakeholders.services.turns import wait_for_turn

from .importing import BroughtIn, make_map_of, read_file
from .journeys import LONGEST, create_journey, create_map, derive_future_map
from .map_templates import create_map_from_template

BLANK = "blank"


@transaction.atomic
def begin_journey(*, actor: User, economy: Economy, id: UUID | None, title: str, **words: str) -> Journey:
    """A new journey, or the one that this form made. RuleBroken names the field: a name that another journey in use has."""
    check(actor, economy.pk, Permission.CREATE_JOURNEY)
    title = read_text(title, "title", max_length=LONGEST, required=True)
    wait_for_turn(economy.pk)
    known = Journey.objects.filter(pk=id).first() if id else None
    if known is not None and (known.economy_id, known.created_by_id) == (economy.pk, actor.pk) and _same(known.title, title):
        return known
    if _is_among(title, economy.journeys.filter(archived_at=None)):
        taken = _("There is a journey called “%(title)s” already. Open it, or give this one another name.")
        raise RuleBroken(taken % {"title": title}, field="title")
    return create_journey(actor=actor, economy=economy, id=None if known else id, title=title, **words)


@transaction.atomic
def begin_map(*, actor: User, journey: Journey, id: UUID | None, title: str, start_from: str) -> Map:
    """A map that begins blank (BLANK, Map.FUTURE) or with a template, or the one that this form made. RuleBroken as above."""
    check(actor, journey.economy_id, Permission.CREATE_JOURNEY)
    wait_for_turn(journey.economy_id)
    made, free = _made_before(actor, journey, id, title)
    if made is not None:
        return made
    if start_from in (BLANK, Map.FUTURE):
        kind = Map.FUTURE if start_from == Map.FUTURE else Map.CURRENT
        return create_map(actor=actor, journey=journey, id=free, title=title, kind=kind)
    return create_map_from_template(actor=actor, journey=journey, id=free, title=title, template=start_from)


def begin_map_from_file(*, actor: User, journey: Journey, id: UUID | None, name: str, raw: bytes, title: str, kind: str) -> BroughtIn:
    """A map out of a file, or the one that this form made. title: in place of the one in the file. RuleBroken of the file.

    A name that is taken gets a number: whoever chose a file need not choose it again for a name.
    """
    check(actor, journey.economy_id, Permission.CREATE_JOURNEY)
    brought = read_file(name, raw, journey.economy)  # before anybody has to wait for it
    title = title.strip() or brought.title
    with transaction.atomic():
        wait_for_turn(journey.economy_id)
        title = read_text(title, "title", max_length=LONGEST, required=True)
        free = _first_free(title, id, of=journey.maps.filter(archived_at=None), by=actor)
        made, unused = _made_before(actor, journey, id, free)
        done = BroughtIn.of(made, brought) if made else make_map_of(brought, actor=actor, journey=journey, id=unused, title=free, kind=kind)
        return done if _same(title, free) else replace(done, wanted=title)


def _first_free(title: str, id: UUID | None, *, of: QuerySet, by: User) -> str:
    """The title, or with the first number that makes it another than those there; that of the map `id` if theirs and one of these."""
    taken = [(str(one), other, maker) for one, other, maker in of.values_list("pk", "title", "created_by_id")]
    for n in range(1, len(taken) + 2):
        one = title if n == 1 else _numbered(title, n)
        there = [(pk, maker) for pk, other, maker in taken if _same(other, one)]
        if not there or (str(id), by.pk) in there:
            return one
    raise AssertionError("one of them is free: there are more than titles taken")


def _numbered(title: str, n: int) -> str:
    number = f" ({n})"
    return title[: LONGEST - len(number)].rstrip() + number


@transaction.atomic
def begin_future_map(*, actor: User, based_on: Map, id: UUID | None, title: str) -> Map:
    """A copy to change into a future, or the one that this form made. RuleBroken as above."""
    check(actor, based_on.journey.economy_id, Permission.CREATE_JOURNEY)
    wait_for_turn(based_on.journey.economy_id)
    made, free = _made_before(actor, based_on.journey, id, title)
    return made or derive_future_map(actor=actor, based_on=based_on, id=free, title=title)


def _made_before(actor: User, journey: Journey, id: UUID | None, title: str) -> tuple[Map | None, UUID | None]:
    """(the map that this form made, the id if it is free for a new one)."""
    title = read_text(title, "title", max_length=LONGEST, required=True)
    known = Map.objects.filter(pk=id).first() if id else None
    if known is not None and (known.journey_id, known.created_by_id) == (journey.pk, actor.pk) and _same(known.title, title):
        return known, None
    if _is_among(title, journey.maps.filter(archived_at=None)):
        taken = _("This journey has a map called “%(title)s” already. Open it, or give this one another name.")
        raise RuleBroken(taken % {"title": title}, field="title")
    return None, None if known else id


def _is_among(title: str, of: QuerySet) -> bool:
    """Compared here, not in the database: each of these folds capitals in its own way."""
    return any(_same(title, other) for other in of.values_list("title", flat=True))


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
