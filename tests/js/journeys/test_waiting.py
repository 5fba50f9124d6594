"""The changes of a window that are not answered yet, against a server that is played: order, breaks, refusals."""

from random import Random

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

PLAYED = """
const said = [], kept = [], turned = []; let n = 0;
const made = () => new m.Waiting({
  client: 'window', newId: () => 'c' + ++n, keep: (entries) => kept.push(entries.map((one) => one.command_id + ' ' + one.state)),
  say: (message) => said.push(message), on: { turned: (entry) => turned.push(entry.command_id), news: () => {} },
});
let w = made();
const change = (title, base = 5) => w.add({ kind: 'step.rename', step: 's', title }, base);
const changed = (id, revision) => w.answer({ type: 'changed', command_id: id, revision });
const refused = (id) => w.answer({ type: 'refused', command_id: id, reason: 'No.', field: null });
const sent = () => said.map((one) => one.command_id);
const states = () => w.entries.map((one) => one.command_id + ' ' + one.state);
"""


def test_what_is_done_while_the_socket_is_shut_is_kept_and_goes_out_in_order(run):
    code = """change('a'); change('b'); change('c'); const before = sent(); w.opened();
    return { before, after: sent(), kept: kept.at(-1), first: said[0] };"""
    got = run("waiting", PLAYED + code)
    assert got["before"] == [] and got["after"] == ["c1", "c2", "c3"]
    assert got["kept"] == ["c1 waits", "c2 waits", "c3 waits"]
    assert got["first"] == {
        "type": "command",
        "command_id": "c1",
        "base_revision": 5,
        "command": {"kind": "step.rename", "step": "s", "title": "a"},
        "client": "window",
    }


def test_after_a_break_only_what_was_not_answered_is_sent_again_under_the_same_ids(run):
    code = """w.opened(); change('a'); change('b'); change('c'); changed('c1', 6); w.broke(); change('d'); w.opened();
    return { sent: sent(), kept: kept.at(-1) };"""
    assert run("waiting", PLAYED + code)["sent"] == ["c1", "c2", "c3", "c2", "c3", "c4"]


def test_an_accepted_change_is_shown_until_the_page_has_its_revision_and_is_kept_no_more(run):
    code = """w.opened(); change('a'); changed('c1', 7); const kept_then = kept.at(-1), over = w.foreseen.length;
    w.laid(6); const still = w.foreseen.length; w.laid(7);
    return [kept_then, over, still, w.foreseen.length];"""
    assert run("waiting", PLAYED + code) == [[], 1, 1, 0]


def test_a_refusal_in_the_middle_stops_nothing_and_keeps_what_was_typed(run):
    code = """w.opened(); change('a'); change('b'); change('c'); changed('c1', 6); refused('c2'); changed('c3', 7); w.laid(7);
    const [left] = w.unsettled;
    return { states: states(), turned, kept: kept.at(-1), typed: left.command.title, reason: left.reason, over: w.foreseen.length };"""
    got = run("waiting", PLAYED + code)
    assert got == {"states": ["c2 refused"], "turned": ["c2"], "kept": ["c2 refused"], "typed": "b", "reason": "No.", "over": 0}


def test_the_same_answer_twice_and_the_answer_of_another_window_change_nothing(run):
    code = """w.opened(); change('a'); change('b'); refused('c1'); changed('c1', 9); refused('c1'); changed('elsewhere', 8);
    return { states: states(), turned };"""
    assert run("waiting", PLAYED + code) == {"states": ["c1 refused", "c2 waits"], "turned": ["c1"]}


def test_a_clash_waits_for_the_choice_and_mine_goes_out_on_top_of_theirs(run):
    code = """w.opened(); change('a'); w.answer({ type: 'clash', command_id: 'c1', revision: 8, theirs: 'x', yours: 'a' });
    const before = states(); w.again(w.unsettled[0], 8);
    return { before, after: states(), last: [said.at(-1).command_id, said.at(-1).base_revision, said.at(-1).command.title] };"""
    assert run("waiting", PLAYED + code) == {"before": ["c1 clash"], "after": ["c2 waits"], "last": ["c2", 8, "a"]}


def test_of_a_clash_nothing_is_kept_but_what_one_wants_and_it_is_asked_for_again(run):
    code = """w.opened(); change('a'); let whole; w.keep = (entries) => { whole = JSON.stringify(entries); };
    w.answer({ type: 'clash', command_id: 'c1', revision: 8, theirs: 'theirs', base: 'was', yours: 'a' });
    const before = states(); w = made(); w.adopt(JSON.parse(whole)); w.opened();
    return { before, whole, after: states(), sent: sent() };"""
    got = run("waiting", PLAYED + code)
    assert got["before"] == ["c1 clash"] and got["after"] == ["c1 waits"] and got["sent"] == ["c1", "c1"]
    assert "theirs" not in got["whole"] and "was" not in got["whole"] and '"title":"a"' in got["whole"]


