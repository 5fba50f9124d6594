"""Words are taken out of a map, its history and everything that is stored of it; two people do it together."""

from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from journeys.domain.ports import forget_listeners, hear_of_purges
from journeys.models import Map, MapCommandLog, Redaction
from journeys.queries.changes import changes_after
from journeys.queries.snapshots import encode, forget_encoded, snapshot_of
from journeys.queries.states import state_from_rows, state_of
from journeys.services.journeys import derive_future_map, describe_journey
from journeys.services.map_editing import Changed, Clashed, Incoming, Refused, apply_map_commands
from journeys.services.redactions import ask_for_redaction, confirm_redaction, decline_redaction
from stakeholders.domain.permissions import Role
from stakeholders.models import AuditEntry
from tests.factories import REDACTIONS_PAGE, make_member, make_small_map, new_id, send
from tests.journeys.services.test_map_replay import replayed
from tests.oracles.snapshots import snapshot_from_rows

pytestmark = pytest.mark.django_db
NAME = "Zoë Quill"


@pytest.fixture
def mona(cast):
    return make_member(cast.economy, Role.MODERATOR, name="Mona")


@pytest.fixture
def small(cast):
    """A map where a name was written in many places, some of them changed or taken away since."""
    small = make_small_map(cast)
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title=f"Ring {NAME}")
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring the person")
    send(cast.eddie, small.map, "step.set", step=small.steps[1], fields={"note": "as ZOË  QUILL said\nZoe\u0308 Quill's wife too"})
    send(cast.eddie, small.map, "link.set", link=small.links[0], fields={"wait": {"value": 3, "who": NAME}})
    send(
        cast.eddie,
        small.map,
        "link.set",
        link=small.links[0],
        fields={"wait": [{"value": 5, "who": "GPs"}], "wait.used": f"workshop|{NAME}"},
    )
    problem = new_id()
    send(cast.eddie, small.map, "problem.add", problem=problem, on=small.steps[2], text=f"{NAME} waited", who=NAME)
    send(cast.eddie, small.map, "problem.remove", problem=problem)
    send(cast.eddie, small.map, "lane.set", lane=small.lanes[0], fields={"subtitle": NAME})
    send(cast.eddie, small.map, "map.set", fields={"note": f"Begun with {NAME}"})
    snapshot_of(small.map)
    return small


def taken_out(cast, mona, small) -> Redaction:
    asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text=NAME, reason="Written by mistake")
    done = confirm_redaction(actor=mona, page=REDACTIONS_PAGE, redaction=asked)
    small.map.refresh_from_db()
    return done


