import pytest

from carejourneys.common.csv_cells import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\tx", "\rx"])
def test_what_a_spreadsheet_would_run_is_made_plain(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "plain", "'quoted'", "''=1", "1-2"])
def test_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


def test_nothing_is_an_empty_cell():
    assert safe_cell(None) == ""
