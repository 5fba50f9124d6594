"""The module that holds a map's socket, against a server that is played: order, gaps, breaks and what is asked for."""

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAYED = """
const sockets = [], told = [];
class Played {
  static OPEN = 1; static CLOSED = 3;
  constructor() { this.readyState = 1; this.sent = []; sockets.push(this); }
  send(text) { this.sent.push(JSON.parse(text)); }
  close() { this.readyState = 2; }
  say(...messages) { this.onmessage({ data: JSON.stringify(messages.length === 1 ? messages[0] : messages) }); }
  breaks(code) { this.readyState = 3; this.onclose({ code }); }
}
let revision = 10;
const on = { changes: (list) => { revision = list.at(-1).revision; told.push(list.map((one) => one.revision)); } };
for (const name of ['live', 'silent', 'heard', 'broken', 'over', 'afresh', 'forget', 'people']) on[name] = () => told.push(name);
const map = new m.MapSocket('ws://nowhere/', () => revision, on, Played);
const changed = (revision) => ({ type: 'changed', revision });
const welcome = (revision) => ({ type: 'welcome', revision, you: { id: 'me' } });
"""


def test_changes_are_handed_on_dense_and_in_order_and_a_gap_is_asked_for_once(run):
    code = """const s = sockets[0];
    s.say(welcome(10)); s.say(changed(11), changed(12)); s.say(changed(12)); s.say(changed(14)); s.say(changed(15));
    const asked = s.sent.slice();
    s.say({ type: 'catch_up', changes: [changed(13), changed(14), changed(15)], more: false }); s.say(changed(17), changed(16));
    return { told, asked, all: s.sent.length };"""
    got = run("socket", PLAYED + code)
    assert got["told"] == ["live", [11, 12], [13, 14, 15], [16, 17]]
    assert got["asked"] == [{"type": "catch_up", "after": 12}] and got["all"] == 1


def test_a_welcome_that_is_ahead_is_caught_up_with_in_as_many_parts_as_it_takes(run):
    code = """const s = sockets[0];
    s.say(welcome(14)); s.say({ type: 'catch_up', changes: [changed(11), changed(12)], more: true });
    s.say({ type: 'catch_up', changes: [changed(13), changed(14)], more: false });
    return { told, asked: s.sent.map((one) => one.after) };"""
    assert run("socket", PLAYED + code) == {"told": ["live", [11, 12], [13, 14]], "asked": [10, 12]}


def test_what_is_told_while_one_catches_up_is_not_missed(run):
    code = """const s = sockets[0];
    s.say(welcome(12)); s.say(changed(13)); s.say({ type: 'catch_up', changes: [changed(11), changed(12)], more: false });
    s.say({ type: 'catch_up', changes: [changed(13)], more: false });
    return { told, asked: s.sent.map((one) => one.after) };"""
    assert run("socket", PLAYED + code) == {"told": ["live", [11, 12], [13]], "asked": [10, 12]}


def test_after_a_break_it_is_opened_again_and_says_again_what_is_held(run):
    code = """map.hold('card'); sockets[0].say(welcome(10)); sockets[0].breaks(1006); map.hurry();
    sockets[1].say(welcome(10)); map.hold('card');
    return { told, sent: sockets.map((one) => one.sent) };"""
    got = run("socket", PLAYED + code)
    holds = {"type": "presence", "holds": "card"}
    assert got == {"told": ["live", "broken", "live"], "sent": [[holds, holds], [holds]]}


def test_pauses_grow_until_a_welcome_and_an_end_is_an_end(run):
    code = """const pauses = []; for (let n = 0; n < 9; n++) { pauses.push(map.pause); sockets.at(-1).breaks(1006); map.hurry(); }
    sockets.at(-1).say(welcome(10)); pauses.push(map.pause);
    sockets.at(-1).breaks(4403); map.hurry();
    return { pauses, told: told.slice(-3), opened: sockets.length };"""
    got = run("socket", PLAYED + code)
    assert got["pauses"] == [500, 1000, 2000, 4000, 8000, 16000, 30000, 30000, 30000, 500]
    assert (got["told"], got["opened"]) == (["broken", "live", "over"], 10)


