"""The shapes of a comparison, for the OpenAPI document."""

from rest_framework import serializers

from carejourneys.common.edges.shapes import AnswerShape, NumberShape

BECOMES = "kept, merged, divided, regrouped, removed or added."


class WhichMapShape(AnswerShape):
    map = serializers.UUIDField()
    revision = serializers.IntegerField()
    kind = serializers.CharField(help_text="current or future.")
    title = serializers.CharField()


class OneSideShape(NumberShape):
    """A figure of one of the maps: also what is unknown about it."""

    title = serializers.CharField()
    good = serializers.CharField(help_text="Which way is better: less, more or neither.")
    qualifier = serializers.CharField(help_text="at least, at most, about, or empty.")
    low = serializers.FloatField(allow_null=True, help_text="When every account's least is taken; null when accounts do not differ.")
    high = serializers.FloatField(allow_null=True)
    known = serializers.IntegerField(help_text="How many of the numbers that it rests on somebody has said,")
    needed = serializers.IntegerField(help_text="out of how many.")


class MeasuredNumberShape(AnswerShape):
    what = serializers.CharField(help_text="median, 80th centile, mean or share.")
    number = NumberShape(help_text="From data: never subtracted from an estimate.")


class FigureChangeShape(AnswerShape):
    figure = serializers.CharField()
    before = OneSideShape()
    after = OneSideShape()
    difference = NumberShape(help_text="After less before, of estimates alone; shares in points of per cent. `why` says why there is none.")
    about = serializers.BooleanField(help_text="One of the two is not exact.")
    judged = serializers.CharField(help_text="better, worse or empty.")
    measured_before = MeasuredNumberShape(many=True)
    measured_after = MeasuredNumberShape(many=True)


class BothSidesShape(AnswerShape):
    before = NumberShape()
    after = NumberShape()
    difference = NumberShape()


class DifferenceLineShape(BothSidesShape):
    """What one step or link, or several that stand for the same, have to do with a difference. Of figures that are no sum `before` is 0
    and `after` what the change does."""

    kind = serializers.CharField(help_text="wait, pause, round (both again), work, step or link.")
    becomes = serializers.CharField(help_text=BECOMES)
    phase = serializers.CharField()
    words = serializers.CharField()
    before_elements = serializers.ListField(child=serializers.UUIDField())
    after_elements = serializers.ListField(child=serializers.UUIDField())


class DifferenceShape(AnswerShape):
    """The lines and `together` add up to `difference` exactly."""

    figure = serializers.CharField()
    difference = NumberShape()
    lines = DifferenceLineShape(many=True)
    together = NumberShape(help_text="What arises only when several changes come together.")


class AgencyEffortShape(BothSidesShape):
    agency = serializers.UUIDField()
    name = serializers.CharField()


class PairOfAgenciesShape(BothSidesShape):
    from_agency = serializers.UUIDField()
    from_name = serializers.CharField()
    to_agency = serializers.UUIDField()
    to_name = serializers.CharField()


class StepsBecomeShape(AnswerShape):
    becomes = serializers.CharField(help_text=BECOMES)
    before = serializers.ListField(child=serializers.UUIDField())
    after = serializers.ListField(child=serializers.UUIDField())


class ComparisonShape(AnswerShape):
    """Two maps of a journey side by side, estimate against estimate. Agencies go by their ids on the first map."""

    before = WhichMapShape()
    after = WhichMapShape()
    unlike = serializers.ListField(child=serializers.CharField(), help_text="Why no figure of theirs is compared; empty when they are.")
    figures = FigureChangeShape(many=True)
    differences = DifferenceShape(many=True)
    waiting = DifferenceLineShape(many=True, help_text="The waiting of the first time by the step that is waited for.")
    effort_by_agency = AgencyEffortShape(many=True)
    hand_offs = PairOfAgenciesShape(many=True)
    steps = StepsBecomeShape(many=True)
