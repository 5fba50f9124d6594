"""What the API says of economies and organisations."""

from rest_framework import serializers

from stakeholders.models import Economy, Organisation


class EconomySerializer(serializers.ModelSerializer):
    class Meta:
        model = Economy
        fields = ["id", "slug", "name", "small_number_threshold", "created_at"]
        read_only_fields = fields


class OrganisationSerializer(serializers.ModelSerializer):
    economy = serializers.SlugRelatedField(slug_field="slug", read_only=True)

    class Meta:
        model = Organisation
        fields = ["id", "economy", "name", "kind", "ods_code", "created_at"]
        read_only_fields = fields
