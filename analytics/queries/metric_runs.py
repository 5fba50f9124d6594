"""What was measured, run by run, for programs: through the same door as the pages."""

from uuid import UUID

from django.contrib.auth.models import AnonymousUser
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from analytics.domain.map_measures import CODE_VERSION
from analytics.domain.measured_rows import MeasuredRow, measured_rows
from analytics.models import TOLD, MeasureResult
from analytics.queries.lineage import result_for
from analytics.queries.measured import results_for, times_of
from analytics.queries.tellings import reads_exactly, threshold_for
from carejourneys.common.errors import NotFound
from stakeholders.domain.permissions import Permission
from stakeholders.models import User
from stakeholders.queries.economies import economies_with


def runs_read_by(user: User | AnonymousUser) -> QuerySet[MeasureResult]:
    """The runs of this version of the code that the person may read and that are told to them; without what they say."""
    if not isinstance(user, User):
        return MeasureResult.objects.none()
    exact = Q(dataset__journey__economy__in=economies_with(user, Permission.VIEW_RAW_DATA))
    measured = results_for(user).filter(dataset__journey__economy__in=economies_with(user, Permission.VIEW_MEASURES))
    readable = measured.filter(TOLD | exact)
    return readable.select_related("dataset__journey__economy").defer("result", "question", "dataset__quality", "dataset__activities")


def run_for(user: User, id: UUID) -> MeasureResult:
    """A run of this version of the code; what it says is not read yet. NotFound also where another version measured it: that one's numbers
    may mean something else.
    """
    run = result_for(user, id, Permission.VIEW_MEASURES, later=("result",))
    if run.code_version != CODE_VERSION:
        raise NotFound(_("Another version of the product measured this. Measure the map anew."))
    return run


def rows_of(user: User, run: MeasureResult) -> list[MeasuredRow]:
    """Its numbers, small ones hidden from whoever may not open the data."""
    return list(measured_rows(times_of(run, exact=reads_exactly(user, run.dataset.journey.economy))))


def version_of(user: User, run: MeasureResult, format: str) -> str:
    """An ETag: of what this person gets in this format. Figures change with what one may see and from how many people on they are shown."""
    economy = run.dataset.journey.economy
    t = threshold_for(run, economy, exact=reads_exactly(user, economy))
    return f'"{run.pk.hex}-{run.measured_at.timestamp():.6f}-{t}-{format}"'