def everything_stored() -> str:
    """Every cell of every table."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                found += [bytes(cell).decode("utf-8", "replace") if isinstance(cell, bytes | memoryview) else str(cell) for cell in row]
    return "\n".join(found)


def test_the_words_are_nowhere_in_the_database_afterwards(cast, mona, small):
    future = derive_future_map(actor=cast.freya, based_on=small.map, title=f"For {NAME}")
    assert everything_stored().lower().count("quill") > 20
    taken_out(cast, mona, small)
    assert "quill" not in everything_stored().lower()
    future.refresh_from_db()
    assert future.title == "For [taken out]"
    for of in (small.map, future):
        assert list(MapCommandLog.objects.filter(map=of).values_list("revision", flat=True)) == list(range(1, of.revision + 1))


def test_the_log_still_rebuilds_the_rows_and_the_stored_snapshot_is_them(cast, mona, small):
    taken_out(cast, mona, small)
    rows = state_from_rows(small.map)
    assert replayed(small.map) == rows == state_of(small.map)
    assert rows[small.steps[1]]["note"] == "as [taken out] said\n[taken out]'s wife too"
    assert rows[small.links[0]]["wait"]["used"] == "workshop|[taken out]"
    forget_encoded(str(small.map.pk))
    assert snapshot_of(small.map) == (small.map.revision, encode(snapshot_from_rows(small.map)))


def test_it_is_an_entry_of_the_history_in_order_and_who_is_behind_starts_afresh(cast, mona, small):
    base = small.map.revision
    done = taken_out(cast, mona, small)
    entry = MapCommandLog.objects.get(map=small.map, revision=base + 1)
    assert (entry.kind, entry.actor, entry.details["asked_by"]["name"]) == ("redact", mona, "Freya")
    assert entry.command == {"kind": "redact", "redaction": str(done.pk)} and entry.inverse == {"put": [], "set": [], "remove": []}
    assert {id for id, _path in entry.touched} == {small.steps[1], small.links[0], small.lanes[0], str(small.map.pk)}
    assert changes_after(small.map, base).resync and not changes_after(small.map, base + 1).resync
    assert MapCommandLog.objects.filter(map=small.map, redacted_at=None).count() == small.map.revision - 9  # all that the fixture sent


def test_everybody_is_told_and_nothing_is_remembered(cast, mona, small, django_capture_on_commit_callbacks):
    heard = []
    hear_of_purges(heard.append)
    try:
        with django_capture_on_commit_callbacks(execute=True):
            taken_out(cast, mona, small)
    finally:
        forget_listeners(heard.append)
    (purged,) = heard
    assert (purged.map_id, purged.revision) == (str(small.map.pk), small.map.revision)
    assert {small.steps[0], small.steps[1], small.links[0], small.lanes[0]} <= set(purged.elements)
    assert "Quill" not in snapshot_of(small.map)[1].decode()


def test_what_was_taken_out_comes_back_by_no_command(cast, mona, small):
    base = small.map.revision
    noted = MapCommandLog.objects.get(map=small.map, kind="step.set")
    taken_out(cast, mona, small)
    assert "Mona has changed the same thing" in send(cast.eddie, small.map, "undo", of=str(noted.command_id)).reason
    assert isinstance(send(cast.freya, small.map, "restore", element=small.steps[1], revision=base), Changed)
    late = send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Mine", base=base - 8)
    assert isinstance(late, Clashed) and late.base == "Ring [taken out]"
    assert "quill" not in everything_stored().lower()


def test_a_form_from_before_puts_nothing_back_unasked(cast, mona, small):
    base, note = small.map.revision, f"as {NAME} said, and so it was"
    taken_out(cast, mona, small)
    raw = {"kind": "step.set", "step": small.steps[1], "fields": {"note": note}}
    (outcome,) = apply_map_commands(small.map.pk, [Incoming(cast.eddie, new_id(), base, raw)])
    assert isinstance(outcome, Clashed) and NAME not in str(state_of(small.map)[small.steps[1]])
    other = {"kind": "step.rename", "step": small.steps[2], "title": "Write it"}
    (outcome,) = apply_map_commands(small.map.pk, [Incoming(cast.eddie, new_id(), base, other)])
    assert isinstance(outcome, Changed)


def test_a_facilitator_who_took_words_out_cannot_take_that_back(cast, mona, small):
    asked = ask_for_redaction(actor=mona, page=REDACTIONS_PAGE, of=small.map, text=NAME, reason="Written by mistake")
    confirm_redaction(actor=cast.freya, page=REDACTIONS_PAGE, redaction=asked)
    entry = MapCommandLog.objects.get(map=small.map, kind="redact")
    refused = send(cast.freya, small.map, "undo", of=str(entry.command_id))
    assert isinstance(refused, Refused) and "does not come back" in refused.reason


def test_nobody_agrees_with_themselves(cast, small):
    asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text=NAME, reason="Written by mistake")
    with pytest.raises(NotAllowed):
        confirm_redaction(actor=cast.freya, page=REDACTIONS_PAGE, redaction=asked)
    with pytest.raises(IntegrityError), transaction.atomic():
        Redaction.objects.filter(pk=asked.pk).update(answered_by=cast.freya, agreed_at=asked.asked_at)
    assert NAME in everything_stored()


def test_only_those_who_may_and_nobody_twice(cast, mona, small):
    with pytest.raises(NotAllowed):
        ask_for_redaction(actor=cast.eddie, page=REDACTIONS_PAGE, of=small.map, text=NAME, reason="Mistake")
    with pytest.raises(NotFound):
        ask_for_redaction(actor=cast.stan, page=REDACTIONS_PAGE, of=small.map, text=NAME, reason="Mistake")
    asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text=NAME, reason="Mistake")
    for act in (confirm_redaction, decline_redaction):
        with pytest.raises(NotAllowed):
            act(actor=cast.eddie, redaction=asked, page=REDACTIONS_PAGE)
        with pytest.raises(NotFound):
            act(actor=cast.stan, redaction=asked, page=REDACTIONS_PAGE)
    confirm_redaction(actor=mona, page=REDACTIONS_PAGE, redaction=asked)
    for act in (confirm_redaction, decline_redaction):
        with pytest.raises(RuleBroken):
            act(actor=mona, redaction=asked, page=REDACTIONS_PAGE)


@pytest.mark.parametrize(
    ("text", "reason", "field"),
    [
        ("Q", "Mistake", "text"),
        ("Q\u200d\u034f", "Mistake", "text"),
        ("x" * 201, "Mistake", "text"),
        ("Bloggs", "Mistake", "text"),
        (NAME, "", "reason"),
        (NAME, f"It says {NAME}", "reason"),
        (NAME, "It says Ｚｏë Qu\u200dill", "reason"),
    ],
)
def test_a_request_says_what_will_not_do(cast, small, text, reason, field):
    with pytest.raises(RuleBroken) as refused:
        ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text=text, reason=reason)
    assert refused.value.field == field


def test_words_that_stand_in_those_of_the_journey_alone_are_said_to_be_changed_there(cast, small):
    describe_journey(actor=cast.freya, journey=small.map.journey, process_owner="Rae Osborne")
    with pytest.raises(RuleBroken, match="change them there"):
        ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text="Rae Osborne", reason="A name")


def test_the_same_words_are_asked_for_once(cast, mona, small):
    ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text=NAME, reason="Mistake")
    with pytest.raises(RuleBroken):
        ask_for_redaction(actor=mona, page=REDACTIONS_PAGE, of=small.map, text="quill", reason="Mistake")


def test_a_name_written_with_signs_that_nobody_sees_is_taken_out_too(cast, mona, small):
    send(cast.eddie, small.map, "step.rename", step=small.steps[2], title="Ring Ｚｏë Qu\u200dil\u034fl")
    send(cast.eddie, small.map, "step.rename", step=small.steps[2], title="Ring \u2066Zoe Quill\u2069 at home")
    taken_out(cast, mona, small)
    assert state_from_rows(small.map)[small.steps[2]]["title"].replace("\u2066", "").replace("\u2069", "") == "Ring [taken out] at home"
    sent = MapCommandLog.objects.filter(map=small.map, command__step=small.steps[2], kind="step.rename").order_by("revision").first()
    assert sent.command["title"] == "Ring [taken out]"


def test_a_request_that_is_declined_keeps_the_map_and_forgets_the_words(cast, mona, small):
    asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text=NAME, reason="Mistake")
    before = state_from_rows(small.map)
    decline_redaction(actor=mona, page=REDACTIONS_PAGE, redaction=asked)
    asked.refresh_from_db()
    assert (asked.text, asked.answered_by, asked.done_at) == ("", mona, None) and asked.declined_at
    assert state_from_rows(Map.objects.get(pk=small.map.pk)) == before


def test_it_is_on_record_without_the_words(cast, mona, small):
    taken_out(cast, mona, small)
    actions = AuditEntry.objects.filter(action__startswith="redaction.").order_by("pk").values_list("action", "actor__name")
    assert list(actions) == [("redaction.asked", "Freya"), ("redaction.done", "Mona")]


def test_the_log_cannot_be_changed_before_two_people_agreed_nor_after_it_is_done(cast, mona, small):
    def tamper():
        with pytest.raises(IntegrityError), transaction.atomic():
            MapCommandLog.objects.filter(map=small.map, revision=1).update(command={})

    tamper()
    asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text=NAME, reason="Mistake")
    tamper()
    confirm_redaction(actor=mona, page=REDACTIONS_PAGE, redaction=asked)
    tamper()
    with pytest.raises(IntegrityError), transaction.atomic():
        MapCommandLog.objects.filter(map=small.map, revision=1)._raw_delete("default")


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="looks into the file of SQLite")
def test_the_words_are_not_left_in_the_file_or_its_journal(cast, mona, small):
    file = Path(connection.settings_dict["NAME"])

    def bytes_kept() -> bytes:
        return b"".join(path.read_bytes() for path in (file, file.with_name(f"{file.name}-wal")) if path.exists())

    assert b"Quill" in bytes_kept()
    taken_out(cast, mona, small)
    assert b"Quill" not in bytes_kept()
