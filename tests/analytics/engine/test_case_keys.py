"""Cases under keyed hashes: one person is one case, however those who wrote the file wrote the name down."""

import pyarrow as pa
import pytest

from analytics.engine.case_keys import keyed_cases

KEY = b"a key of an economy"


def keys_of(*names: str) -> list[str]:
    return keyed_cases(pa.array(names), KEY).to_pylist()


@pytest.mark.parametrize("written", ["943 476 5919", "943-476-5919", " 9434765919", "9434765919\t", "943\u00a0476\u00a05919"])
def test_an_nhs_number_is_one_person_however_it_is_written(written):
    one, other = keys_of("9434765919", written)
    assert one == other and len(one) == 64


@pytest.mark.parametrize(
    ("one", "other"), [("943 476 5918", "9434765918"), ("A 1", "A1"), ("123-456-78901", "12345678901"), ("01", "1"), ("p1", "P1")]
)
def test_what_is_no_nhs_number_stays_as_it_is(one, other):
    assert len(set(keys_of(one, other))) == 2


def test_nobody_stays_nobody_and_without_a_key_names_are_as_they_were():
    names = pa.array(["943 476 5919", "", "  "])
    assert keys_of("")[0] == "" != keys_of("  ")[0], "the empty name alone is nobody"
    assert keyed_cases(names, None).equals(names)
