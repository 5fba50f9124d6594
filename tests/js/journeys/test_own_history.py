"""Taking back and doing again what one did in a window, and the ids that a window makes."""

import time
from uuid import UUID

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

MADE = "const h = new m.OwnHistory(), one = (command_id) => ({ command_id }), id = (it) => it?.command_id ?? null;"


def test_the_newest_comes_back_first_and_again_last_until_something_new_is_done(run):
    code = """for (const name of ['a', 'b', 'c']) h.did(one(name));
    const got = [id(h.back()), id(h.back()), id(h.forth()), id(h.back()), id(h.back()), id(h.back())];
    h.forth(); h.did(one('d'));
    return [...got, id(h.forth()), id(h.back()), id(h.back())];"""
    assert run("own-history", MADE + code) == ["c", "b", "b", "b", "a", None, None, "d", "a"]


def test_what_was_refused_is_not_there_to_be_taken_back(run):
    code = "h.did(one('a')); h.did(one('b')); h.forget('b'); return id(h.back());"
    assert run("own-history", MADE + code) == "a"


def test_ids_are_uuids_of_version_7_that_tell_when_they_were_made(run):
    before = time.time() * 1000
    ids = [UUID(one) for one in run("ids", "return Array.from({ length: 500 }, () => m.newId());")]
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")} and len(set(ids)) == 500
    assert all(before - 2000 < (one.int >> 80) < time.time() * 1000 + 2000 for one in ids)
