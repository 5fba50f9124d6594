import json

import pytest

from journeys.domain.elements import FIELDS, ElementType, Value, fields_of, new_element


def test_a_new_element_has_every_field_of_its_type_and_goes_through_json_unchanged():
    for kind in ElementType:
        made = new_element(kind, "x")
        assert list(made) == ["id", "type", *fields_of(kind), "derived_from"]
        assert json.loads(json.dumps(made)) == made


def test_two_new_elements_share_no_figure():
    one, two = new_element("step", "1"), new_element("step", "2")
    assert one["pt"] == {"used": None, "accounts": []}
    assert one["pt"] is not two["pt"]


def test_a_field_the_type_does_not_have_is_refused_by_name():
    with pytest.raises(KeyError, match="lane has no field pt"):
        new_element("lane", "x", pt=3)


def test_every_text_field_is_screened_and_bounded():
    for spec in FIELDS:
        if spec.value in (Value.TEXT, Value.LONG_TEXT):
            assert spec.screened and spec.max_length, spec


def test_every_figure_names_its_unit_and_bounds():
    for spec in FIELDS:
        if spec.is_figure:
            assert spec.unit in spec.units and spec.low == 0 and spec.high, spec
