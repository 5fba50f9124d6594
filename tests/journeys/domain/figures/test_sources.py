"""Where the accounts come from that a figure rests on."""

from journeys.domain.accounts import make_account
from journeys.domain.figures.score import score
from tests.journeys.sketched_map import SketchedMap


def said(value: float, unit: str, source: str, who: str = "") -> list[dict]:
    return [make_account(value=value, unit=unit, source=source, who=who)]


def test_each_figure_names_the_sources_of_the_numbers_it_uses():
    sketch = SketchedMap().step("a", pt=said(5, "min", "observed"), value=said(2, "min", "workshop"), split="choice").step("e").step("x")
    sketch.link("a", "e", wait=said(3, "d", "planned"), share=said(80, "%", "measured"), caa=said(90, "%", "told"))
    sketch.link("a", "x", share=said(20, "%", "measured"))
    sources = score(sketch.state("a", "e")).sources
    assert sources["lead_time"] == ("observed", "measured", "planned")
    assert sources["touch"] == sources["effort"] == ("observed", "measured")
    assert sources["value"] == ("measured", "workshop")
    assert sources["right_first_time"] == ("measured", "told")
    assert sources["hand_offs"] == sources["reach"] == ("measured",)
    assert sources["gaps"] == ()


def test_an_account_that_does_not_head_its_number_is_not_used():
    waits = [*said(3, "d", "workshop"), *said(9, "d", "told", "Carers")]
    sketch = SketchedMap().step("a").step("e").link("a", "e", wait=waits)
    assert score(sketch.state("a", "e")).sources["lead_time"] == ("workshop",)


def test_of_work_done_side_by_side_the_lead_time_rests_on_the_longest_branch_and_effort_on_all():
    sketch = (
        SketchedMap().step("s", split="parallel").step("long", pt=said(50, "min", "observed")).step("short", pt=said(5, "min", "planned"))
    )
    sketch.step("j").step("e").link("s", "long").link("s", "short").link("long", "j").link("short", "j").link("j", "e")
    sources = score(sketch.state("s", "e")).sources
    assert (sources["touch"], sources["effort"]) == (("observed",), ("observed", "planned"))


def test_own_time_is_known_before_the_map_can_be_computed():
    sketch = SketchedMap({"person": "person"}).step("a", "person", pt=said(5, "min", "told"))
    assert score(sketch.state(None, None)).sources["person_time"] == ("told",)
