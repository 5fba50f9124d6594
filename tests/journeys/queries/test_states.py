"""What is remembered of a map is brought up to what another process did meanwhile, and is what its rows say."""

from random import Random

import pytest

from journeys.models import MapCommandLog
from journeys.queries.states import forget, remember_on_commit, state_from_rows, state_of
from journeys.services.redactions import ask_for_redaction, confirm_redaction
from stakeholders.domain.permissions import Role
from tests.factories import REDACTIONS_PAGE, make_member, new_id, send
from tests.journeys.commanding import MapInMemory, a_random_command

pytestmark = pytest.mark.django_db(transaction=True)


class Elsewhere:
    """In the block, what happens happens in another process: afterwards this one remembers of the map what it did before."""

    def __init__(self, of):
        self.of = of

    def __enter__(self):
        self.of.refresh_from_db()
        self.revision, self.state = self.of.revision, state_of(self.of)

    def __exit__(self, *_error):
        forget(str(self.of.pk))
        self.of.revision = self.revision
        remember_on_commit(self.of, self.state)
        self.of.refresh_from_db()


def test_what_others_did_is_laid_over_with_one_question(cast, small, django_assert_num_queries):
    with Elsewhere(small.map):
        for n in range(3):
            send(cast.eddie, small.map, "step.rename", step=small.steps[0], title=f"Title {n}")
    with django_assert_num_queries(1):
        state = state_of(small.map)
    assert state.get(small.steps[0])["title"] == "Title 2" and state == state_from_rows(small.map)
    with django_assert_num_queries(0):
        state_of(small.map)


@pytest.mark.parametrize("chance", range(4))
def test_it_is_what_the_rows_say_whatever_was_done(cast, small, chance):
    random, world = Random(chance), MapInMemory()
    world.id = new_id
    for _n in range(12):
        with Elsewhere(small.map):
            for _one in range(5):
                world.state = state_of(small.map)
                raw = a_random_command(random, world)
                send(cast.eddie, small.map, raw.pop("kind"), **raw)
                small.map.refresh_from_db()
        assert state_of(small.map) == state_from_rows(small.map)


def test_words_that_were_taken_out_elsewhere_are_out_here(cast, small):
    send(cast.eddie, small.map, "step.rename", step=small.steps[0], title="Ring Xanadu")
    mo = make_member(cast.economy, Role.MODERATOR, name="Mo")
    with Elsewhere(small.map):
        asked = ask_for_redaction(actor=cast.freya, page=REDACTIONS_PAGE, of=small.map, text="Xanadu", reason="A name")
        confirm_redaction(actor=mo, redaction=asked, page=REDACTIONS_PAGE)
    assert state_of(small.map) == state_from_rows(small.map)
    assert "Xanadu" not in str(state_of(small.map).get(small.steps[0]))


def test_after_much_all_is_read_anew(cast, small):
    with Elsewhere(small.map):
        for n in range(102):
            send(cast.eddie, small.map, "step.rename", step=small.steps[0], title=f"Title {n}")
    assert state_of(small.map) == state_from_rows(small.map)
    assert MapCommandLog.objects.filter(map=small.map).count() == small.map.revision
