"""Columns that tell who a person is are found by name and by content, whoever wrote the file; columns of a log as it should be are not."""

import pytest

from analytics.engine.column_look import ADDRESS, IDENTIFIER, NAME, personal_columns
from analytics.engine.source import Head
from carejourneys.common.screening import BIRTH, EMAIL, NHS_NUMBER, PHONE, POSTCODE

NHS_NUMBERS = ["943 476 5919", "4010232137", "987 654 4321", "450 557 7104"]


def seen(column: str, values=()) -> tuple[str, ...]:
    return personal_columns(Head((column,), [(value,) for value in values])).get(column, ())


@pytest.mark.parametrize(
    ("column", "kind"),
    [
        ("NHS Number", NHS_NUMBER),
        ("patient_nhs_no", NHS_NUMBER),
        ("DOB", BIRTH),
        ("Patient Date of Birth", BIRTH),
        ("PostCode", POSTCODE),
        ("home postcode", POSTCODE),
        ("e-mail", EMAIL),
        ("Carer telephone", PHONE),
        ("Surname", NAME),
        ("Patient Name", NAME),
        ("Service user’s name", NAME),
        ("Patient_ID", IDENTIFIER),
        ("MRN", IDENTIFIER),
        ("Address line 1", ADDRESS),
    ],
)
def test_a_column_is_known_by_its_name_though_it_is_empty(column, kind):
    assert seen(column) == (kind,)


def test_of_columns_of_one_name_each_is_looked_at():
    rows = [("ward 7", number) for number in NHS_NUMBERS]
    assert personal_columns(Head(("note", "note"), rows)) == {"note": (NHS_NUMBER,)}


@pytest.mark.parametrize("column", ["concept:name", "name", "activity", "Ward name", "org:resource", "Practice", "time", "Staff name"])
def test_names_of_what_a_log_is_made_of_say_nothing(column):
    assert seen(column) == ()


@pytest.mark.parametrize(
    ("values", "kind"),
    [
        (NHS_NUMBERS, NHS_NUMBER),
        (["", "x", "jo@example.org"], EMAIL),
        (["Rang 0191 498 0000"], PHONE),
        (["Visit", "Visit to NE1 4ST"], POSTCODE),
        (["1931-02-03", "1948-12-24", "1975-06-30"], BIRTH),
    ],
)
def test_a_column_is_known_by_what_stands_in_it_whatever_it_is_called(values, kind):
    assert seen("column 7", values) == (kind,)


@pytest.mark.parametrize(
    "values",
    [
        ["9434765919", "9434765918", "9434765917", "9434765916"],  # one of four passes the check by chance
        ["2011-01-03", "2011-01-04", "2012-02-01"],  # an old log
        ["1001", "1002", "A12"],
        ["Ward 7", "A&E", "Memory service"],
    ],
)
def test_numbers_of_cases_and_dates_of_an_old_log_are_let_through(values):
    assert seen("column 7", values) == ()


def test_the_two_hundred_first_different_values_are_looked_at():
    assert seen("notes", [*["Visit"] * 500, "NE1 4ST"]) == (POSTCODE,)
    assert seen("notes", [*(f"Visit {n}" for n in range(300)), "NE1 4ST"]) == ()


@pytest.mark.parametrize(("before", "found"), [(9, True), (10, False)])
def test_of_a_thousand_columns_the_first_ten_different_values_of_each_are_looked_at(before, found):
    columns = tuple(f"column {n}" for n in range(1_000))
    rows = [tuple(f"Visit {row}" for _ in columns) for row in range(before)] + [("NE1 4ST", *columns[1:])]
    assert (columns[0] in personal_columns(Head(columns, rows))) is found


def test_a_page_does_not_wait_for_cells_of_a_million_letters():
    begun = "Visit to NE1 4ST " + "x" * 1_000_000
    assert seen("column 7", [begun]) == (POSTCODE,)
    assert seen("column 7", ["x" * 500 + " NE1 4ST"]) == ()
