"""Who is there: each person once, with the card they came to last, and nobody whose process fell silent."""

from dataclasses import replace

from journeys.realtime.presence import SILENCE, Here, Presence, said_of, windows_of

EDDIE = Here("e", "Eddie", "Hospital", None, 1.0)
VIC = Here("v", "Vic", "Council", None, 1.0)


def told(people) -> list[tuple[str, str | None]]:
    return [(one["name"], one["holds"]) for one in people]


def test_people_stand_once_by_name_with_their_agency():
    assert Presence().people([VIC, EDDIE, VIC], at=0) == [
        {"id": "e", "name": "Eddie", "agency": "Hospital", "holds": None},
        {"id": "v", "name": "Vic", "agency": "Council", "holds": None},
    ]


def test_of_several_windows_the_one_counts_that_came_to_a_card_last():
    windows = [replace(EDDIE, holds="a", since=2.0), replace(EDDIE, holds="b", since=3.0), replace(EDDIE, since=9.0)]
    assert told(Presence().people(windows, at=0)) == told(Presence().people(windows[::-1], at=0)) == [("Eddie", "b")]


def test_another_process_is_heard_until_it_falls_silent_or_says_that_nobody_is_left():
    presence = Presence()
    presence.hear("other", windows_of(said_of([VIC])), at=100.0)
    assert told(presence.people([EDDIE], at=100.0 + SILENCE - 1)) == [("Eddie", None), ("Vic", None)]
    assert told(presence.people([EDDIE], at=100.0 + SILENCE)) == [("Eddie", None)]
    presence.hear("other", [VIC], at=200.0)
    presence.hear("other", [], at=201.0)
    assert told(presence.people([EDDIE], at=201.0)) == [("Eddie", None)]
