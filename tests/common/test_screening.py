"""What is found, and what must be let through."""

import re
import subprocess
import sys
from datetime import UTC, datetime
from itertools import count

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from carejourneys.common.clock import stopped_at
from carejourneys.common.looking import addresses, births, numbers
from carejourneys.common.screening import is_nhs_number, screen


@pytest.mark.parametrize(
    ("text", "kind", "words"),
    [
        ("My number is 943 476 5919, they lost it", "nhs_number", "943 476 5919"),
        ("NHS no 9434765919.", "nhs_number", "9434765919"),
        ("it was 943-476-5919 on the letter", "nhs_number", "943-476-5919"),
        ("Ring me on 07700 900123 after six", "phone", "07700 900123"),
        ("ring 0113 496 0123", "phone", "0113 496 0123"),
        ("+44 7700 900 123", "phone", "+44 7700 900 123"),
        ("call (020) 7946 0123 now", "phone", "(020) 7946 0123"),
        ("write to jo.bloggs+care@example.co.uk please", "email", "jo.bloggs+care@example.co.uk"),
        ("jo(at)example.org", "email", "jo(at)example.org"),
        ("She lives at LS1 4DY near the park", "postcode", "LS1 4DY"),
        ("postcode sw1a 1aa", "postcode", "sw1a 1aa"),
        ("M11AE", "postcode", "M11AE"),
        ("DOB 3/5/41", "date_of_birth", "3/5/41"),
        ("born on 12 March 1941 in York", "date_of_birth", "12 March 1941"),
        ("date of birth: 1941-03-12", "date_of_birth", "1941-03-12"),
        ("d.o.b. 12.03.1941", "date_of_birth", "12.03.1941"),
        ("Mum (12/03/1941) waited", "date_of_birth", "12/03/1941"),
        ("on her 3rd of May 1938, her birthday", "date_of_birth", "3rd of May 1938"),
    ],
)
def test_it_finds(text, kind, words):
    assert [(finding.kind, finding.text) for finding in screen(text)] == [(kind, words)]
    assert words in screen(text)[0].message


@pytest.mark.parametrize(
    "text",
    [
        "999 123 4567 is no NHS number although a manual shows it",
        "We waited 3 weeks and 4 days, then 2 more",
        "The appointment was on 12 March 2026 at 10.30",
        "12/03/2026 to 19/03/2026",
        "Ward E11, bay 4",
        "Ring 111 or 999",
        "ODS code RXF05, form SE1",
        "The service opened on 1 April 1998",
        "since 3 May 2001 nothing changed",
        "Version 2.10.3 of the form, pages 10-12",
        "It cost £1,234.50 over 10 months",
        "on ward B12 4th visit",
        "between 9am and 5pm, step 3 of 7",
        "Care Act 2014, section 9",
        "they asked 0 of 10 questions",
        "reference 1234567890",
        "",
    ],
)
def test_it_lets_through(text):
    assert screen(text) == []


def test_several_findings_stand_in_order_and_once():
    found = screen("jo@example.org, 07700 900123, LS1 4DY")
    assert [finding.kind for finding in found] == ["email", "phone", "postcode"]


def test_the_check_digit_by_modulus_11():
    assert is_nhs_number("9434765919")
    assert not is_nhs_number("9991234567")
    assert not is_nhs_number("1111111111")


def test_a_mistyped_number_that_is_said_to_be_an_nhs_number_is_one_and_the_message_says_so():
    (finding,) = screen("NHS number: 999 123 4567")
    assert (finding.kind, finding.text) == ("nhs_number", "999 123 4567") and "wrong digit" in finding.message
    assert "wrong digit" not in screen("NHS number: ⑨④③ ④⑦⑥ ⑤⑨①⑨")[0].message
    assert screen("the number: 999 123 4567") == []


@given(st.integers(100_000_000, 999_999_999))
def test_of_ten_last_digits_at_most_one_is_right(first_nine):
    assert sum(is_nhs_number(f"{first_nine}{last}") for last in range(10)) <= 1


@given(st.text(max_size=200))
def test_any_text_can_be_screened(text):
    for finding in screen(text):
        assert text[finding.start : finding.end] == finding.text


def test_how_long_ago_a_date_is_goes_by_the_clock_of_the_house():
    with stopped_at(datetime(2021, 6, 1, tzinfo=UTC)):
        assert screen("Mum (12/03/2012) waited") == []
    with stopped_at(datetime(2022, 6, 1, tzinfo=UTC)):
        assert [finding.kind for finding in screen("Mum (12/03/2012) waited")] == ["date_of_birth"]


