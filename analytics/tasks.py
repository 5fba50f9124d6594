"""What the workers hear. Each task takes an id and may come twice."""

from celery import shared_task

from analytics.services import activity_names, deleting, drafting, jobs, measuring, reading, recomputing, sweeping, telling

assert activity_names and drafting and measuring and reading and recomputing  # a worker knows their runners by having imported them


@shared_task(name=jobs.TASK)
def run_job(job_id: str) -> None:
    jobs.run_job(job_id=job_id)


@shared_task(name="analytics.requeue_stale")
def requeue_stale() -> None:
    jobs.requeue_stale()


@shared_task(name="analytics.sweep")
def sweep() -> None:
    deleting.delete_overdue()
    sweeping.sweep()


@shared_task(name=telling.TASK)
def tell() -> None:
    telling.tell_in_the_background()
