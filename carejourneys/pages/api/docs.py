"""The page of the API: what there is, to be read without a script."""

from drf_spectacular.utils import extend_schema
from rest_framework.renderers import TemplateHTMLRenderer
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.views import APIView

from carejourneys.common.edges.api_listing import operations_by_subject


class Docs(APIView):
    """Every address, what it does and how it is asked."""

    renderer_classes = [TemplateHTMLRenderer]

    @extend_schema(exclude=True)
    def get(self, request: Request) -> Response:
        return Response({"subjects": operations_by_subject()}, template_name="pages/api/docs.html")
