"""Figures are plain dicts: what they draw is what was measured, nothing people wrote becomes markup, and nothing says by colour alone."""

import json

import pytest

from analytics.charts.plotly_figure import plotly_figure

from .pictures import ALL, BARS, PLAIN_BARS, SERIES, STEPS


@pytest.mark.parametrize("chart", ALL.values(), ids=ALL.keys())
def test_a_figure_is_strict_json_without_a_bar_of_buttons(chart):
    figure = plotly_figure(chart)
    assert json.loads(json.dumps(figure, allow_nan=False)) == figure
    assert set(figure) == {"data", "layout", "config"} and figure["config"]["displayModeBar"] is False


@pytest.mark.parametrize("chart", [BARS, SERIES])
def test_what_people_wrote_stays_text(chart):
    text = json.dumps(plotly_figure(chart))
    assert "&lt;a href" in text and "<a" not in text


def test_bars_lie_in_their_order_with_the_second_length_as_a_mark_that_the_legend_names():
    bars, marks = plotly_figure(BARS)["data"]
    assert (bars["x"], bars["y"], bars["orientation"]) == ([10.0, 5.0], [0, 1], "h")
    assert (marks["x"], marks["mode"]) == ([20.0, None], "markers")
    assert [one["name"] for one in (bars, marks)] == ["half wait up to", "80 in 100 up to"]
    layout = plotly_figure(BARS)["layout"]
    assert layout["yaxis"]["autorange"] == "reversed" and layout["showlegend"] is True
    assert plotly_figure(PLAIN_BARS)["layout"]["showlegend"] is False


def test_a_curve_rises_in_steps_and_its_marks_are_written_beside_it():
    curve, marks = plotly_figure(STEPS)["data"]
    assert curve["line"]["shape"] == "hv" and (curve["x"], curve["y"]) == ([5.0, 20.0, 95.0], [10.0, 50.0, 90.0])
    assert marks["text"] == ["50 in 100", "90 in 100 within 95 d"]
    assert marks["textposition"] == ["bottom right", "top left"], "a label near the end of the axis would be cut on its right"


def test_lines_differ_in_dash_and_shape_break_where_there_is_nothing_and_are_hollow_where_not_settled():
    first, second = plotly_figure(SERIES)["data"]
    assert first["line"]["dash"] != second["line"]["dash"] and first["connectgaps"] is False
    assert first["y"] == [3.0, None, 8.0, 6.0]
    assert first["marker"]["symbol"] == ["circle", "circle", "circle", "circle-open"] and set(second["marker"]["symbol"]) == {"square"}


def test_places_stand_as_far_apart_as_their_days():
    figure = plotly_figure(SERIES)
    assert figure["data"][0]["x"] == [0, 7, 14, 42]
    axis = figure["layout"]["xaxis"]
    assert (axis["tickvals"], axis["ticktext"]) == ([0, 7, 14, 42], ["5 Jan", "12 Jan", "19 Jan", "16 Feb"])