def test_what_others_took_out_or_lost_is_told(run):
    code = (
        """sockets[0].say({ type: 'purge', elements: [] }, { type: 'resync', from: 12 }, { type: 'presence', people: [] }); return told;"""
    )
    assert run("socket", PLAYED + code) == ["forget", "afresh", "people"]


@pytest.fixture
def played(page, run):
    """played(code): runs it beside one socket on a page whose clock stands still until it is turned (page.clock)."""
    page.clock.install(time=0)
    page.clock.pause_at(3_600)  # installed alone it would go on by itself, as slowly or fast as the machine is
    run("socket", PLAYED + "Object.assign(window, { sockets, told, map, changed, welcome });")
    return page.evaluate


def test_a_server_that_says_nothing_is_asked_and_its_answer_is_enough(page, played):
    played("sockets[0].say(welcome(10))")
    page.clock.run_for(14_000)
    assert played("sockets[0].sent") == []
    page.clock.run_for(1_000)
    assert played("sockets[0].sent") == [{"type": "ping"}]
    page.clock.run_for(1_900)
    played("sockets[0].say({ type: 'pong' })")
    page.clock.run_for(14_000)
    assert played("[told, sockets.length, sockets[0].sent.length]") == [["live"], 1, 1]
    page.clock.run_for(1_000)
    assert played("sockets[0].sent.length") == 2


def test_a_command_without_an_answer_is_said_to_wait_and_then_the_line_is_given_up_and_opened_anew(page, played):
    played("sockets[0].say(welcome(10)); map.say({ type: 'command', command_id: 'a' })")
    page.clock.run_for(1_900)
    assert played("told") == ["live"]
    page.clock.run_for(100)
    assert played("[told, sockets[0].sent.map((one) => one.type)]") == [["live", "silent"], ["command", "ping"]]
    page.clock.run_for(5_900)
    assert played("told.at(-1)") == "silent"
    page.clock.run_for(100)
    assert played("[told.at(-1), sockets[0].readyState]") == ["broken", 2]
    page.clock.run_for(500)
    played("sockets[1].say(welcome(10)); sockets[0].onmessage?.({ data: JSON.stringify(changed(11)) })")
    assert played("[told, sockets.length]") == [["live", "silent", "broken", "live"], 2]


def test_a_late_answer_ends_the_doubt(page, played):
    played("sockets[0].say(welcome(10)); map.say({ type: 'command', command_id: 'a' })")
    page.clock.run_for(7_000)
    played("sockets[0].say({ type: 'pong' })")
    page.clock.run_for(14_000)
    assert played("[told, sockets.length]") == [["live", "silent", "heard"], 1]


def test_a_connection_that_is_never_welcomed_is_given_up(page, played):
    page.clock.run_for(9_900)
    assert played("told") == []
    page.clock.run_for(100)
    assert played("told") == ["broken"]
    page.clock.run_for(500)
    assert played("sockets.length") == 2


def test_when_the_network_comes_or_the_page_is_seen_again_a_line_that_seems_open_is_asked_at_once(page, played):
    played("sockets[0].say(welcome(10)); map.hurry(); map.hurry()")
    assert played("sockets[0].sent[0]") == {"type": "ping"}
    page.clock.run_for(8_000)
    assert played("told") == ["live", "silent", "broken"]
    played("map.hurry()")
    assert played("sockets.length") == 2


def test_where_one_is_needs_no_answer(page, played):
    played("sockets[0].say(welcome(10)); map.hold('card')")
    page.clock.run_for(14_000)
    assert played("told") == ["live"]


def test_a_page_that_is_left_asks_no_more(page, played):
    played("sockets[0].say(welcome(10)); map.say({ type: 'command', command_id: 'a' }); map.end()")
    page.clock.run_for(60_000)
    assert played("[told, sockets.length, sockets[0].sent.length]") == [["live"], 1, 1]
