"""What became of a file that was brought: the states that lists, pages and programs tell alike, and their words."""

from enum import StrEnum

from carejourneys.common.wording import Words as _


class DatasetState(StrEnum):
    """GONE: it was not confirmed in time, and is no longer here. REFUSED: what it holds, or how its columns were chosen, will not do.

    BEING_CHECKED, KEPT_BACK: for those who may not open the data.
    """

    TO_BE_CONFIRMED = "to_be_confirmed"
    BEING_READ = "being_read"
    READ = "read"
    BEING_CHECKED = "being_checked"
    KEPT_BACK = "kept_back"
    REFUSED = "refused"
    STOPPED = "stopped"
    GONE = "not_readable"

    @property
    def words(self) -> str:
        """As it is shown."""
        return _WORDS[self]

    @property
    def tone(self) -> str:
        """How it is coloured: as a tag is."""
        return _TONES.get(self, "info")


_WORDS: dict[str, str] = {
    DatasetState.TO_BE_CONFIRMED: _("columns not confirmed yet"),
    DatasetState.BEING_READ: _("being read"),
    DatasetState.READ: _("read"),
    DatasetState.BEING_CHECKED: _("being checked"),
    DatasetState.KEPT_BACK: _("kept back"),
    DatasetState.REFUSED: _("refused: it could not be read"),
    DatasetState.STOPPED: _("not read to its end"),
    DatasetState.GONE: _("no longer here: it could not be read in time"),
}
_TONES = {
    DatasetState.TO_BE_CONFIRMED: "warning",
    DatasetState.READ: "good",
    DatasetState.REFUSED: "bad",
    DatasetState.STOPPED: "warning",
    DatasetState.GONE: "bad",
}
NOT_READ = (DatasetState.REFUSED, DatasetState.STOPPED, DatasetState.GONE)
