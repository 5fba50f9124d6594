"""A picture as a Plotly figure: a plain dict that becomes JSON."""

from textwrap import wrap
from typing import Any

from analytics.charts.chart import Bars, Chart, Series, Steps
from analytics.charts.colours import AMBER, AMBER_LINE, BLUE, FONT, INK, INK_2, LINE, PERSON, WHITE
from analytics.charts.scale import named_places

Figure = dict[str, Any]
_BAR, _AROUND, _NAME = 44, 110, 34  # pixels of a bar with its gap, of the axes around, letters of a line of a name


def plotly_figure(chart: Chart) -> Figure:
    """{data, layout, config}: all that Plotly needs to draw it."""
    if isinstance(chart, Bars):
        data, layout = _bars(chart)
    elif isinstance(chart, Steps):
        data, layout = _steps(chart)
    else:
        data, layout = _series(chart)
    return {"data": data, "layout": _LAYOUT | layout, "config": {"displayModeBar": False, "responsive": True}}


_LAYOUT: Figure = {
    "font": {"family": FONT, "size": 14, "color": INK},
    "paper_bgcolor": WHITE,
    "plot_bgcolor": WHITE,
    "margin": {"l": 60, "r": 24, "t": 12, "b": 52},
    "height": 360,
    "hoverlabel": {"font": {"family": FONT, "size": 14}, "bgcolor": WHITE, "bordercolor": INK_2},
    "legend": {"orientation": "h", "x": 0, "y": 1.02, "yanchor": "bottom"},
}


def _axis(title: str, **more: Any) -> Figure:
    given = {"title": {"text": title}, "gridcolor": LINE, "linecolor": INK_2, "zeroline": False, "rangemode": "tozero", "fixedrange": True}
    return given | more


def _bars(chart: Bars) -> tuple[list[Figure], Figure]:
    names = ["<br>".join(_plain(line) for line in wrap(bar.name, _NAME)) for bar in chart.bars]
    places = list(range(len(names)))
    colour, edge = (AMBER, AMBER_LINE) if chart.waiting else (BLUE, BLUE)
    data: list[Figure] = [
        {
            "type": "bar",
            "orientation": "h",
            "name": _plain(chart.bar),
            "x": [bar.value for bar in chart.bars],
            "y": places,
            "text": [_plain(bar.words) for bar in chart.bars],
            "textposition": "outside" if not chart.mark else "none",
            "customdata": [_plain(bar.name) for bar in chart.bars],
            "hovertemplate": "%{customdata}<br>%{text}<extra></extra>",
            "marker": {"color": colour, "line": {"color": edge, "width": 1}},
            "cliponaxis": False,
        }
    ]
    if chart.mark:
        data.append(
            {
                "type": "scatter",
                "mode": "markers",
                "name": _plain(chart.mark),
                "x": [bar.mark for bar in chart.bars],
                "y": places,
                "hoverinfo": "skip",
                "marker": {"symbol": "line-ns", "size": 20, "line": {"color": INK, "width": 3}},
            }
        )
    named = {"tickmode": "array", "tickvals": places, "ticktext": names, "autorange": "reversed", "automargin": True, "gridcolor": WHITE}
    layout = {"xaxis": _axis(chart.axis), "yaxis": _axis("", **named), "height": _AROUND + _BAR * len(places), "bargap": 0.35}
    return data, layout | {"showlegend": bool(chart.mark)}


def _steps(chart: Steps) -> tuple[list[Figure], Figure]:
    along = max((x for x, _y in chart.points), default=0.0)
    curve = {
        "type": "scatter",
        "mode": "lines",
        "x": [x for x, _y in chart.points],
        "y": [y for _x, y in chart.points],
        "line": {"shape": "hv", "color": BLUE, "width": 3},
        "hovertemplate": "%{x:.1f}<br>%{y}%<extra></extra>",
    }
    marks = {
        "type": "scatter",
        "mode": "markers+text",
        "x": [x for x, _y, _words in chart.marks],
        "y": [y for _x, y, _words in chart.marks],
        "text": [_plain(words) for _x, _y, words in chart.marks],
        "textposition": ["top left" if 2 * x > along else "bottom right" for x, _y, _words in chart.marks],  # where the curve is not
        "hoverinfo": "skip",
        "cliponaxis": False,
        "marker": {"symbol": "circle", "size": 10, "color": WHITE, "line": {"color": INK, "width": 2}},
    }
    axes = {"xaxis": _axis(chart.x_axis), "yaxis": _axis(chart.y_axis, range=[0, 100], ticksuffix="%")}
    return [curve, marks], axes | {"showlegend": False}


def _series(chart: Series) -> tuple[list[Figure], Figure]:
    data = []
    for track, (colour, dash, symbol) in zip(chart.tracks, _TRACKS, strict=False):
        hollow = list(track.open) or [False] * len(track.values)
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "name": _plain(track.name),
                "x": list(chart.at),
                "customdata": [_plain(place) for place in chart.places],
                "y": list(track.values),
                "connectgaps": False,
                "line": {"color": colour, "dash": dash, "width": 2},
                "marker": {
                    "symbol": [f"{symbol}-open" if one else symbol for one in hollow],
                    "size": 8,
                    "color": colour,
                    "line": {"color": colour, "width": 2},
                },
                "hovertemplate": "%{customdata}: %{y:.1f}<extra></extra>",
            }
        )
    named = named_places(chart.at, 12)
    ticks = {"tickvals": [chart.at[place] for place in named], "ticktext": [_plain(chart.places[place]) for place in named]}
    axes = {"xaxis": _axis(chart.x_axis, tickmode="array", rangemode="normal", **ticks), "yaxis": _axis(chart.y_axis)}
    return data, axes | {"showlegend": len(data) > 1}


_TRACKS = ((BLUE, "solid", "circle"), (PERSON, "dot", "square"))


def _plain(words: str) -> str:
    """Plotly reads a few tags and links in its texts: what people wrote stays text."""
    return words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
