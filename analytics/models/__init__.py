from .dataset import ActivityMatch, Dataset, DeletedDataset, EndActivity, MeasureResult, Recomputation
from .job import Job

__all__ = ["ActivityMatch", "Dataset", "DeletedDataset", "EndActivity", "Job", "MeasureResult", "Recomputation"]
