"""Addresses of event data and jobs."""

from django.urls import path

from . import jobs

urlpatterns = [
    path("jobs/<uuid:job_id>/", jobs.job, name="job"),
    path("jobs/<uuid:job_id>/cancel/", jobs.cancel, name="job_cancel"),
]
