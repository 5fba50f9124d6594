// Keeps what one did in this window for as long as the window is open, so that after a reload it can still be taken back by key. Ids and kinds
// alone, with one's own words where it never left the device: what others wrote could not be taken out of it.
import { OwnHistory } from "./own-history.js";

const PREFIX = "done-here/", MOST = 200; // static/js/common/sign-out.js knows the prefix

// {history, keep()}: of this map and person alone. wordsOf(kind): what it is called, once the page has forgotten more.
export function openHistory({ map, person, wordsOf }) {
  const name = `${PREFIX}${person}/${map}`, { done = [], undone = [] } = JSON.parse(sessionStorage.getItem(name) ?? "{}");
  const told = (one) => ({ command: { kind: one.kind }, ...one, text: wordsOf(one.kind) });
  const history = new OwnHistory({ done: done.map(told), undone: undone.map(told) });
  const kept = ({ command_id, command, group, dropped }) => ({ command_id, group, kind: command?.kind, ...(dropped && { dropped, command }) });
  return {
    history,
    keep() {
      const [before, after] = [history.done.slice(-MOST), history.undone].map((list) => list.map(kept));
      try {
        if (before.length || after.length) sessionStorage.setItem(name, JSON.stringify({ done: before, undone: after }));
        else sessionStorage.removeItem(name);
      } catch {
        sessionStorage.removeItem(name); // no room: what stands there would be older than what was done
      }
    },
  };
}
