"""The shapes of what is answered about feeds, datasets and jobs, for the OpenAPI document."""

from rest_framework import serializers

from carejourneys.common.edges.shapes import AnswerShape, NumberShape


class TermsShape(AnswerShape):
    """On what terms data are here. null: of data from before this was asked."""

    purpose = serializers.CharField()
    controller = serializers.UUIDField(allow_null=True)
    readers = serializers.ListField(child=serializers.UUIDField(), help_text="Organisations; none: everybody of the economy.")
    delete_by = serializers.DateField(allow_null=True)


class ReadColumnShape(AnswerShape):
    role = serializers.CharField(help_text="case, activity, end, start, timestamp, lifecycle, instance, resource or organisation.")
    column = serializers.CharField()


class FeedShape(AnswerShape):
    """A feed, how its files are read (for those who may bring data; else empty), and its newest versions."""

    id = serializers.UUIDField()
    journey = serializers.UUIDField()
    name = serializers.CharField()
    synthetic = serializers.BooleanField()
    terms = TermsShape()
    columns = ReadColumnShape(many=True)
    timezone = serializers.CharField()
    date_format = serializers.CharField()
    last_version = serializers.IntegerField(help_text="The number given last; 0 before the first file.")
    newest = serializers.UUIDField(allow_null=True, help_text="The newest version that was read and is told to you: a dataset.")
    being_read = serializers.UUIDField(allow_null=True)


class CountsShape(AnswerShape):
    cases = NumberShape()
    activity_instances = NumberShape()
    rows = NumberShape()
    rows_rejected = NumberShape()


class CountedChangeShape(AnswerShape):
    rows = NumberShape()
    people = NumberShape()


class ChangesSinceShape(AnswerShape):
    """Against the version before."""

    against = serializers.IntegerField()
    added = CountedChangeShape()
    changed = CountedChangeShape()
    gone = CountedChangeShape()


class SeenShape(AnswerShape):
    kind = serializers.CharField()
    words = serializers.CharField()
    count = NumberShape()


class FoundShape(SeenShape):
    names = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField()),
        help_text="Names that it is about, those that belong together side by side, for whoever may open the data.",
    )


class QualityShape(AnswerShape):
    """Of joined data: what shows only where the parts meet. Zone, order of dates and rows left out are told of each part."""

    zone = serializers.CharField(help_text="In which times without an offset were read; empty: each had one.")
    date_order = serializers.CharField()
    findings = FoundShape(many=True)
    rejected = SeenShape(many=True, help_text="Rows left out, by reason.")


class AsOneShape(AnswerShape):
    """A name under which an activity is counted, and the other names in the data that go under it."""

    name = serializers.CharField()
    others = serializers.ListField(child=serializers.CharField())


class DatasetShape(AnswerShape):
    """A version of a feed. Counts are exact for those who may open the data, round for others, and hidden where they are few."""

    id = serializers.UUIDField()
    feed = serializers.UUIDField()
    journey = serializers.UUIDField()
    version = serializers.IntegerField()
    name = serializers.CharField()
    synthetic = serializers.BooleanField()
    state = serializers.CharField(help_text="read, being_read, being_checked, kept_back, not_readable, stopped or to_be_confirmed.")
    why = serializers.CharField(help_text="Why it cannot be read, for those who may bring data.")
    job = serializers.UUIDField(allow_null=True, help_text="What reads it.")
    measuring = serializers.ListField(child=serializers.UUIDField(), help_text="Maps that are being measured with it.")
    uploaded_by = serializers.CharField()
    uploaded_at = serializers.DateTimeField()
    content_hash = serializers.CharField(help_text="The same for the same data, whatever file they came in; empty while they are not told.")
    first_day = serializers.DateField(allow_null=True)
    last_day = serializers.DateField(allow_null=True)
    terms = TermsShape()
    counts = CountsShape(allow_null=True)
    changes = ChangesSinceShape(allow_null=True)
    new_activities = serializers.ListField(child=serializers.CharField(), help_text="Came with it and belong to no step yet.")
    names_as_one = AsOneShape(many=True, help_text="For those who may open the data; else empty.")
    quality = QualityShape(allow_null=True)


class BroughtShape(AnswerShape):
    """What became of a file."""

    dataset = serializers.UUIDField()
    version = serializers.IntegerField()
    again = serializers.BooleanField(help_text="The same file was here already, as this version.")
    job = serializers.UUIDField(allow_null=True, help_text="What reads it; null when that is done.")
    dataset_url = serializers.CharField()
    job_url = serializers.CharField(allow_null=True)


class JobShape(AnswerShape):
    """A long piece of work."""

    id = serializers.UUIDField()
    kind = serializers.CharField()
    state = serializers.CharField(help_text="queued, running, done, failed or cancelled.")
    done = serializers.IntegerField()
    total = serializers.IntegerField(help_text="0 while nobody knows.")
    message = serializers.CharField()
    dataset = serializers.CharField(allow_null=True)
    map = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    ended_at = serializers.DateTimeField(allow_null=True)
