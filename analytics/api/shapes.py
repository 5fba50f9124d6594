"""The shapes of what is measured, for the OpenAPI document."""

from rest_framework import serializers

from analytics.domain.measured_rows import ABOUT, STATISTICS
from carejourneys.common.edges.shapes import AnswerShape, NumberShape


class MetricShape(AnswerShape):
    """What a number measured from data means."""

    name = serializers.CharField(help_text="Its id everywhere: the `definition` of an envelope.")
    title = serializers.CharField()
    unit = serializers.CharField(help_text="As in its numbers: s (seconds), %, times (a case), count, or share (of 1).")
    good = serializers.CharField(help_text="Which way is better: less, more or neither.")
    definition = serializers.CharField(help_text="What counts and what does not.")
    source = serializers.CharField()  # type: ignore[assignment]
    of_file = serializers.BooleanField(help_text="Whether the file command gives it, under this key.")


class MetricsShape(AnswerShape):
    """All of them, on one page."""

    next = serializers.CharField(allow_null=True)
    previous = serializers.CharField(allow_null=True)
    results = MetricShape(many=True)


class RunNumberShape(NumberShape):
    """One number of a run."""

    metric = serializers.CharField(help_text="Its id in the list of metrics.")
    about = serializers.ChoiceField(
        choices=ABOUT,
        help_text="journey: everybody's, to any end; last_step: of those who reach the map's last step; work: while anything runs.",
    )
    element = serializers.CharField(
        help_text="The id of the link or step on the map; of a pair its first step; the organisation; the activity; the first Monday."
    )
    to = serializers.CharField(
        help_text="Of a pair, its second step; of a hand-off the other organisation; of a week, or several together, the last Sunday."
    )
    statistic = serializers.ChoiceField(
        choices=STATISTICS, help_text="median and p80 count those still waiting; those with closed_ leave them out, and look too good."
    )
    beyond = serializers.FloatField(allow_null=True, help_text="Not reached yet: it is more than this, in its unit.")
