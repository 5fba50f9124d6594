"""How lists of the API are paged: by cursor, so that a page stays whole while rows are added."""

from django.core.exceptions import ValidationError as DjangoValidationError
from django.utils.translation import gettext_lazy as _
from rest_framework.exceptions import NotFound, ValidationError
from rest_framework.fields import IntegerField
from rest_framework.pagination import CursorPagination

ROWS = IntegerField(min_value=1, max_value=2**53)


class CursorPaging(CursorPagination):
    """`?cursor=` and `?page_size=` (50, at most 500). Answers {next, previous, results}."""

    page_size = 50
    page_size_query_param = "page_size"
    page_size_query_description = "How many rows of the list to give, at most 500 whatever is asked for."
    max_page_size = 500
    ordering = "id"

    def paginate_queryset(self, queryset, request, view=None):
        """The rows of the page. Raises ValidationError (400) for a cursor that none of our pages gave out."""
        self._key = queryset.model._meta.pk
        return super().paginate_queryset(queryset, request, view)

    def get_page_size(self, request) -> int:
        """As asked for, within bounds. Raises ValidationError (400) for what is no number of rows."""
        asked = request.query_params.get(self.page_size_query_param, self.page_size)
        try:
            return min(ROWS.run_validation(asked), self.max_page_size)
        except ValidationError as error:
            raise ValidationError({self.page_size_query_param: error.detail}) from error

    def get_schema_operation_parameters(self, view) -> list[dict]:
        """How the document shows what may be asked for."""
        parameters = super().get_schema_operation_parameters(view)
        rows = {"type": "integer", "minimum": ROWS.min_value, "maximum": ROWS.max_value, "default": self.page_size}
        return [{**one, "schema": rows} if one["name"] == self.page_size_query_param else one for one in parameters]

    def decode_cursor(self, request):
        """The place it stands for: whatever reads like a cursor and points at no key is refused here, before the database is asked."""
        try:
            cursor = super().decode_cursor(request)
            if cursor is not None and cursor.position is not None:
                self._key.to_python(cursor.position)
        except (NotFound, DjangoValidationError) as error:
            words = _("This is no place in the list. Begin without a cursor, then follow `next` and `previous`.")
            raise ValidationError({self.cursor_query_param: [words]}) from error
        return cursor

    def get_paginated_response_schema(self, schema: dict) -> dict:
        """How the document shows a page (JSON Schema of OpenAPI 3.1)."""
        address = {"type": ["string", "null"], "format": "uri"}
        parts = {"next": address, "previous": address, "results": schema}
        return {"type": "object", "properties": parts, "required": list(parts)}
