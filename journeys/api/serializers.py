"""What the API says of journeys and maps."""

from rest_framework import serializers

from journeys.models import Journey, Map


class JourneySerializer(serializers.ModelSerializer):
    economy = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Journey
        fields = ["id", "economy", "slug", "title", "for_whom", "starts_with", "ends_with", "process_owner", "created_at", "archived_at"]
        read_only_fields = fields


class MapSerializer(serializers.ModelSerializer):
    """A map without what stands on it: that is its snapshot."""

    class Meta:
        model = Map
        fields = ["id", "journey", "kind", "title", "based_on", "revision", "unit_of_flow", "created_at", "archived_at"]
        read_only_fields = fields
