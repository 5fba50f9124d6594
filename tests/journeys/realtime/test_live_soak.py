"""Many editors at their sockets at once: what was accepted is what stands in the log, and what everybody saw is what stands on the map."""

import json
import threading
from collections import Counter
from random import Random
from time import monotonic

import pytest

from journeys.domain.elements import new_element
from journeys.domain.state import MapState
from journeys.models import MapCommandLog
from journeys.queries.states import state_from_rows, state_of
from stakeholders.domain.permissions import Role
from tests.factories import make_cast, make_member, make_small_map, new_id
from tests.journeys.commanding import MapInMemory, a_random_command
from tests.live import PATIENCE, Window, a_command, cookie_of

pytestmark = pytest.mark.django_db(transaction=True)


class Editor(threading.Thread):
    """Sends random commands, some twice, built on what they see; now and then leaves, and comes back where they were."""

    def __init__(self, number: int, port: int, of, cookie: str, seconds: float):
        super().__init__(daemon=True)
        self.chance, self.port, self.of, self.cookie, self.seconds = Random(number), port, of, cookie, seconds
        self.revision, self.changes, self.answers, self.own, self.failure = 0, {}, {}, set(), None
        self.world = MapInMemory()
        self.world.id = new_id
        self.world.state = MapState.of(str(of.pk), [new_element("map", str(of.pk))])

    def run(self):
        try:
            self.window = self.come()
            until = monotonic() + self.seconds
            while monotonic() < until:
                self.one()
                if len(self.own) % 25 == 0:
                    self.window.socket.close()
                    self.window = self.come()
            self.window.socket.close()  # whoever is done reads no more, and would be given up
        except Exception as failure:
            self.failure = failure

    def come(self) -> Window:
        window = Window(self.port, self.of.pk, cookie=self.cookie)
        self.read(window, lambda: self.revision >= window.welcome["revision"])
        return window

    def one(self) -> None:
        raw = a_random_command(self.chance, self.world)
        sent = a_command(raw.pop("kind"), base=max(0, self.revision - self.chance.choice([0, 0, 0, 2])), **raw)
        self.own.add(sent["command_id"])
        self.window.say(*[sent] * self.chance.choice([1] * 9 + [2]))
        self.read(self.window, lambda: sent["command_id"] in self.answers)

    def read(self, window: Window, enough) -> None:
        """Takes what comes as a browser does: dense, asking for what is missing."""
        self.take(window, window.heard)
        window.heard.clear()
        while not enough():
            frame = json.loads(window.socket.recv(timeout=PATIENCE))
            self.take(window, frame if isinstance(frame, list) else [frame])

    def take(self, window: Window, messages) -> None:
        for one in messages:
            if one["type"] in ("changed", "refused", "clash") and one["command_id"]:
                self.answers.setdefault(one["command_id"], one["type"])
            new = one["changes"] if one["type"] == "catch_up" else [one] if one["type"] == "changed" else []
            ahead = one["type"] == "welcome" and one["revision"] > self.revision
            for change in sorted(new, key=lambda change: change["revision"]):
                ahead = ahead or change["revision"] > self.revision + 1
                if change["revision"] == self.revision + 1:
                    self.revision += 1
                    self.changes[self.revision] = (change["command_id"], change["change"])
                    self.world.state = self.world.state.with_change(change["change"])
            if ahead or one["type"] == "resync" or one.get("more"):
                window.say({"type": "catch_up", "after": self.revision})


LENGTHS = [
    pytest.param(8, 5, id="a few"),
    pytest.param(40, 60, marks=pytest.mark.services, id="forty for a minute"),
    pytest.param(40, 600, marks=pytest.mark.long, id="forty for ten minutes"),
]


@pytest.mark.parametrize(("editors", "seconds"), LENGTHS)
def test_operations_in_are_operations_out(port, editors, seconds):
    cast = make_cast()
    of = make_small_map(cast).map
    began = of.revision
    cookies = [cookie_of(make_member(cast.economy, Role.PARTICIPANT, name=f"Pat {n}", by=cast.adi)) for n in range(editors)]
    people = [Editor(n, port, of, cookie, seconds) for n, cookie in enumerate(cookies)]
    for one in people:
        one.start()
    for one in people:
        one.join()
    assert [one.failure for one in people if one.failure] == []
    of.refresh_from_db()
    rows = {row.revision: row for row in MapCommandLog.objects.filter(map=of)}
    assert sorted(rows) == list(range(1, of.revision + 1))
    accepted = Counter(id for one in people for id, answer in one.answers.items() if answer == "changed" and id in one.own)
    assert set(accepted) == {str(row.command_id) for row in rows.values() if row.revision > began} and set(accepted.values()) == {1}
    for one in people:
        one.come().socket.close()
        assert one.changes == {revision: (str(row.command_id), row.change) for revision, row in rows.items()}
        assert one.world.state == state_of(of) == state_from_rows(of)
    sent, answers = sum(len(one.own) for one in people), Counter(kind for one in people for kind in one.answers.values())
    print(f"{of.revision - began} of {sent} accepted: {answers}")
