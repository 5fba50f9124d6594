"""What the API takes of feeds, and how it lists feeds and datasets."""

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from analytics.domain.events.log import ReadOptions
from analytics.domain.events.roles import Role
from analytics.domain.terms import Terms
from analytics.models import Dataset, Feed
from carejourneys.common.edges.fields import ScreenedField, YesOrNoField

COLUMN = 200  # characters of a column's name, at most


class FeedSerializer(serializers.ModelSerializer):
    economy = serializers.SlugRelatedField(slug_field="slug", source="journey.economy", read_only=True)

    class Meta:
        model = Feed
        fields = ["id", "economy", "journey", "name", "synthetic", "purpose", "controller", "delete_by", "last_version", "uploaded_at"]
        read_only_fields = fields


class DatasetSerializer(serializers.ModelSerializer):
    """A version in a list; its counts stand with it alone."""

    economy = serializers.SlugRelatedField(slug_field="slug", source="journey.economy", read_only=True)
    content_hash = serializers.CharField(source="told_hash", read_only=True, help_text="Empty while the data are not told.")

    class Meta:
        model = Dataset
        fields = ["id", "economy", "journey", "feed", "version", "name", "synthetic", "state", "content_hash", "delete_by", "uploaded_at"]
        read_only_fields = fields


class ColumnsSerializer(serializers.Serializer):
    """Which column is what. `end` names the completion (or only) time; `timestamp` that of a log whose rows say start or complete."""

    case = ScreenedField(max_length=COLUMN, help_text="Whose event it is; replaced by a keyed hash.")
    activity = ScreenedField(max_length=COLUMN)
    end = ScreenedField(max_length=COLUMN, required=False)
    start = ScreenedField(max_length=COLUMN, required=False)
    timestamp = ScreenedField(max_length=COLUMN, required=False)
    lifecycle = ScreenedField(max_length=COLUMN, required=False)
    instance = ScreenedField(max_length=COLUMN, required=False)
    resource = ScreenedField(max_length=COLUMN, required=False)
    organisation = ScreenedField(max_length=COLUMN, required=False)


class NewFeedSerializer(serializers.Serializer):
    """A feed, before its first file."""

    journey = serializers.UUIDField()
    name = ScreenedField(max_length=120)
    purpose = ScreenedField(max_length=300, help_text="What the data are for.")
    controller = serializers.UUIDField(help_text="The organisation that answers for them.")
    delete_by = serializers.DateField(help_text="The last day they are needed.")
    readers = serializers.ListField(
        child=serializers.UUIDField(),
        required=False,
        default=list,
        max_length=200,
        help_text="Organisations that may see them; none: everybody of the economy.",
    )
    synthetic = YesOrNoField(required=False, default=False)
    columns = ColumnsSerializer()
    timezone = ScreenedField(max_length=60, required=False, default="Europe/London", help_text="Of times without an offset (IANA).")
    date_format = ScreenedField(
        max_length=60, required=False, allow_blank=True, default="", help_text=_("Such as %d/%m/%Y %H:%M; empty: as the data show.")
    )

    def terms(self) -> Terms:
        """On what terms, once it is valid."""
        given = self.validated_data
        readers = frozenset(str(one) for one in given["readers"])
        return Terms(given["purpose"], str(given["controller"]), given["delete_by"], readers)

    def options(self) -> ReadOptions:
        """How its files are read, once it is valid."""
        given = self.validated_data
        columns = {Role(role): column for role, column in given["columns"].items()}
        return ReadOptions(columns=columns, timezone=given["timezone"], date_format=given["date_format"])
