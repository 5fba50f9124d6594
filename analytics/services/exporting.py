"""Giving event data out to a file, for somebody who checks our figures with another tool: on the server's command line alone."""

import gzip
import secrets
from pathlib import Path

from django.db import transaction
from django.utils.translation import gettext as _

from analytics.engine.refusal import LogRefused
from analytics.engine.xes_writing import write_xes
from analytics.models import Dataset
from carejourneys.common.errors import RuleBroken
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import check
from stakeholders.services.audit import record


@transaction.atomic
def export_xes(*, actor: User, dataset: Dataset, path: Path) -> int:
    """Writes the data as XES to a new file that its owner alone may read (.gz: compressed). Returns how many cases. RuleBroken names the
    field: data that were not read, a file that is there. A failure leaves no file behind.
    """
    check(actor, dataset.journey.economy_id, Permission.VIEW_RAW_DATA)
    if Dataset.objects.select_for_update().filter(pk=dataset.pk, state=Dataset.READY).first() is None:
        raise RuleBroken(_("These data have not been read yet."))
    if path.exists():
        raise RuleBroken(_("There is a file of that name already. Choose another."), field="output")
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    part.touch(mode=0o600, exist_ok=False)
    try:
        with gzip.open(part, "wt", encoding="utf-8") if path.suffix == ".gz" else part.open("w", encoding="utf-8") as out:
            cases = write_xes(dataset.folder, out)
        details = {"kind": "xes", "content_hash": dataset.content_hash, **dataset.in_record}
        record(actor=actor, economy=dataset.journey.economy, action="dataset.exported", subject=dataset, details=details)
        part.rename(path)
    except LogRefused as refusal:
        raise RuleBroken(str(refusal)) from refusal
    finally:
        part.unlink(missing_ok=True)
    return cases
