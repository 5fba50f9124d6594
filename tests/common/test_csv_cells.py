import pytest

from carejourneys.common.csv_cells import safe_cell


@pytest.mark.parametrize("text", ["=1+1", "+44", "-2", "@SUM(A1)", "\tx", "\rx", " =2+5", "\u00a0=2+5", "\n@x", "\ufeff+1", "\u200b-1"])
def test_what_a_spreadsheet_would_run_is_made_plain(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["＝2+5", "＋1", "－1", "＠x", " ＝2", "﹣1"])
def test_wide_and_small_signs_are_signs_too(text):
    assert safe_cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "  ", " plain", "– an aside", "²", "plain", "'quoted'", "''=1", "1-2"])
def test_other_text_stays_as_it_is(text):
    assert safe_cell(text) == text


def test_nothing_is_an_empty_cell():
    assert safe_cell(None) == ""
