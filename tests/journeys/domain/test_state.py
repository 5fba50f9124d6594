from journeys.domain.elements import new_element
from journeys.domain.state import MapState


def a_state() -> MapState:
    """Two lanes of one organisation and one of another; column c2 holds two steps and a gateway."""
    return MapState.of(
        "m",
        [
            new_element("map", "m", title="M"),
            new_element("phase", "p", title="P", order="a0"),
            new_element("lane", "gp", title="GP", order="a1", organisation="org"),
            new_element("lane", "nurse", title="Nurse", order="a2", organisation="org"),
            new_element("lane", "me", title="Me", order="a0", kind="person"),
            new_element("column", "c3", order="a3"),
            new_element("column", "c2", order="a2", phase="p"),
            new_element("column", "c1", order="a1", phase="p"),
            new_element("step", "s1", title="one", lane="me", column="c1", order="a0"),
            new_element("step", "s2", title="two", lane="gp", column="c2", order="a0"),
            new_element("step", "s3", title="three", lane="nurse", column="c2", order="a0"),
            new_element("step", "g", title="", lane="gp", column="c2", order="a1", kind="gateway"),
            new_element("step", "letter", title="letter", lane="nurse", column="c3", order="a0"),
            new_element("link", "l1", source="s1", target="s2"),
            new_element("link", "l2", source="s2", target="letter", kind="information"),
            new_element("problem", "pr", on="s2", text="slow", order="a0"),
            new_element("idea", "i", on="s2", text="fast", order="a0"),
        ],
    )


def ids(elements):
    return [e["id"] for e in elements]


def test_lists_are_in_reading_order():
    state = a_state()
    assert ids(state.lanes) == ["me", "gp", "nurse"]
    assert ids(state.columns) == ["c1", "c2", "c3"]
    assert ids(state.steps) == ["s1", "s2", "g", "s3", "letter"]
    assert ids(state.links) == ["l1", "l2"]
    assert ids(state.cell("gp", "c2")) == ["s2", "g"]
    assert ids(state.notes_on("s2")) == ["pr", "i"]
    assert ids(state.columns_of_phase("p")) == ["c1", "c2"]


def test_only_steps_of_services_where_the_person_comes_are_numbered_with_letters_side_by_side():
    assert a_state().step_numbers == {"s2": "1A", "s3": "1B"}


def test_an_information_step_is_reached_only_by_information():
    state = a_state()
    assert state.is_information_step("letter")
    assert not state.is_information_step("s2")
    assert not state.is_information_step("s1")


def test_lanes_of_one_organisation_are_one_agency():
    state = a_state()
    assert state.agency_of(state["s2"]) == state.agency_of(state["s3"]) == "org"
    assert state.agency_of(state["s1"]) == "me"
    assert state.is_persons_side(state["s1"])


def test_a_change_makes_a_new_state_and_leaves_the_old_one_alone():
    before = a_state()
    after = before.with_change({"put": [{**before["s1"], "title": "first"}], "remove": ["pr"]})
    assert after["s1"]["title"] == "first" and "pr" not in after
    assert before["s1"]["title"] == "one" and "pr" in before
    assert before == a_state() and before != after