def test_what_an_earlier_window_left_goes_first_once_and_with_its_own_name(run):
    code = """const command = { kind: 'step.remove', step: 's' };
    const old = [{ command_id: 'o1', base_revision: 3, command, client: 'earlier', state: 'waits' }];
    w.adopt(old); w.adopt(old); change('a'); w.opened();
    return [sent(), said[0].client, w.takeBack('o1'), w.waits.length];"""
    assert run("waiting", PLAYED + code) == [["o1", "c1"], "earlier", None, 2]


def test_only_what_never_left_can_be_taken_back_in_silence(run):
    code = """change('a'); const dropped = w.takeBack('c1'); change('b'); w.opened(); w.broke();
    return [dropped.command.title, w.takeBack('c2'), states(), sent()];"""
    assert run("waiting", PLAYED + code) == ["a", None, ["c2 waits"], ["c2"]]


def test_at_most_a_hundred_are_on_their_way(run):
    code = """w.opened(); for (let k = 0; k < 250; k++) change('x'); const first = said.length; changed('c1', 6); changed('c2', 7);
    return [first, said.length, said.at(-1).command_id];"""
    assert run("waiting", PLAYED + code) == [100, 102, "c102"]


def test_through_the_other_door_they_go_one_after_the_other_and_wait_on_when_nothing_answers(run):
    code = """change('a'); change('b'); change('c'); const asked = [];
    const door = async (message) => {
      asked.push(message.command_id);
      if (message.command_id === 'c3') throw new Error('503');
      if (message.command_id === 'c1') return { type: 'refused', command_id: 'c1', reason: 'No.' };
      return { type: 'changed', command_id: 'c2', revision: 6 };
    };
    const twice = w.post(door); await w.post(door); const failed = await twice.then(() => '', String);
    return { asked, failed, states: states() };"""
    got = run("waiting", PLAYED + code)
    assert got == {"asked": ["c1", "c2", "c3"], "failed": "Error: 503", "states": ["c1 refused", "c2 done", "c3 waits"]}


def test_what_names_an_element_whose_words_were_taken_out_is_forgotten(run):
    code = """change('a'); w.add({ kind: 'step.rename', step: 't', title: 'b' }, 5); w.forget(['s']); return [states(), kept.at(-1)];"""
    assert run("waiting", PLAYED + code) == [["c2 waits"], ["c2 waits"]]


def test_a_clash_that_shows_words_of_such_an_element_is_forgotten_too(run):
    code = """change('a'); w.add({ kind: 'link.reroute', link: 'l', target: 't' }, 5);
    w.answer({ type: 'clash', command_id: 'c2', element: 'l', theirs: { id: 'u', title: 'words' } }); w.forget(['u']); return states();"""
    assert run("waiting", PLAYED + code) == ["c1 waits"]


@pytest.mark.parametrize("seed", range(6))
def test_whatever_breaks_in_between_each_change_is_done_once_and_in_order(run, seed):
    """A server that remembers ids; a line that loses frames and answers; windows that are closed and opened again."""
    chance = Random(seed)
    acts = [chance.choice(["change", "change", "change", "open", "break", "hear", "hear", "lose", "reload"]) for _ in range(300)]
    code = """const log = [], known = new Map(); let stored = '[]', air = [], answers = [];
    const wire = () => Object.assign(made(), {
      keep: (entries) => { stored = JSON.stringify(entries); }, say: (message) => air.push(message),
    });
    w = wire();
    const arrive = () => { for (const one of air.splice(0)) {
      const { command_id, command: { title } } = one;
      if (!known.has(command_id)) known.set(command_id, title === 'bad' ? { type: 'refused', command_id, reason: 'No.' }
        : { type: 'changed', command_id, revision: log.push(title) });
      answers.push(known.get(one.command_id)); } };
    let made_titles = [], k = 0;
    for (const act of given) {
      if (act === 'change') { const title = ++k % 7 ? 't' + k : 'bad'; if (title !== 'bad') made_titles.push(title); change(title); }
      if (act === 'open') { air = []; answers = []; w.opened(); }
      if (act === 'break') { if (k % 2) arrive(); air = []; answers = []; w.broke(); }
      if (act === 'lose') answers = [];
      if (act === 'hear') { arrive(); for (const one of answers.splice(0)) w.answer(one); }
      if (act === 'reload') { air = []; answers = []; w = wire(); w.adopt(JSON.parse(stored)); }
    }
    w.broke(); air = []; w.opened();
    for (let turn = 0; turn < 9; turn++) { arrive(); for (const one of answers.splice(0)) w.answer(one); }
    return { log, made_titles, waits: w.waits.length, stored: JSON.parse(stored).map((one) => one.state) };"""
    got = run("waiting", PLAYED + code, acts)
    assert got["log"] == got["made_titles"] and len(got["log"]) > 30
    assert got["waits"] == 0 and set(got["stored"]) <= {"refused"}
