"""The table that joined data are read from: written anew out of their parts each time they are read."""

from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from analytics.engine.joining import Part, join
from analytics.models import Dataset
from analytics.models.dataset import INCOMING, private_folder

from .jobs import Progress


def write_joined(dataset: Dataset, workplace: Path, progress: Progress) -> dict[str, Any]:
    """Writes the dataset's table where a file that was brought would lie. What to keep of how the parts meet: {} when it has no parts."""
    parts = list(dataset.joined_from.select_related("feed", "controller").order_by("feed__uploaded_at", "feed_id"))
    if not parts:
        return {}
    progress(0, 0, _("Joining the data"))
    private_folder(INCOMING)
    joined = [Part(one.folder, one.name, one.controller.name if one.controller else "", one.merges) for one in parts]
    meeting = join(joined, dataset.raw, workplace / "spill", watch=lambda _share: progress(0))
    told = [{"dataset": str(one.pk), "name": one.called, "alone": alone} for one, alone in zip(parts, meeting.alone, strict=True)]
    return {"joined": {**asdict(meeting), "alone": told}}
