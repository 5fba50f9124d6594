from .baseline import Baseline
from .column import Column
from .journey import Journey
from .lane import Lane
from .link import Link
from .log import MapCommandLog
from .map import Map
from .note import Note
from .phase import Phase
from .redaction import Redaction
from .share import Share
from .snapshot import MapSnapshot
from .step import Step

__all__ = [
    "Baseline",
    "Column",
    "Journey",
    "Lane",
    "Link",
    "Map",
    "MapCommandLog",
    "MapSnapshot",
    "Note",
    "Phase",
    "Redaction",
    "Share",
    "Step",
]
