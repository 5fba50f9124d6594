"""Charts for tests."""

from analytics.charts.chart import Bar, Bars, Series, Steps, Track

HOSTILE = '<a href="javascript:alert(1)">x</a> & “quoted”'
BARS = Bars(
    "Waits",
    "days",
    [Bar(HOSTILE, 10.0, "10 d – 20 d", 20.0), Bar("“3 Write referral” to “4 Triage referral and a long name that goes on”", 5.0, "5 d")],
    bar="half wait up to",
    mark="80 in 100 up to",
    waiting=True,
)
PLAIN_BARS = Bars("Days", "days", [Bar("one", 4.0, "4 d"), Bar("none", None, "–")], bar="mean")
STEPS = Steps(
    "Curve",
    "days",
    "of 100 people",
    [(5.0, 10.0), (20.0, 50.0), (95.0, 90.0)],
    [(20.0, 50.0, "50 in 100"), (95.0, 90.0, "90 in 100 within 95 d")],
)
SERIES = Series(
    "Weeks",
    "week",
    "days",
    ["5 Jan", "12 Jan", "19 Jan", "16 Feb"],
    [Track(HOSTILE, [3.0, None, 8.0, 6.0], [False, False, False, True]), Track("begun", [1.0, 2.0, 3.0, 4.0])],
    at=[0, 7, 14, 42],
)
ALL = {"bars": BARS, "plain bars": PLAIN_BARS, "steps": STEPS, "series": SERIES}
