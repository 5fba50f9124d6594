"""Files that grow large when they are read: whatever comes of them, the process that reads them stays within bounds and leaves nothing."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.hostile.bombs import BOMBS

ROOT = Path(__file__).resolve().parents[3]
MOST_MEMORY = 1_200  # megabytes, children included


@pytest.mark.parametrize("scale", [0.01, pytest.param(1, marks=pytest.mark.long)], ids=["short", "long"])
def test_no_bomb_takes_more_memory_than_a_worker_may(tmp_path, scale):
    command = [sys.executable, "-m", "tests.hostile.bombs", str(tmp_path), str(scale)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True, env={**os.environ, "TMPDIR": str(tmp_path)})
    seen = json.loads(done.stdout)
    assert seen.keys() == BOMBS.keys()
    assert {name: held for name, (held, _outcome) in seen.items() if held > MOST_MEMORY} == {}
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == []
