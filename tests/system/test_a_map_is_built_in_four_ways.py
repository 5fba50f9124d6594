"""One journey of twelve steps through three agencies, with a way back, drawn on an empty map in four ways: the same map each time."""

# ruff: noqa: F811  (opened is a fixture)

import itertools
from operator import itemgetter

import pytest

from journeys.domain.accounts import make_account
from journeys.models import Map, MapCommandLog
from journeys.queries.snapshots import elements_in_order
from journeys.queries.states import state_of
from stakeholders.models import Organisation
from tests.factories import Cast, make_map, make_organisation, new_id, send
from tests.pages.web.test_live_in_the_browser import opened  # noqa: F401
from tests.system.hands import Finger, Keys, Pointing, Reader

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

LANES = [  # title, whose, organisation
    ("The person", "The person", None),
    ("GP practice", "An organisation", "Eastvale GPs"),
    ("Memory service", "An organisation", "Eastvale Hospital"),
    ("Council", "An organisation", "Eastvale Council"),
]
JOURNEY = [  # title, lane, column: in the order in which each leads to the next
    ("Notice a change", "The person", 1),
    ("Book a visit", "GP practice", 1),
    ("Listen and test", "GP practice", 2),
    ("Write referral", "GP practice", 3),
    ("Triage referral", "Memory service", 3),
    ("Explain again", "The person", 3),
    ("Scan and bloods", "Memory service", 4),
    ("Assess memory", "Memory service", 4),
    ("Tell the diagnosis", "Memory service", 5),
    ("Assess needs", "Council", 5),
    ("Agree a plan", "Council", 6),
    ("First visit at home", "The person", 6),
]
DRAWN_FIRST = {  # drawn otherwise, and put right
    "Explain again": ("Explain again", "GP practice", 3),
    "Scan and bloods": ("Scan and bloods", "Memory service", 2),
    "Assess memory": ("Assess", "Memory service", 4),
}
BACK = ("Triage referral", "Write referral")
WAITED = ("Write referral", "Triage referral")
OWNER = "Referral manager"


def draw(hand: Pointing | Keys | Reader) -> None:
    """All of it, by one hand, with what goes wrong on the way."""
    titles = [title for title, _lane, _column in JOURNEY]
    for lane in LANES:
        hand.lane(*lane)
    hand.column()
    after = None
    for step in JOURNEY:
        drawn = DRAWN_FIRST.get(step[0], step)
        hand.step(*drawn, after=after)
        after = drawn[0]
    hand.rename("Assess", "Assess memory")
    hand.move("Explain again", "The person", 3, before=None)
    hand.move("Scan and bloods", "Memory service", 4, before="Assess memory")
    hand.undo()
    hand.stands("Scan and bloods", "Memory service", 2)
    hand.redo()
    hand.stands("Scan and bloods", "Memory service", 4)
    for source, target in itertools.pairwise(titles):
        if (DRAWN_FIRST.get(source, (source,))[0], target) not in hand.linked:
            hand.link(source, target, kind=None)
    hand.link(*BACK, kind="Sent back, done again")
    hand.wait(*WAITED, "9 d")
    hand.details("Triage referral", owner=OWNER, split="One of the ways out is taken")
    hand.ends(titles[0], titles[-1])
    hand.look("the map is whole")


def told_by_commands(cast: Cast) -> Map:
    """The same journey, told the server without a page."""
    of, lanes, columns, steps = make_map(cast), {}, [new_id() for _ in range(6)], {}
    kinds = {"The person": "person", "An organisation": "organisation"}

    def do(kind: str, **values) -> None:
        outcome = send(cast.eddie, of, kind, **values)
        assert outcome.change, outcome

    for title, whose, name in LANES:
        lanes[title] = new_id()
        organisation = str(Organisation.objects.get(economy=cast.economy, name=name).pk) if name else None
        do("lane.add", lane=lanes[title], title=title, fields={"kind": kinds[whose], "organisation": organisation})
    for column in columns:
        do("column.add", column=column)
    for title, lane, column in JOURNEY:
        steps[title] = new_id()
        do("step.add", step=steps[title], title=title, lane=lanes[lane], column=columns[column - 1])
    for ends in [*itertools.pairwise(steps), BACK]:
        fields = {"kind": "rework"} if ends == BACK else {"wait": make_account(value=9, unit="d")} if ends == WAITED else {}
        do("link.add", link=new_id(), source=steps[ends[0]], target=steps[ends[1]], fields=fields)
    do("step.set", step=steps["Triage referral"], fields={"split": "choice", "process_owner": OWNER})
    do("map.set", fields={"start": steps[JOURNEY[0][0]], "end": steps[JOURNEY[-1][0]]})
    return of


def without_ids(of: Map) -> list[dict]:
    """Every element with all of its fields, in reading order, links by their ends; what one names it names by words."""
    state = state_of(of)
    names = {id: one["title"] for id, one in state.elements.items() if one.get("title")}
    names |= {one["id"]: f"column {number}" for number, one in enumerate(state.columns, 1)} | {str(of.pk): "the map"}
    names |= {one["id"]: f"{names[one['source']]} → {names[one['target']]}" for one in state.links}
    said = [{name: names.get(str(value), value) for name, value in one.items() if name != "order"} for one in elements_in_order(state)]
    return [one for one in said if one["type"] != "link"] + sorted((one for one in said if one["type"] == "link"), key=itemgetter("id"))


@pytest.mark.parametrize("hand", [Pointing, Keys, Reader, Finger])
def test_the_map_that_is_drawn_is_the_same_whichever_hand_draws_it(opened, cast, hand):
    make_organisation(cast.economy, "Eastvale GPs", by=cast.adi)
    of = make_map(cast)
    page = opened(cast.eddie, hand.PAGE, of, bypass_csp=True, **hand.SCREEN)
    hand = hand(page)
    hand.look("the map is empty")
    draw(hand)
    for title, lane, column in JOURNEY:
        hand.stands(title, lane, column)
    hand.are_linked([*itertools.pairwise(title for title, _lane, _column in JOURNEY), BACK])
    assert without_ids(of) == without_ids(told_by_commands(cast))
    assert set(MapCommandLog.objects.filter(map=of, revision__gt=1).values_list("actor", flat=True)) == {cast.eddie.pk}
