from .dataset import ActivityMatch, Dataset, DeletedDataset, EndActivity, MeasureResult
from .job import Job

__all__ = ["ActivityMatch", "Dataset", "DeletedDataset", "EndActivity", "Job", "MeasureResult"]
