"""What the table of permissions promises, whatever is added to it."""

import pytest

from stakeholders.domain.permissions import STRONG_SIGN_IN, TABLE, Permission, Role, allowed, permissions_of

P, R = Permission, Role
CONTENT = {P.VIEW_JOURNEY, P.CREATE_JOURNEY, P.EDIT_MAP, P.RESTORE_MAP, P.UPLOAD_DATA, P.VIEW_RAW_DATA, P.VIEW_MEASURES}


def test_every_permission_has_its_row_and_somebody_who_holds_it():
    assert TABLE.keys() == set(Permission)
    assert all(TABLE.values())


@pytest.mark.parametrize("role", [R.ADMINISTRATOR, R.IG_LEAD])
def test_who_keeps_people_or_the_record_sees_no_content(role):
    assert not permissions_of({role}) & CONTENT


def test_administrators_alone_manage_people_and_information_governance_alone_reads_the_audit():
    assert TABLE[P.MANAGE_PEOPLE] == {R.ADMINISTRATOR}
    assert TABLE[P.READ_AUDIT] == {R.IG_LEAD}


def test_everybody_who_belongs_sees_the_economy():
    assert TABLE[P.VIEW_ECONOMY] == set(Role)


@pytest.mark.parametrize(
    "writes", [P.CREATE_JOURNEY, P.EDIT_MAP, P.RESTORE_MAP, P.UPLOAD_DATA, P.VIEW_RAW_DATA, P.VIEW_MEASURES, P.USE_API]
)
def test_who_may_change_or_measure_may_read(writes):
    assert TABLE[writes] <= TABLE[P.VIEW_JOURNEY]


@pytest.mark.parametrize("sensitive", [P.MANAGE_PEOPLE, P.READ_AUDIT, P.VIEW_RAW_DATA, P.UPLOAD_DATA, P.EDIT_TEXTS])
def test_what_is_sensitive_takes_a_second_factor(sensitive):
    assert TABLE[sensitive] <= STRONG_SIGN_IN


def test_taking_words_out_takes_two_people_so_more_than_one_role_may():
    assert len(TABLE[P.REDACT]) > 1


def test_several_roles_may_what_any_of_them_may_and_none_may_nothing():
    assert allowed({R.OBSERVER, R.IG_LEAD}, P.READ_AUDIT) and not allowed({R.OBSERVER}, P.READ_AUDIT)
    assert permissions_of({R.OBSERVER, R.IG_LEAD}) == permissions_of({R.OBSERVER}) | permissions_of({R.IG_LEAD})
    assert permissions_of(set()) == frozenset()
