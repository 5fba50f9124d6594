"""What was measured, run by run, for programs: through the same door as the pages."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from analytics.domain.map_measures import CODE_VERSION
from analytics.domain.measured_rows import MeasuredRow, measured_rows
from analytics.models import MeasureResult
from analytics.queries.lineage import result_for
from analytics.queries.measured import results_for, times_of
from carejourneys.common.errors import NotFound
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.access import permissions_in
from stakeholders.queries.economies import economies_with


def runs_read_by(user: User | AnonymousUser) -> QuerySet[MeasureResult]:
    """The runs of this version of the code that the person may read; without what they say."""
    if not isinstance(user, User):
        return MeasureResult.objects.none()
    readable = results_for(user).filter(dataset__journey__economy__in=economies_with(user, Permission.VIEW_MEASURES))
    return readable.select_related("dataset__journey__economy").defer("result", "question", "dataset__quality", "dataset__activities")


def run_for(user: User, id: UUID) -> MeasureResult:
    """A run of this version of the code. NotFound also where another version measured it: that one's numbers may mean something else."""
    run = result_for(user, id, Permission.VIEW_MEASURES)
    if run.code_version != CODE_VERSION:
        raise NotFound(_("Another version of the product measured this. Measure the map anew."))
    return run


def rows_of(user: User, run: MeasureResult) -> list[MeasuredRow]:
    """Its numbers, small ones hidden from whoever may not open the data."""
    may = permissions_in(user, run.dataset.journey.economy_id)
    return list(measured_rows(times_of(run, exact=Permission.VIEW_RAW_DATA in may)))


def version_of(user: User, run: MeasureResult, format: str) -> str:
    """An ETag: of what this person gets in this format. Figures change with what one may see and from how many people on they are shown."""
    economy = run.dataset.journey.economy
    exact = Permission.VIEW_RAW_DATA in permissions_in(user, economy.pk)
    return f'"{run.pk.hex}-{run.measured_at.timestamp():.6f}-{0 if exact else economy.small_number_threshold}-{format}"'
