"""Which snapshots of a map are kept: the newest, and so many of before that a moment long ago is near one; none with words taken out."""

import pytest

from journeys.queries.moments import state_at
from journeys.services.map_editing import Changed, Incoming, apply_map_commands
from journeys.services.map_snapshots import EVERY, MILESTONE
from journeys.services.redactions import ask_for_redaction, confirm_redaction
from stakeholders.domain.permissions import Role
from tests.factories import REDACTIONS_PAGE, make_member, new_id

pytestmark = pytest.mark.django_db


def test_of_each_thousand_revisions_one_is_kept_until_words_are_taken_out(cast, small):
    renamed = [{"kind": "step.rename", "step": small.steps[0], "title": f"Ring Xanadu {n}"} for n in range(2 * MILESTONE)]
    for first in range(0, len(renamed), EVERY):
        batch = [Incoming(cast.eddie, new_id(), small.map.revision, raw, "ab") for raw in renamed[first : first + EVERY]]
        assert all(isinstance(outcome, Changed) for outcome in apply_map_commands(small.map.pk, batch))
        small.map.refresh_from_db()
    kept = sorted(small.map.snapshots.values_list("revision", flat=True))
    assert [revision // MILESTONE for revision in kept] == [0, 1, 2] and small.map.revision - kept[-1] < EVERY
    assert all(MILESTONE - revision % MILESTONE <= EVERY for revision in kept[:-1])
    began = small.map.revision - len(renamed)
    for n in (0, MILESTONE - 1, MILESTONE + 7):
        assert state_at(small.map, began + n + 1).get(small.steps[0])["title"] == f"Ring Xanadu {n}"
    asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text="Xanadu", reason="A name")
    confirm_redaction(actor=make_member(cast.economy, Role.MODERATOR, name="Mo"), redaction=asked, page=REDACTIONS_PAGE)
    small.map.refresh_from_db()
    assert list(small.map.snapshots.values_list("revision", flat=True)) == [small.map.revision]
    assert "Xanadu" not in str(state_at(small.map, began + MILESTONE + 8).get(small.steps[0]))
