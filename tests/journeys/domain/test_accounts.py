from journeys.domain.accounts import (
    account_of,
    empty_figure,
    figure_headed_by,
    figure_with,
    figure_without,
    make_account,
    used_account,
)


def test_the_same_source_and_person_correct_their_own_account_and_others_stand_beside():
    gp = make_account(value=3, unit="d", who="GP cluster")
    council = make_account(value=15, unit="d", who="Council")
    figure = figure_with(figure_with(figure_with(empty_figure(), gp), council), make_account(value=4, unit="d", who="GP cluster"))
    assert [(a["who"], a["value"]) for a in figure["accounts"]] == [("GP cluster", 4), ("Council", 15)]


def test_the_first_account_heads_the_figure_until_another_is_chosen_and_again_when_that_is_taken_away():
    figure = figure_with(empty_figure(), make_account(value=3, unit="d", who="GP cluster"))
    figure = figure_with(figure, make_account(value=15, unit="d", who="Council"))
    assert used_account(figure)["value"] == 3
    figure = figure_headed_by(figure, "workshop|Council")
    assert used_account(figure)["value"] == 15
    figure = figure_without(figure, "workshop|Council")
    assert figure["used"] is None and used_account(figure)["value"] == 3
    assert account_of(figure, "workshop|Council") is None


def test_a_figure_nobody_spoke_of_is_unknown():
    assert used_account(empty_figure()) is None
