from .dataset import ActivityMatch, Dataset, DeletedDataset, EndActivity, Feed, MeasureResult, Recomputation
from .job import Job

__all__ = ["ActivityMatch", "Dataset", "DeletedDataset", "EndActivity", "Feed", "Job", "MeasureResult", "Recomputation"]
