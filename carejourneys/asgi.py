"""The web server's entry: HTTP to Django, within a limit of bytes. The live map's socket joins here, behind session and origin checks."""

import os
import re

from django.core.asgi import get_asgi_application

from analytics.domain.events.log import LARGEST
from carejourneys.common.edges.body_limit import BodyLimit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "carejourneys.settings.local")

UPLOAD = re.compile(r"/(journeys/[0-9a-f-]{36}/data/upload|feeds/[0-9a-f-]{36}/bring|api/v1/feeds/[0-9a-f-]{36}/versions)/")
THE_FORM_AROUND_IT = 100_000  # bytes

application = BodyLimit(
    get_asgi_application(), larger={UPLOAD: LARGEST + THE_FORM_AROUND_IT}, bearer="stakeholders.queries.tokens.may_write_with"
)
