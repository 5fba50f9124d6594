"""Taking words out of a map and all its history: one person asks with a reason, another agrees, then it is done at once.

The other maps of the journey are copies and hold the same words: they are taken out of these too, each with a record of its own.
`page` is the absolute address of the page where a request is answered, for the emails about it.
"""

from django.db import connection, transaction
from django.utils.translation import gettext as _

from carejourneys.common.clock import now
from carejourneys.common.errors import NotAllowed, RuleBroken
from carejourneys.common.ids import uuid7
from carejourneys.common.outbox import after_commit
from journeys.domain.commands.reading import read_text, written
from journeys.domain.ports import Purged, announce_purge
from journeys.domain.taking_out import SHORTEST, Entry, Sought, TakingOut, taken_out_of
from journeys.models import Baseline, Map, MapCommandLog, Redaction
from journeys.queries.redactions import look_for, open_requests
from journeys.queries.snapshots import forget_encoded
from journeys.queries.states import forget, state_from_rows
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check
from stakeholders.services.audit import record

from .baselines import LONGEST as NAME_LENGTH
from .journeys import WORDS
from .map_lock import locked_map
from .map_rows import write_rows
from .map_snapshots import keep_snapshot
from .redaction_emails import write_to_who_asked, write_to_who_may_answer

LONGEST = 200
KIND = "redact"
_CHUNK = 100


@transaction.atomic
def ask_for_redaction(*, actor: User, of: Map, text: str, reason: str, page: str) -> Redaction:
    """A request that another person has to agree to; all who may are written to. RuleBroken names the field: words that are nowhere,
    too short, asked for already.
    """
    check(actor, of.journey.economy_id, Permission.REDACT)
    words = " ".join(written(text).split())
    sought = Sought(words)
    if len(sought.plain) < SHORTEST or len(words) > LONGEST:
        raise RuleBroken(
            _("Write the words to take out, %(least)s to %(most)s signs.") % {"least": SHORTEST, "most": LONGEST}, field="text"
        )
    if sought.stand_in(reason):
        raise RuleBroken(_("Say why without the words themselves: the reason is kept."), field="reason")
    why = read_text(reason, "reason", max_length=LONGEST, required=True)
    if any(sought.stand_in(one.text) or Sought(one.text).stand_in(words) for one in open_requests(of)):
        raise RuleBroken(_("Somebody has asked for these words already, and nobody has answered yet."), field="text")
    if not any(look_for(of, TakingOut(words))):
        if any(sought.stand_in(getattr(of.journey, name)) for name in WORDS):
            raise RuleBroken(
                _("These words stand in the words of the journey itself: change them there, no trace of them stays."), field="text"
            )
        raise RuleBroken(_("These words are nowhere on this map and nowhere in its history."), field="text")
    asked = Redaction.objects.create(map=of, text=words, reason=why, asked_by=actor)
    record(actor=actor, economy=of.journey.economy, action="redaction.asked", subject=asked, details={"map": str(of.pk)})
    write_to_who_may_answer(asked, page)
    return asked


@transaction.atomic
def decline_redaction(*, actor: User, redaction: Redaction, page: str) -> Redaction:
    """The words stay where they are. Whoever asked may take the request back so, or is written to."""
    check(actor, redaction.map.journey.economy_id, Permission.REDACT)
    asked = _unanswered(redaction)
    asked.answered_by, asked.declined_at, asked.text = actor, now(), ""
    asked.save(update_fields=["answered_by", "declined_at", "text"])
    record(actor=actor, economy=asked.map.journey.economy, action="redaction.declined", subject=asked, details={"map": str(asked.map_id)})
    write_to_who_asked(asked, page)
    return asked


@transaction.atomic
def confirm_redaction(*, actor: User, redaction: Redaction, page: str) -> Redaction:
    """Takes the words out of the map, its history, its snapshots and the journey's other maps. NotAllowed for the person who asked."""
    check(actor, redaction.map.journey.economy_id, Permission.REDACT)
    journeys_maps = list(Map.objects.filter(journey_id=redaction.map.journey_id).order_by("pk").values_list("pk", flat=True))
    locked = {of.pk: of for pk in journeys_maps if (of := locked_map(pk)) is not None}
    asked = _unanswered(redaction)
    if asked.asked_by_id == actor.pk:
        raise NotAllowed(_("You asked for this yourself. Another person has to agree."))
    words = asked.text
    for of in locked.values():
        out = TakingOut(words)
        if not any(look_for(of, out)) and of.pk != asked.map_id:
            continue
        its = asked if of.pk == asked.map_id else Redaction(map=of, text=words, reason=asked.reason, asked_by=asked.asked_by)
        its.answered_by, its.agreed_at = actor, now()
        its.save()
        _take_out(actor, of, its, out)
    _clean_reasons(list(locked), TakingOut(words))
    write_to_who_asked(asked, page)
    return asked


