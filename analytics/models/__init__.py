from .dataset import ActivityMatch, Dataset, DeclaredCohort, DeletedDataset, EndActivity, Feed, MeasureResult, Recomputation
from .job import Job
from .telling import TOLD, TellingLease

__all__ = [
    "TOLD",
    "ActivityMatch",
    "Dataset",
    "DeclaredCohort",
    "DeletedDataset",
    "EndActivity",
    "Feed",
    "Job",
    "MeasureResult",
    "Recomputation",
    "TellingLease",
]