ZERO, JOINER, SOFT, NARROW, FIGURE = "\u200b", "\u200d", "\u00ad", "\u202f", "\u2007"
WRITTEN_OTHERWISE = {
    "nhs_number": [
        "943–476–5919",
        "943/476/5919",
        "(943) 476 5919",
        "943 - 476 - 5919",
        "943 476 5919 2 visits",
        "9434765919-1",
        "+9434765919",
        "943:476:5919",
        "943,476,5919",
        "943_476_5919",
        "943·476·5919",
        "943|476|5919",
        "943\u2011476\u20115919",
        "943−476−5919",
        f"943 4{ZERO}76 59{JOINER}19",
        f"943{SOFT}476{SOFT}5919",
        "\ufeff943 476 5919\u200e",
        "⁹⁴³ ⁴⁷⁶ ⁵⁹¹⁹",
        "⑨④③ ④⑦⑥ ⑤⑨①⑨",
        "９４３ ４７６ ５９１９",
        "٩٤٣ ٤٧٦ ٥٩١٩",
        "943  476\n5919",
        "943\t476\u20095919",
        f"943{NARROW}476{FIGURE}5919",
    ],
    "phone": [
        "07911/123456",
        "07911–123456",
        "07911\u2011123456",
        "０７９１１ １２３４５６",
        "٠٧٩١١ ١٢٣٤٥٦",
        "447911123456",
        "07911\u00a0123\n456",
        f"079{ZERO}11 123456",
    ],
    "date_of_birth": [
        "03-Apr-1950",
        "3-April-1950",
        "1950/04/03",
        "3, April 1950",
        "03–04–1950",
        "03 04 1950",
        "19500403",
        "patient from 3/4/1950",
        "b. 3/4/2015",
        "the twenty-third of April 1950",
    ],
    "email": [
        "jo＠nhs.net",
        "jo﹫nhs.net",
        "jo@nhs．net",
        "jo at nhs dot net",
        "jo@nhs(dot)net",
        "jo[ at ]nhs.net",
        "jo at nhs (dot) net",
        f"jo@n{ZERO}hs.net",
    ],
    "postcode": ["WN1-1AA", "ＷＮ１ １ＡＡ", "WN1.1AA", f"WN1{ZERO} 1AA", "WN1  1AA", "WN1\u00a01AA", "WN1\n1AA"],
}


@pytest.mark.parametrize(("kind", "text"), [(kind, text) for kind, texts in WRITTEN_OTHERWISE.items() for text in texts])
def test_it_finds_what_is_written_otherwise(kind, text):
    assert [finding.kind for finding in screen(f"Seen: {text}")] == [kind]


@pytest.mark.parametrize(
    "text",
    [
        "look at nhs.uk for more",
        "1,500 2,300 and 4,100 people",
        "weeks 10, 11, 12, 13 and 14",
        "at 12.30-13.15",
        "PR-2026-000123",
        "room 2.101/2.103",
    ],
)
def test_it_lets_everyday_writing_through(text):
    assert screen(text) == []


@pytest.mark.parametrize("module", [addresses, births, numbers])
def test_no_pattern_repeats_without_a_bound(module):
    """So that a long text takes as long as it is long: what could go on for ever is tried from every place."""
    patterns = {name: pattern for name, pattern in vars(module).items() if isinstance(pattern, re.Pattern)}
    assert patterns
    for name, pattern in patterns.items():
        assert not re.search(r"(?<!\\)[*+]", re.sub(r"\[(?:\\.|[^\]])*\]", "[]", pattern.pattern)), name


DOTS = ("a_dot_", "a-dot-", "a(at)", "a at a-dot-", "a dot ", "a.", "a@", "1-", "a-")


def test_a_text_that_could_be_an_address_in_very_many_ways_is_screened_at_all():
    """In a process of its own: were there as many ways to read it as signs in it allow, it would not end in years."""
    ask = f"""
from carejourneys.common.looking.addresses import emails
for dots in {DOTS!r}:
    for before in ("x@", "x(at)", "x at ", "x_at_"):
        list(emails(before + dots * 60 + "!"))
"""
    subprocess.run([sys.executable, "-c", ask], cwd=settings.BASE_DIR, check=True, timeout=60)


def calls_of(text: str) -> int:
    """How many calls it takes to screen a text, those of C and the turns of generators among them."""
    counted = count()

    def counting(_frame, event, _of):
        if event in ("call", "c_call"):
            next(counted)

    sys.setprofile(counting)
    try:
        screen(text)
    finally:
        sys.setprofile(None)
    return next(counted)


@pytest.mark.parametrize(
    "words",
    [
        "LS1 4DY ",
        "jo@example.org ",
        "07700 900123, ",
        "DOB 3/5/41 ",
        "943 476 5919 ",
        "1/1/1941 ",
        "Zoë\u200d ",
        "\u034f",
        "01/04/2019-",
        "1 ",
    ],
)
def test_four_times_the_text_is_four_times_the_work(words):
    short, long = (calls_of(words * (size // len(words))) for size in (12_500, 50_000))
    assert long < 4.5 * short + 200
