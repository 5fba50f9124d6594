"""People's own words in the API: text, with something in it to read."""

import pytest
from rest_framework.exceptions import ValidationError

from carejourneys.common.edges.fields import ScreenedField, YesOrNoField


@pytest.mark.parametrize("sent", [0, 1.5, True, ["words"], {"words": 1}])
def test_what_is_no_text_is_no_words(sent):
    with pytest.raises(ValidationError):
        ScreenedField(max_length=20).run_validation(sent)


@pytest.mark.parametrize("sent", ["", "  \t\n", "\u0085", "\u001c", "\ufeff", "\u00a0\ufeff\u3000"])
def test_blanks_of_any_kind_are_refused_where_words_are_needed(sent):
    with pytest.raises(ValidationError):
        ScreenedField(max_length=20).run_validation(sent)


def test_words_are_taken_as_they_are_and_nothing_where_that_will_do():
    assert ScreenedField(max_length=20).run_validation("  two words ") == "two words"
    assert ScreenedField(max_length=20, allow_blank=True).run_validation("  ") == ""


@pytest.mark.parametrize("sent", ["true", "yes", 1, 0, None, [], {}])
def test_only_true_and_false_are_yes_and_no(sent):
    with pytest.raises(ValidationError):
        YesOrNoField().run_validation(sent)
    assert [YesOrNoField().run_validation(one) for one in (True, False)] == [True, False]
