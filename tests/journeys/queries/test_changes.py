"""Catching up: dense, in order, in parts, and afresh where words were taken out."""

import pytest

from journeys.queries.changes import changes_after
from journeys.services.redactions import ask_for_redaction, confirm_redaction
from stakeholders.domain.permissions import Role
from tests.factories import REDACTIONS_PAGE, make_cast, make_member, make_small_map, send

pytestmark = pytest.mark.django_db


@pytest.fixture
def world():
    cast = make_cast()
    return cast, make_small_map(cast)


def test_changes_come_in_order_with_who_made_them(world):
    cast, small = world
    before = small.map.revision
    for title in ("Listen well", "Listen again"):
        send(cast.freya, small.map, "step.rename", step=small.steps[1], title=title)
    found = changes_after(small.map, before)
    assert [change["revision"] for change in found.changes] == [before + 1, before + 2]
    assert {change["by"]["name"] for change in found.changes} == {"Freya"}
    assert (found.revision, found.more, found.resync) == (small.map.revision, False, False)
    assert changes_after(small.map, small.map.revision).changes == []


def test_a_long_way_behind_is_caught_up_in_parts(world):
    _cast, small = world
    seen, after = [], 0
    while True:
        part = changes_after(small.map, after, most=4)
        seen += [change["revision"] for change in part.changes]
        after = seen[-1]
        if not part.more:
            break
    assert seen == list(range(1, small.map.revision + 1))


def test_who_is_ahead_of_the_map_begins_afresh(world):
    _cast, small = world
    assert changes_after(small.map, small.map.revision + 1).resync


def test_after_words_were_taken_out_everybody_begins_afresh(world):
    cast, small = world
    before = small.map.revision
    asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text="surgery", reason="A name")
    confirm_redaction(actor=make_member(cast.economy, Role.MODERATOR), page=REDACTIONS_PAGE, redaction=asked)
    small.map.refresh_from_db()
    assert changes_after(small.map, before).resync
    assert not changes_after(small.map, small.map.revision).resync
