"""The web server's entry: HTTP to Django, within a limit of bytes; sockets to the live map, which asks for session and origin itself."""

import os
import re

from django.core.asgi import get_asgi_application
from django.utils.module_loading import import_string

from analytics.domain.events.log import LARGEST
from carejourneys.common.edges.body_limit import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carejourneys.settings.local")

UPLOAD = re.compile(r"/(journeys/[0-9a-f-]{36}/data/upload|feeds/[0-9a-f-]{36}/bring|api/v1/feeds/[0-9a-f-]{36}/versions)/")
THE_FORM_AROUND_IT = 100_000  # bytes

pages = BodyLimit(
    get_asgi_application(),
    larger={UPLOAD: LARGEST + THE_FORM_AROUND_IT},
    may="stakeholders.queries.economies.may_bring_data",
    bearer="stakeholders.queries.tokens.writer_by_secret",
)
live = import_string("journeys.realtime.application.application")  # by its name: nothing of ours can be imported before Django is set up


async def application(scope, receive, send) -> None:
    """One server for pages and sockets."""
    await (live if scope["type"] == "websocket" else pages)(scope, receive, send)
