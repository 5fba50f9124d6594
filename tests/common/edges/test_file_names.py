"""Files that people take away are called by what they are and their day, in letters every computer takes."""

import pytest
from django.utils.timezone import localdate

from carejourneys.common.edges.file_names import dated_name


@pytest.mark.parametrize(
    ("parts", "name"),
    [
        (("Memory concerns: to support at home", "waits"), "memory-concerns-to-support-at-home-waits"),
        (('a"; rm -rf /\r\nX: y', "waits"), "a-rm-rf-x-y-waits"),
        (("Ĉu ĝi?", "quality"), "cu-gi-quality"),
        (("物忘れ", "waits"), "waits"),
        (("x" * 90, "waits"), f"{'x' * 60}-waits"),
    ],
)
def test_a_file_is_named_by_its_words_and_its_day(parts, name):
    assert dated_name(*parts) == f"{name}-{localdate().isoformat()}"
