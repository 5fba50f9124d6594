from .dataset import ActivityMatch, Dataset, DeclaredCohort, DeletedDataset, EndActivity, Feed, MeasureResult, Recomputation
from .job import Job

__all__ = ["ActivityMatch", "Dataset", "DeclaredCohort", "DeletedDataset", "EndActivity", "Feed", "Job", "MeasureResult", "Recomputation"]
