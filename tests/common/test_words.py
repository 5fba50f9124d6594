import pytest

from carejourneys.common.words import one_line


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nia   Owen ", "Nia Owen"),
        ("Nia\r\n\r\nYour account is locked:\thttps://example.org", "Nia Your account is locked: https://example.org"),
        ("Nia\u2028\u2029\x85Owen", "Nia Owen"),
        ("N\x00i\x1ba\x7f", "Nia"),
        ("Nia \u202enewO\u202c", "Nia newO"),
        (
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
            "\u0645\u06cc\u200c\u062e\u0648\u0627\u0647\u0645",
        ),  # a joiner is part of the spelling
        ("\n\t", ""),
    ],
)
def test_a_name_is_one_line_without_control_characters(typed, kept):
    assert one_line(typed) == kept
