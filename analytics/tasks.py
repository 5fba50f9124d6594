"""What the workers hear. Each task takes an id and may come twice."""

from celery import shared_task

from analytics.services import deleting, jobs, sweeping


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
