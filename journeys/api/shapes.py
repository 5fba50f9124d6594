"""The shapes of what a map answers, for the OpenAPI document."""

from rest_framework import serializers

from carejourneys.common.edges.shapes import AnswerShape, NumberShape, ProblemShape
from journeys.domain.exchange.json_map import FORMAT, VERSION
from journeys.services.map_editing import CLIENT_PATTERN

from .element_shapes import ACCOUNT, ID, CommandShape, ElementShape, shape

ANY_VALUE = {
    "description": "A value of a field, an account of a figure, a volume, the whole element; what you sent when it is gone.",
    "anyOf": [
        {"type": ["string", "number", "boolean", "null"]},
        ACCOUNT,
        {"type": "object", "properties": {"n": {"type": "number"}, "per": {"type": "string"}}, "required": ["n", "per"]},
        {"$ref": "#/components/schemas/Element"},
        {"$ref": "#/components/schemas/Command"},
    ],
}

CLIENT = {
    "type": "string",
    "pattern": f"^{CLIENT_PATTERN}$",
    "description": "Names the window it comes from: commands of one window do not clash with each other.",
}


class WhoShape(AnswerShape):
    id = shape(ID)
    name = serializers.CharField()


class ChangeShape(AnswerShape):
    """Put these elements in place of those of the same id, take those away."""

    put = serializers.ListField(child=ElementShape())
    remove = shape({"type": "array", "items": ID})


class SnapshotShape(AnswerShape):
    """The whole map at a revision; elements in reading order, the map's own first."""

    map = shape(ID)
    journey = shape(ID)
    kind = serializers.CharField()
    based_on = shape({**ID, "type": ["string", "null"]})
    revision = serializers.IntegerField()
    elements = serializers.ListField(child=ElementShape())


class ExportedMapShape(SnapshotShape):
    """The map as a file of JSON that can be brought back."""

    format = serializers.ChoiceField(choices=[FORMAT])
    version = serializers.IntegerField(min_value=VERSION, max_value=VERSION)


class ChangedShape(AnswerShape):
    revision = serializers.IntegerField()
    command_id = shape(ID)
    kind = serializers.CharField()
    by = WhoShape()
    at = serializers.DateTimeField()
    change = ChangeShape()


class ChangesShape(AnswerShape):
    """`changes` are dense and in order. `more`: ask again after the last one. `resync`: fetch the snapshot instead."""

    revision = serializers.IntegerField(help_text="The map's newest.")
    changes = ChangedShape(many=True)
    more = serializers.BooleanField()
    resync = serializers.BooleanField()


class IncomingShape(serializers.Serializer):
    """A command. The same command_id again gets the same answer, whatever else is sent with it."""

    command_id = shape({**ID, "description": "Made by you: a UUIDv7."})
    base_revision = serializers.IntegerField(min_value=0, help_text="The revision of the map that you were looking at.")
    command = CommandShape()
    client = shape(CLIENT, required=False)


class AcceptedShape(AnswerShape):
    revision = serializers.IntegerField(help_text="The revision that the command made.")
    change = ChangeShape()


class BothShape(AnswerShape):
    """One thing that two people changed."""

    element = shape(ID)
    field = serializers.CharField(allow_null=True, help_text="A path such as title or wait.workshop|GPs; null: the element as a whole.")
    base = shape(ANY_VALUE)
    theirs = shape(ANY_VALUE)
    by = WhoShape()
    revision = serializers.IntegerField()
    yours = shape(ANY_VALUE)


class ClashShape(BothShape, ProblemShape):
    """Somebody changed the same thing since your base. Settle it by a new command with `revision` as its base."""

    command_id = shape(ID)
    all = BothShape(many=True, help_text="Everything that both changed; the members above are those of the first.")


class FigureShape(NumberShape):
    """A figure of the score line: also what is unknown about it."""

    title = serializers.CharField()
    good = serializers.CharField(help_text="Which way is better: less, more or neither.")
    qualifier = serializers.CharField(help_text="at least, at most, about, or empty.")
    low = serializers.FloatField(allow_null=True, help_text="When every account's least is taken; null when accounts do not differ.")
    high = serializers.FloatField(allow_null=True)
    known = serializers.IntegerField(help_text="How many of the numbers that it rests on somebody has said,")
    needed = serializers.IntegerField(help_text="out of how many.")


class DefinitionShape(AnswerShape):
    name = serializers.CharField()
    title = serializers.CharField()
    unit = serializers.CharField()
    good = serializers.CharField()
    counts = serializers.CharField(help_text="What counts.")
    unknown = serializers.CharField(help_text="What it does to the figure when a number is missing.")
    rule = serializers.CharField()
    source = serializers.CharField()  # type: ignore[assignment]


class TimesShape(AnswerShape):
    element = shape(ID)
    times = NumberShape()


class EffortShape(AnswerShape):
    agency = shape(ID)
    name = serializers.CharField()
    effort = NumberShape()


class HandOffShape(AnswerShape):
    """One kind of hand-off: from one agency to another, on average for each person."""

    from_agency = shape(ID)
    from_name = serializers.CharField()
    to_agency = shape(ID)
    to_name = serializers.CharField()
    times = NumberShape(help_text="Of all three kinds together.")
    moving = NumberShape(help_text="The person or their case moves on.")
    information = NumberShape(help_text="Only information is passed on.")
    carried = NumberShape(help_text="The person goes from one to the other on their own.")


class HandOffsShape(AnswerShape):
    map = shape(ID)
    revision = serializers.IntegerField()
    total = NumberShape()
    kinds = NumberShape()
    hand_offs = HandOffShape(many=True)


class GapShape(AnswerShape):
    step = shape(ID)
    kinds = serializers.ListField(child=serializers.CharField(), help_text="G1: nobody runs it; G2: nobody is clinically responsible.")


class FindingShape(AnswerShape):
    kind = serializers.CharField()
    element = shape(ID)
    words = serializers.CharField()


class RungShape(AnswerShape):
    """One rung of the lead-time ladder; all rungs add up to the lead time."""

    kind = serializers.CharField(help_text="touch, wait or round.")
    element = shape(ID)
    words = serializers.CharField()
    days = NumberShape()
    minutes = NumberShape(help_text="Of it, hands-on.")
    times = NumberShape()


class FiguresShape(AnswerShape):
    """The score line and what it is made of. Estimated: it rests on what people said, observed or planned."""

    map = shape(ID)
    revision = serializers.IntegerField()
    why_not = serializers.CharField(help_text="What is missing before most figures can be given; empty when nothing is.")
    figures = FigureShape(many=True)
    visits = TimesShape(many=True)
    taken = TimesShape(many=True)
    effort_by_agency = EffortShape(many=True)
    hand_offs = HandOffShape(many=True)
    gaps = GapShape(many=True)
    findings = FindingShape(many=True)
    ladder = RungShape(many=True)
    definitions = DefinitionShape(many=True)
