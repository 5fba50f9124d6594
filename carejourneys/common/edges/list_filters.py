"""Filters of lists of the API."""

from django.utils.translation import gettext_lazy as _
from django_filters.rest_framework import DjangoFilterBackend
from rest_framework.exceptions import ValidationError


class FilledInFilters(DjangoFilterBackend):
    """A filter that is named and left empty is refused (400), and not passed over: a script that lost a value would be given everything."""

    def get_filterset_kwargs(self, request, queryset, view) -> dict:
        """As the framework has it."""
        named = self.get_filterset_class(view, queryset).base_filters
        empty = [name for name in named if request.query_params.get(name) == ""]
        if empty:
            raise ValidationError({name: [_("Say which, or leave the filter out.")] for name in empty})
        return super().get_filterset_kwargs(request, queryset, view)