def _unanswered(redaction: Redaction) -> Redaction:
    """The request as it is now, nobody else answering it until the commit."""
    rows = Redaction.objects.select_related("map__journey__economy", "asked_by")
    if connection.features.has_select_for_update:
        rows = rows.select_for_update(of=("self",))
    found = rows.get(pk=redaction.pk)
    if found.agreed_at is not None or found.declined_at is not None:
        raise RuleBroken(_("This has been answered already."))
    return found


def _take_out(actor: User, of: Map, redaction: Redaction, out: TakingOut) -> None:
    out.looking = False
    moment = now()
    entries, elements = _clean_log(of, out)
    _clean_names(of, out)
    before = state_from_rows(of)
    change, touched = taken_out_of(before, out)
    after = before.with_change(change)
    of.revision += 1
    own = write_rows(of=of, before=before, after=after, ids=[element["id"] for element in change["put"]])
    of.save(update_fields=["revision", *own])
    command_id = uuid7()
    MapCommandLog.objects.create(
        map=of,
        revision=of.revision,
        command_id=command_id,
        root=command_id,
        actor=actor,
        base_revision=of.revision - 1,
        kind=KIND,
        command={"kind": KIND, "redaction": str(redaction.pk)},
        change=change,
        inverse={"put": [], "set": [], "remove": []},
        touched=touched,
        details={"redaction": str(redaction.pk), "asked_by": {"id": str(redaction.asked_by_id), "name": str(redaction.asked_by)}},
        at=moment,
    )
    keep_snapshot(of=of, state=after, since=of.revision, at_once=True)
    redaction.text, redaction.done_at = "", moment
    redaction.save(update_fields=["text", "done_at"])
    counts = {"map": str(of.pk), "revision": of.revision, "elements": len(change["put"]), "entries": entries}
    record(actor=actor, economy=of.journey.economy, action="redaction.done", subject=redaction, details=counts)
    held = dict.fromkeys([*elements, *(element["id"] for element in change["put"])])
    after_commit(_purge, Purged(str(of.pk), of.revision, tuple(held)))


def _clean_log(of: Map, out: TakingOut) -> tuple[int, list[str]]:
    """Rewrites the entries that hold the words: how many, and the elements that they touched."""
    changed: list[MapCommandLog] = []
    moment = now()
    for row in MapCommandLog.objects.filter(map_id=of.pk).order_by("revision").iterator(chunk_size=_CHUNK):
        was = Entry(row.command, row.change, row.inverse, row.touched)
        clean = out.entry(was)
        if clean != was:
            row.command, row.change, row.inverse, row.touched = clean.command, clean.change, clean.inverse, clean.touched
            row.redacted_at = moment
            changed.append(row)
    MapCommandLog.objects.bulk_update(changed, ["command", "change", "inverse", "touched", "redacted_at"], batch_size=_CHUNK)
    return len(changed), [id for row in changed for id, _path in row.touched]


def _clean_names(of: Map, out: TakingOut) -> None:
    """The moments of the map keep no words but their names: what stood then is read from the log."""
    for one in Baseline.objects.filter(map_id=of.pk):
        if (clean := out.text(one.name, NAME_LENGTH)) != one.name:
            Baseline.objects.filter(pk=one.pk).update(name=clean)


def _clean_reasons(maps: list, out: TakingOut) -> None:
    """The reasons of earlier requests could name the same words."""
    out.looking = False
    for one in Redaction.objects.filter(map_id__in=maps):
        if (clean := out.text(one.reason, LONGEST)) != one.reason:
            Redaction.objects.filter(pk=one.pk).update(reason=clean)


def _purge(purged: Purged) -> None:
    """Forgets what this process remembers, empties the journal that SQLite keeps beside its file, then tells everybody else."""
    if connection.vendor == "sqlite" and not connection.in_atomic_block:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    forget(purged.map_id)
    forget_encoded(purged.map_id)
    announce_purge(purged)
