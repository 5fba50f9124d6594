import pytest
from django.db import transaction

from carejourneys.common.outbox import after_commit

pytestmark = pytest.mark.django_db(transaction=True)


def test_an_effect_waits_for_the_commit_and_a_rolled_back_one_never_happens():
    done = []
    with transaction.atomic():
        after_commit(done.append, 1)
        assert done == []
    assert done == [1]
    with pytest.raises(RuntimeError), transaction.atomic():
        after_commit(done.append, 2)
        raise RuntimeError
    assert done == [1]


def test_an_effect_that_fails_keeps_no_other_from_happening():
    done = []

    def fails():
        raise OSError("the mail server is away")

    with transaction.atomic():
        after_commit(fails)
        after_commit(done.append, 1)
    assert done == [1]
