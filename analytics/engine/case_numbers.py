"""Cases that are numbered one after another: how many of the numbers are missing, which may mean that cases were left out of the file."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

_FEWEST, _MOST = 10, 5_000_000  # cases that make a series; numbers held


class CaseNumbers:
    """Learns batch by batch; gives up for good at a name that is no whole number, or at too many."""

    def __init__(self) -> None:
        self._met: np.ndarray | None = np.zeros(0, dtype=np.int64)

    def learn(self, cases: pa.Array) -> None:
        """Names of cases as they stand in the file."""
        if self._met is None:
            return
        names = pc.unique(cases)
        names = names.filter(pc.not_equal(names, ""))
        if not pc.all(pc.match_substring_regex(names, r"^[0-9]{1,15}$"), min_count=0).as_py():
            self._met = None
            return
        self._met = np.union1d(self._met, np.asarray(names.cast(pa.int64())))
        if len(self._met) > _MOST:
            self._met = None

    @property
    def missing(self) -> int:
        """Numbers between the least and the greatest that no case has; 0 where fewer than half of them have one, which makes no series."""
        if self._met is None or len(self._met) < _FEWEST:
            return 0
        span = int(self._met[-1] - self._met[0]) + 1
        return span - len(self._met) if span <= 2 * len(self._met) else 0
