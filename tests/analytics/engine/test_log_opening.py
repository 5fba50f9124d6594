"""What a file is taken for before it is read."""

import os

import pytest

from analytics.domain.events.log import ReadOptions
from analytics.engine.preparing import prepare
from analytics.engine.refusal import LogRefused

from .logs import prepared


def test_a_pipe_is_refused_and_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "log.csv")
    with pytest.raises(LogRefused, match=r"log\.csv: a folder, a pipe or a device is no log"):
        prepare(tmp_path / "log.csv", "log.csv", ReadOptions(), tmp_path / "out")


def test_a_first_column_may_be_called_as_a_format_begins(tmp_path):
    assert prepared(tmp_path, "ORCID,case,activity,time\nx,1,a,2026-01-01\n").counts.cases == 1
