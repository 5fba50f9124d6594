"""Shapes of answers for the OpenAPI document: they describe what is answered and read nothing."""

from rest_framework import serializers


class AnswerShape(serializers.Serializer):
    """What an answer looks like; nobody sends it."""

    def get_fields(self):
        fields = super().get_fields()
        for field in fields.values():
            field.read_only = True
        return fields


class FieldProblemShape(AnswerShape):
    field = serializers.CharField(allow_null=True)
    message = serializers.CharField()


class ProblemShape(AnswerShape):
    """RFC 9457."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = FieldProblemShape(many=True)  # type: ignore[assignment]


class NumberShape(AnswerShape):
    """A number with its meaning (carejourneys.common.envelope.Number)."""

    value = serializers.FloatField(allow_null=True, help_text="None when it is not known or hidden; `why` says why.")
    unit = serializers.CharField(help_text="d, min, %, times (a person) or count.")
    definition = serializers.CharField(help_text="Its id in the catalogue of definitions.")
    calendar = serializers.CharField(help_text="The clock it runs on, in words.")
    period = serializers.CharField(help_text="ISO 8601 interval of what was observed; empty for estimates.")
    n = serializers.IntegerField(allow_null=True, help_text="How many people it rests on; rounded for whoever may not open the data.")
    n_open = serializers.IntegerField(allow_null=True, help_text="How many of them are still on the way.")
    source = serializers.CharField(  # type: ignore[assignment]
        help_text="measured, observed, told, workshop, planned or simulated; mixed when it rests on several, which `method` then names."
    )
    method = serializers.CharField(help_text="How it was computed.")
    suppressed = serializers.BooleanField(help_text="Hidden, because it rests on few people.")
    why = serializers.CharField(help_text="Why there is no value.")
