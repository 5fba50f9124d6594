"""The project: settings, URLs, the shared kernel (common) and pages that join several apps."""

from carejourneys.celery import app as celery_app

__all__ = ["celery_app"]
