"""Which column is whose event, by the names that extracts of health and care services carry."""

import pytest

from analytics.domain.events.roles import Role, recognised_roles


@pytest.mark.parametrize("name", ["NHS Number", "nhs_number", "NHS_No", "Pseudo NHS Number", "Pseudonym", "Patient ID", "hadm_id"])
def test_a_column_of_identifiers_is_taken_for_the_case(name):
    assert recognised_roles([name, "activity", "time"])[Role.CASE] == name


def test_a_case_that_says_so_is_taken_before_a_number_of_the_person():
    assert recognised_roles(["NHS Number", "Referral ID", "activity", "time"])[Role.CASE] == "Referral ID"
