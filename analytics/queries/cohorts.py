"""Groups of people that were declared, and what there is to choose from for another."""

from collections.abc import Mapping
from uuid import UUID

from analytics.domain.cohorts import Kept
from analytics.engine.cohort_members import choices
from analytics.models import Dataset, DeclaredCohort


def choices_of(dataset: Dataset) -> Mapping[Kept, list[tuple[str, int]]]:
    """{column: [(value, people)]} for whoever may open the data; nothing while they are not read."""
    return choices(dataset.folder) if dataset.state == Dataset.READY and dataset.folder.exists() else {}


def cohorts_for(dataset_id: UUID, *, t: int, exact: bool) -> list[DeclaredCohort]:
    """The groups of a dataset; for others none where they were declared under a lower threshold than today's, and would now tell of few."""
    found = list(DeclaredCohort.objects.filter(dataset_id=dataset_id))
    return found if exact or all(one.smallest >= t for one in found) else []
