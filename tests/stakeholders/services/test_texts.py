"""An economy's own texts: a new version each time, the product's own until there is one."""

import pytest

from carejourneys.common.errors import NotAllowed, NotFound, RuleBroken
from stakeholders.domain.texts import TextKind
from stakeholders.models import AuditEntry, EconomyText
from stakeholders.queries.texts import text_of, versions_of
from stakeholders.services.texts import LONGEST, write_text
from tests.factories import Cast

pytestmark = pytest.mark.django_db


def write(cast: Cast, body: str, actor=None, kind: TextKind = TextKind.PRIVACY) -> EconomyText:
    return write_text(actor=actor or cast.adi, economy=cast.economy, kind=kind, body=body)


def test_the_newest_holds_and_the_earlier_ones_stay(cast):
    assert "We hold no patient records" in text_of(cast.economy, TextKind.PRIVACY).body
    write(cast, "First\r\nline")
    write(cast, " Second ")
    assert text_of(cast.economy, TextKind.PRIVACY).body == "Second"
    assert [text.body for text in versions_of(cast.economy, TextKind.PRIVACY)] == ["Second", "First\nline"]
    assert text_of(cast.economy, TextKind.ACCESSIBILITY).written_by is None
    assert text_of(cast.stan.memberships.get().economy, TextKind.PRIVACY).written_by is None


def test_who_wrote_which_stands_in_the_record_without_its_words(cast):
    write(cast, "Ours")
    row = AuditEntry.objects.get(action="text.written")
    assert (row.actor, row.details) == (cast.adi, {"kind": "privacy", "characters": 4})


@pytest.mark.parametrize("body", [" \n ", "x" * (LONGEST + 1)])
def test_nothing_and_far_too_much_are_refused(cast, body):
    with pytest.raises(RuleBroken) as refused:
        write(cast, body)
    assert refused.value.field == "body" and not EconomyText.objects.exists()


def test_only_those_who_keep_the_texts_write_them(cast):
    for who, answer in ((cast.freya, NotAllowed), (cast.vic, NotAllowed), (cast.stan, NotFound)):
        with pytest.raises(answer):
            write(cast, "Mine", who)
    assert not EconomyText.objects.exists()
