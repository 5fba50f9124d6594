"""Journeys to start from, so that nobody meets a blank page: their lanes, steps and links, without invented figures."""

from journeys.domain.templates.long_term_review import LONG_TERM_REVIEW
from journeys.domain.templates.memory_concerns import MEMORY_CONCERNS
from journeys.domain.templates.sketch import Template
from journeys.domain.templates.urgent_care import URGENT_CARE

TEMPLATES: dict[str, Template] = {template.slug: template for template in (MEMORY_CONCERNS, URGENT_CARE, LONG_TERM_REVIEW)}

__all__ = ["TEMPLATES", "Template"]
