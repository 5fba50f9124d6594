"""What a file is called that people take away: of what it is, and of which day."""

from django.utils.text import slugify
from django.utils.timezone import localdate

from carejourneys.common.clock import now

LONGEST = 60  # signs of each part


def dated_name(*parts: str) -> str:
    """`parts` in letters that every computer takes, and today: "memory-concerns-waits-2026-11-26". What has no such letters is left out."""
    plain = [slugify(part)[:LONGEST].strip("-") for part in parts]
    return "-".join([*filter(None, plain), localdate(now()).isoformat()])
